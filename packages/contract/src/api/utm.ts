import { z } from 'zod';

const value = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine((text) => !/\p{Cc}/u.test(text) && text.isWellFormed(), 'one line of text')
  .refine((text) => !/\{[{%]/.test(text), 'without Liquid: all readers get the same value')
  .optional();

const parameters = z.strictObject({
  source: value.describe('The value of `utm_source`.'),
  medium: value.describe('The value of `utm_medium`.'),
  campaign: value.describe('The value of `utm_campaign`.'),
  term: value.describe('The value of `utm_term`, which links have only if it is given here.'),
  content: value.describe('The value of `utm_content`, which links have only if it is given here.'),
});

/** The UTM parameters of one message, where they differ from those of the shop. */
export const utmRulesSchema = z
  .union([z.literal(false), parameters])
  .describe(
    'UTM parameters of the links of a marketing email to the shop’s website. What is left out is as the settings say; `false`: the links get none.',
  )
  .meta({ examples: [{ campaign: 'spring_sale', content: 'header' }] });

export type UtmRules = z.infer<typeof utmRulesSchema>;
