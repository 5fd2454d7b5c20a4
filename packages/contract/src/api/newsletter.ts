import { z } from 'zod';
import { visitorIdSchema } from '../identifier-schemas.ts';
import { challengeFields } from './challenge.ts';
import type { Endpoint } from './endpoint.ts';

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

/** The calls about the newsletter. */
export const newsletterEndpoints = {
  subscribe: {
    method: 'post',
    path: '/v1/subscribe',
    summary: 'Start a newsletter sign-up: a confirmation goes to the address.',
    access: 'write_key',
    body: subscribeRequestSchema,
    status: 202,
    response: subscribeResponseSchema,
    problems: ['challenge_required'],
    isRepeatable: true,
  },
} as const satisfies Record<string, Endpoint>;
