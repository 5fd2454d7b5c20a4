import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';
import { pageOf, pageQuery } from './pages.ts';
import { providerEventKindSchema } from './provider-events.ts';

/** What a delivery was created by. */
export const deliveryOriginSchema = z.discriminatedUnion('kind', [
  z
    .object({ kind: z.literal('sms_reply'), receivedSmsId: z.string() })
    .describe('A text from the contact that stopped text messages. This confirms it, and needs no consent.'),
  z
    .object({ kind: z.literal('system') })
    .describe('Beckon itself: a confirmation, a requested link, an address change.'),
  z.object({ kind: z.literal('api') }),
  z.object({
    kind: z.literal('flow'),
    flowId: z.string(),
    runId: z.string(),
    stepId: z.string(),
    variation: z.string().optional().describe('Of a step with an experiment: the key of the variation.'),
  }),
  z.object({ kind: z.literal('campaign'), campaignId: z.string(), variation: z.string().nullable() }),
]);

export type DeliveryOrigin = z.infer<typeof deliveryOriginSchema>;

export const deliverySchema = z.object({
  id: z.string().meta({ examples: ['dlv_06d9r7zv7w7h3e1k5m2n4p6q8s'] }),
  message: z.string().describe('The name of the message.'),
  messageKey: z.string().describe('The key of the message, such as `cart_recovery`.'),
  messageVersion: z
    .int()
    .nullable()
    .describe(
      'The version of the message that was sent. Null: the delivery was not sent, or it was sent before Beckon recorded this.',
    ),
  channel: z.enum(['email', 'sms', 'push']),
  category: z.enum(['transactional', 'marketing']),
  origin: deliveryOriginSchema,
  status: z
    .enum(['due', 'dispatching', 'sent', 'failed', 'uncertain', 'skipped'])
    .describe(
      '`due`: not sent yet. `dispatching`: being handed to the platform. `uncertain`: it may have arrived, so it is not sent again.',
    ),
  reason: z.string().nullable().describe('Why it waits, was skipped or failed.'),
  waitsUntil: z.iso
    .datetime()
    .nullable()
    .describe('The time at which it is checked again, where quiet hours, a limit or a chosen frequency delay it.'),
  createdAt: z.iso.datetime(),
  sentAt: z.iso.datetime().nullable(),
});

export type Delivery = z.infer<typeof deliverySchema>;

export const listedDeliverySchema = deliverySchema.extend({ contactId: z.string() });

const engagementCountSchema = z.object({ byPeople: z.int(), byMachines: z.int() });

export const deliveryExplanationSchema = listedDeliverySchema.extend({
  summary: z.string().describe('What became of the delivery, in one sentence.'),
  checks: z
    .array(
      z.object({
        check: z.enum(['consent', 'marketing', 'suppression', 'limit', 'frequency', 'quiet_hours', 'stock']),
        isPassed: z.boolean(),
        text: z.string(),
      }),
    )
    .describe('What the gate saw when it last decided. Empty before the first decision.'),
  decidedAt: z.iso.datetime().nullable(),
  providerEvents: z
    .array(
      z.object({
        kind: providerEventKindSchema,
        detail: z.string().nullable(),
        machineReason: z
          .string()
          .nullable()
          .describe('Of `opened` and `clicked`: why a machine did it, and not a person. Null: a person did.'),
        occurredAt: z.iso.datetime(),
      }),
    )
    .describe('What the platform reported, in the order in which it happened.'),
  engagement: z
    .object({
      opens: engagementCountSchema.describe('How often the image of an email was loaded.'),
      clicks: z
        .array(engagementCountSchema.extend({ url: z.string().nullable().describe('Null: it is stored no longer.') }))
        .describe('How often each link was followed. Links that were not are left out.'),
    })
    .describe('Opens and clicks of an email that Beckon counted, a few seconds after they happened.'),
  segments: z.int().nullable().describe('For an SMS: in how many segments it is sent, its opt-out link included.'),
});

export type DeliveryExplanation = z.infer<typeof deliveryExplanationSchema>;

/** The calls about what was sent to contacts, and why it was not. */
export const deliveryEndpoints = {
  listDeliveries: {
    method: 'get',
    path: '/api/v1/deliveries',
    summary: 'List deliveries, newest first.',
    access: 'messages.read',
    query: z.object({
      ...pageQuery,
      contact: z.string().max(64).optional().describe('Only those to the contact with this id.'),
      status: deliverySchema.shape.status.optional(),
      channel: deliverySchema.shape.channel.optional(),
    }),
    status: 200,
    response: pageOf(listedDeliverySchema),
  },
  explainDelivery: {
    method: 'get',
    path: '/api/v1/deliveries/{id}/why',
    summary: 'Explain why a delivery was sent, waits, or was not sent.',
    access: 'messages.read',
    status: 200,
    response: deliveryExplanationSchema,
  },
} as const satisfies Record<string, Endpoint>;
