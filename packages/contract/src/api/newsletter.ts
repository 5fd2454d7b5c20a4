import { z } from 'zod';
import { visitorIdSchema } from '../identifier-schemas.ts';
import { challengeFields } from './challenge.ts';
import type { Endpoint } from './endpoint.ts';

/** What the newsletter form posts. The answer is the same for known, unknown and suppressed addresses. */
export const subscribeRequestSchema = z.object({
  key: z.string().optional().describe('The public write key; can be sent as a query parameter instead.'),
  submissionId: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe('Created by the form, so that a second click is the same sign-up.'),
  email: z.string().min(3).max(254),
  firstName: z.string().max(100).optional(),
  interests: z.array(z.string().trim().min(1).max(100)).max(20).optional(),
  birthday: z.iso.date().optional(),
  phone: z
    .string()
    .trim()
    .max(200)
    .optional()
    .describe(
      'With its country code, `+49 170 1234567`, or as it is written in the country of the shop. One that cannot be read does not stop the sign-up: see `warnings`.',
    ),
  smsConsent: z
    .object({ wording: z.string().max(2_000), wordingVersion: z.string().max(100) })
    .optional()
    .describe(
      'The text beside the separate box that was ticked. Recorded as `requested`: confirming the address does not grant it, because it does not prove that the phone belongs to the shopper.',
    ),
  anonymousId: visitorIdSchema,
  formId: z.string().max(100).optional(),
  language: z.string().max(35).optional(),
  wordingVersion: z.string().max(100).describe('The version of the consent text that was shown.'),
  wording: z.string().max(2_000).describe('The consent text that was shown.'),
  pageUrl: z.string().max(2_000).optional(),
  leaveBlank: z
    .string()
    .max(200)
    .optional()
    .describe('Honeypot. People leave it empty; if it is filled, a challenge follows.'),
  ...challengeFields,
});

export type SubscribeRequest = z.infer<typeof subscribeRequestSchema>;

export const subscribeResponseSchema = z.object({
  status: z.literal('pending').describe('A confirmation is sent if allowed. The response is the same in all cases.'),
  warnings: z
    .array(z.enum(['phone_unreadable']))
    .optional()
    .describe(
      '`phone_unreadable`: the phone number has no country code and is no number of the country of the shop. The sign-up goes on without it, and without consent to text messages.',
    ),
});

export const optInSchema = z
  .enum(['double', 'single'])
  .describe(
    '`double`: a sign-up counts when the link in the email is used. `single`: immediately, if the address is not known to the shop.',
  );

export type SubscribeResponse = z.infer<typeof subscribeResponseSchema>;

export type OptIn = z.infer<typeof optInSchema>;

/** The calls about the newsletter. */
export const newsletterEndpoints = {
  subscribe: {
    method: 'post',
    path: '/v1/subscribe',
    summary: 'Start a newsletter sign-up. A confirmation is sent to the address.',
    access: 'write_key',
    body: subscribeRequestSchema,
    status: 202,
    response: subscribeResponseSchema,
    problems: ['challenge_required'],
    isRepeatable: true,
  },
} as const satisfies Record<string, Endpoint>;
