import { z } from 'zod';
import { challengeFields } from './challenge.ts';
import { visitorIdSchema } from './identifier-schemas.ts';

export const consentTypes = ['email', 'sms', 'push', 'marketing', 'analytics'] as const;
export const consentTypeSchema = z.enum(consentTypes);
export type ConsentType = (typeof consentTypes)[number];

/** Digits with what people write between them. */
const phonePattern = /^\+?(?:[\s()./-]*\d){6,15}$/;

/** What the newsletter form posts. The answer is the same for known, unknown and suppressed addresses. */
export const subscribeRequestSchema = z.object({
  key: z.string().optional().describe('The public write key; may stand in the query instead.'),
  submissionId: z.string().min(1).max(100).optional().describe('Made by the form: a second click is the same sign-up.'),
  email: z.string().min(3).max(254),
  firstName: z.string().max(100).optional(),
  interests: z.array(z.string().trim().min(1).max(100)).max(20).optional(),
  birthday: z.iso.date().optional(),
  phone: z
    .string()
    .trim()
    .max(40)
    .regex(phonePattern, 'a phone number')
    .optional()
    .describe('With its country code, `+49 170 1234567`, if it is to get messages one day.'),
  smsConsent: z
    .object({ wording: z.string().max(2_000), wordingVersion: z.string().max(100) })
    .optional()
    .describe(
      'The text beside a box of its own that was ticked. Recorded as `requested`: confirming the address does not grant it, since nobody has shown that the phone is theirs.',
    ),
  anonymousId: visitorIdSchema,
  formId: z.string().max(100).optional(),
  language: z.string().max(35).optional(),
  wordingVersion: z.string().max(100).describe('Names the consent text that was shown.'),
  wording: z.string().max(2_000).describe('The consent text that was shown.'),
  pageUrl: z.string().max(2_000).optional(),
  leaveBlank: z
    .string()
    .max(200)
    .optional()
    .describe('Honeypot: people leave it empty. Filled, it leads to a challenge.'),
  ...challengeFields,
});

export type SubscribeRequest = z.infer<typeof subscribeRequestSchema>;

export const subscribeResponseSchema = z.object({
  status: z.literal('pending').describe('A confirmation was sent if it may be sent; nothing else is told.'),
});

export const optInSchema = z
  .enum(['double', 'single'])
  .describe(
    '`double`: a sign-up counts when the link in a mail is used. `single`: at once, where the shop knows nobody at the address.',
  );

export type OptIn = z.infer<typeof optInSchema>;

/** How a shop takes sign-ups for its newsletter. */
export const newsletterSettingsSchema = z.object({ optIn: optInSchema });

export const consentEntrySchema = z.object({
  position: z.int(),
  type: consentTypeSchema,
  action: z.enum(['requested', 'granted', 'revoked']),
  source: z.string(),
  wordingVersion: z.string().nullable(),
  wording: z.string().nullable().describe('What they were shown, as long as the evidence is kept.'),
  wordingStatus: z
    .enum(['registered', 'claimed'])
    .nullable()
    .describe('`registered`: the shop has registered this text. `claimed`: the form says that it showed it.'),
  method: z.string(),
  recordedAt: z.iso.datetime(),
});

/** A text that a shop shows beside a form. A version has one text for each language. */
export const wordingSchema = z.object({
  version: z.string().min(1).max(100),
  text: z.string().min(1).max(2_000),
});

export const registeredWordingSchema = wordingSchema.extend({ registeredAt: z.iso.datetime() });

export type Wording = z.infer<typeof registeredWordingSchema>;

export const wordingsSchema = z.object({ data: z.array(registeredWordingSchema) });

export const registerWordingsSchema = z.object({ wordings: z.array(wordingSchema).min(1).max(200) });

export type ConsentEntry = z.infer<typeof consentEntrySchema>;
