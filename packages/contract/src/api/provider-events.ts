import { z } from 'zod';
import { timeSchema } from '../time.ts';
import type { Endpoint } from './endpoint.ts';

export const providerEventKindSchema = z.enum([
  'sent',
  'delivered',
  'opened',
  'clicked',
  'bounced',
  'complained',
  'failed',
  'unsubscribed',
]);

/** What a platform reports about a delivery. */
export const providerEventSchema = z
  .strictObject({
    id: z.string().min(1).max(200).describe('The platform’s id of the report. A repeat is recorded once.'),
    deliveryId: z.string().max(64).optional().describe('Beckon’s id of the delivery, which is the vendor key.'),
    vendorId: z.string().max(500).optional().describe('The platform’s id of the message, instead of `deliveryId`.'),
    kind: providerEventKindSchema,
    bounce: z
      .enum(['hard', 'soft'])
      .optional()
      .describe('Of `bounced`: `hard` if the address does not exist, `soft` (default) if it may work later.'),
    isMachine: z
      .boolean()
      .optional()
      .describe('Of `opened` and `clicked`: a program did it, not a person. Flows and segments do not count it.'),
    detail: z
      .string()
      .max(500)
      .optional()
      .describe('What the platform says, such as an SMTP status; of `clicked` where the link leads.'),
    occurredAt: timeSchema.optional().describe('If omitted, the time at which the report is received.'),
  })
  .refine(({ deliveryId, vendorId }) => (deliveryId === undefined) !== (vendorId === undefined), {
    message: 'name the delivery by `deliveryId` or by `vendorId`',
  });

export type ProviderEvent = z.infer<typeof providerEventSchema>;

/** The calls by which reports of platforms come in. */
export const providerEventEndpoints = {
  recordProviderEvents: {
    method: 'post',
    path: '/api/v1/provider-events',
    summary:
      'Record what a platform reports about deliveries. Complaints and hard bounces suppress the address at once. Reports may come twice and in any order.',
    access: 'messages.write',
    body: z.strictObject({ events: z.array(providerEventSchema).min(1).max(500) }),
    status: 200,
    response: z.object({
      results: z
        .array(z.enum(['recorded', 'duplicate', 'unknown']))
        .describe('One per report, in order. `unknown`: the shop has no such delivery.'),
    }),
    isRepeatable: true,
    afterCrash:
      'reports are recorded one by one, each once, so the repeat answers `duplicate` for those of the first call.',
  },
} as const satisfies Record<string, Endpoint>;
