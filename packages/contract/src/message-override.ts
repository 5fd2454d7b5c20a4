import { z } from 'zod';

const byLanguage = (what: string) =>
  z
    .record(z.string().regex(/^[a-z]{2}$/, 'a language of two letters'), z.string().trim().min(1).max(500))
    .optional()
    .describe(`${what} by language, as Liquid. In other languages the message keeps its own.`);

/** What a variation changes of a message, so that a test of its subject needs no second message. */
export const messageOverrideSchema = z
  .strictObject({
    subjects: byLanguage('The subject'),
    preheaders: byLanguage('The preheader'),
    senderName: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .refine((text) => !/\p{Cc}/u.test(text) && text.isWellFormed(), 'one line of text')
      .optional()
      .describe('Whom the mail is from; the address stays.'),
  })
  .refine((override) => Object.values(override).some((value) => value !== undefined), 'name at least one change');

export type MessageOverride = z.output<typeof messageOverrideSchema>;
