import { z } from 'zod';
import { optionalReferenceSchema, referenceSchema, visitorIdSchema } from '../identifier-schemas.ts';
import { challengeFields } from './challenge.ts';
import type { Endpoint } from './endpoint.ts';

/** What the back-in-stock form posts. The answer is the same for known, unknown and suppressed addresses. */
export const joinWaitlistRequestSchema = z.object({
  key: z.string().optional().describe('The public write key; may stand in the query instead.'),
  submissionId: z.string().min(1).max(100).optional().describe('Made by the form: a second click is the same wish.'),
  email: z.string().min(3).max(254),
  productId: referenceSchema,
  variantId: optionalReferenceSchema,
  anonymousId: visitorIdSchema,
  language: z.string().max(35).optional(),
  wordingVersion: z.string().max(100).describe('Names the text that was shown.'),
  wording: z.string().max(2_000).describe('The text that was shown.'),
  pageUrl: z.string().max(2_000).optional(),
  leaveBlank: z
    .string()
    .max(200)
    .optional()
    .describe('Honeypot: people leave it empty. Filled, it leads to a challenge.'),
  ...challengeFields,
});

export type JoinWaitlistRequest = z.infer<typeof joinWaitlistRequestSchema>;

export const joinWaitlistResponseSchema = z.object({
  status: z
    .literal('pending')
    .describe('A confirmation was sent if one is needed and may be sent; nothing else is told.'),
});

export const waitlistStatuses = ['pending', 'waiting', 'notified', 'left', 'purchased', 'expired'] as const;
export type WaitlistStatus = (typeof waitlistStatuses)[number];

/** One wish of a contact, as the admin app shows it. */
export const waitlistEntrySchema = z.object({
  id: z.string(),
  productId: z.string(),
  variantId: z.string().nullable(),
  title: z.string().nullable().describe('From the catalog; null where it does not know the product.'),
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
    summary: 'Ask to be told when a product is back: the address is confirmed first.',
    access: 'write_key',
    body: joinWaitlistRequestSchema,
    status: 202,
    response: joinWaitlistResponseSchema,
    problems: ['challenge_required'],
    isRepeatable: true,
  },
} as const satisfies Record<string, Endpoint>;
