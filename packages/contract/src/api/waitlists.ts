import { z } from 'zod';
import { optionalReferenceSchema, referenceSchema, visitorIdSchema } from '../identifier-schemas.ts';
import { challengeFields } from './challenge.ts';
import type { Endpoint } from './endpoint.ts';

/** What the back-in-stock form posts. The answer is the same for known, unknown and suppressed addresses. */
export const joinWaitlistRequestSchema = z.object({
  key: z.string().optional().describe('The public write key; can be sent as a query parameter instead.'),
  submissionId: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe('Created by the form, so that a second click is the same request.'),
  email: z.string().min(3).max(254),
  productId: referenceSchema,
  variantId: optionalReferenceSchema,
  anonymousId: visitorIdSchema,
  language: z.string().max(35).optional(),
  wordingVersion: z.string().max(100).describe('The version of the text that was shown.'),
  wording: z.string().max(2_000).describe('The text that was shown.'),
  pageUrl: z.string().max(2_000).optional(),
  leaveBlank: z
    .string()
    .max(200)
    .optional()
    .describe('Honeypot. People leave it empty; if it is filled, a challenge follows.'),
  ...challengeFields,
});

export type JoinWaitlistRequest = z.infer<typeof joinWaitlistRequestSchema>;

export const joinWaitlistResponseSchema = z.object({
  status: z
    .literal('pending')
    .describe('A confirmation is sent if needed and allowed. The response is the same in all cases.'),
});

export const waitlistStatuses = ['pending', 'waiting', 'notified', 'left', 'purchased', 'expired'] as const;
export type WaitlistStatus = (typeof waitlistStatuses)[number];

/** A waitlist entry of a contact, as the admin app shows it. */
export const waitlistEntrySchema = z.object({
  id: z.string(),
  productId: z.string(),
  variantId: z.string().nullable(),
  title: z.string().nullable().describe('From the catalog; null if the product is not in it.'),
  status: z.enum(waitlistStatuses),
  joinedAt: z.iso.datetime(),
  notifiedAt: z.iso.datetime().nullable(),
});

export type WaitlistEntry = z.infer<typeof waitlistEntrySchema>;

/** The calls of the back-in-stock form. */
export const waitlistEndpoints = {
  joinWaitlist: {
    method: 'post',
    path: '/v1/waitlist',
    summary: 'Join the waitlist of a product. The address is confirmed first.',
    access: 'write_key',
    body: joinWaitlistRequestSchema,
    status: 202,
    response: joinWaitlistResponseSchema,
    problems: ['challenge_required'],
    isRepeatable: true,
  },
} as const satisfies Record<string, Endpoint>;
