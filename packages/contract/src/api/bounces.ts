import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';

export const bounceResultSchema = z.object({
  result: z
    .enum(['recorded', 'duplicate', 'unknown', 'ignored'])
    .describe(
      '`duplicate`: it had come before. `unknown`: the shop has sent no such delivery. `ignored`: it says nothing that is recorded.',
    ),
  reason: z
    .string()
    .describe('What the mail says, or why it is ignored.')
    .meta({ examples: ['bounce mail: 5.1.1 failed; hard'] }),
  deliveryId: z.string().nullable().describe('The delivery that the mail is about; null if it names none.'),
});

/** What became of one mail. */
export type BounceResult = z.infer<typeof bounceResultSchema>;

export const bounceLimits = {
  mails: 50,
  /** Characters of a mail. */
  mailLength: 2_000_000,
  /** Bytes of a call. */
  bodyBytes: 4_000_000,
} as const;

/** The call by which mails that came back are handed in. */
export const bounceEndpoints = {
  recordBounces: {
    method: 'post',
    path: '/api/v1/bounces',
    summary:
      'Record what mails say that came back: delivery status notifications (RFC 3464) and feedback reports (RFC 5965). Complaints and hard bounces suppress the address at once. A mail may come twice. A single mail may also be the body itself, as `message/rfc822`.',
    access: 'bounces.write',
    body: z.strictObject({
      mails: z
        .array(z.string().min(1).max(bounceLimits.mailLength))
        .min(1)
        .max(bounceLimits.mails)
        .describe('Each mail as it was received, its header included.'),
    }),
    rawBody: 'message/rfc822',
    status: 200,
    response: z.object({ results: z.array(bounceResultSchema).describe('One per mail, in order.') }),
    isRepeatable: true,
    afterCrash:
      'mails are recorded one by one, each once, so the repeat answers `duplicate` for those of the first call.',
  },
} as const satisfies Record<string, Endpoint>;
