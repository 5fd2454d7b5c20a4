import { z } from 'zod';
import { currencySchema } from '../money.ts';
import type { Endpoint } from './endpoint.ts';
import { pageOf, pageQuery } from './pages.ts';

/** How the net revenue of an order is divided among the touchpoints before it. */
export const attributionModels = ['first', 'last', 'last_non_direct', 'linear', 'position', 'time_decay'] as const;
export type AttributionModel = (typeof attributionModels)[number];

export const attributionModelSchema = z
  .enum(attributionModels)
  .describe(
    '`first`, `last`: all to one. `last_non_direct`: to the last that is not a direct visit. `linear`: equal shares. `position`: 40 % to the first, 40 % to the last, the rest to those between. `time_decay`: half as much for every 7 days before the order.',
  );

export const touchKinds = ['click', 'open', 'visit', 'sign_up', 'coupon'] as const;
export type TouchKind = (typeof touchKinds)[number];
export const touchKindSchema = z.enum(touchKinds);

export const touchChannels = ['email', 'sms', 'push', 'ads', 'referral', 'web', 'direct'] as const;
export type TouchChannel = (typeof touchChannels)[number];
export const touchChannelSchema = z.enum(touchChannels);

/** The longest window, in hours: 90 days. */
export const maxWindowHours = 2_160;

const window = z.int().min(0).max(maxWindowHours);

export const attributionWindowsSchema = z
  .strictObject({
    emailClick: window,
    smsClick: window,
    pushClick: window,
    open: window.describe('Of messages in any channel.'),
    visit: window.describe('Visits of the website, direct ones too.'),
    signUp: window.describe('Newsletter sign-ups.'),
  })
  .describe('For how many hours before an order each kind of touchpoint counts; 0: only at the very moment.');

export type AttributionWindows = z.infer<typeof attributionWindowsSchema>;

export const attributionSettingsSchema = z.strictObject({
  model: attributionModelSchema.describe('The model of the figures of campaigns, flows and messages.'),
  windows: attributionWindowsSchema,
});

export type AttributionSettings = z.infer<typeof attributionSettingsSchema>;

export const defaultAttributionSettings: AttributionSettings = {
  model: 'last_non_direct',
  windows: { emailClick: 120, smsClick: 120, pushClick: 120, open: 24, visit: 120, signUp: 120 },
};

/** What a touchpoint came from, where it is known. */
const touchFields = {
  kind: touchKindSchema,
  channel: touchChannelSchema,
  source: z.string().nullable().describe('`utm_source`, an ad platform, or a referring host; of a coupon its pool.'),
  campaignId: z.string().nullable(),
  flowId: z.string().nullable(),
  messageId: z.string().nullable(),
  deliveryId: z.string().nullable(),
  variation: z.string().nullable(),
};

export const touchpointSchema = z.object({ at: z.iso.datetime(), ...touchFields });

export type Touchpoint = z.infer<typeof touchpointSchema>;

const amounts = {
  gross: z.int().describe('What was ordered, in minor units.'),
  refunded: z.int().describe('What of it was refunded, or cancelled.'),
  net: z.int().describe('What is left.'),
};

const confidence = z
  .number()
  .nullable()
  .describe(
    'The share of the credited net revenue that clicks and used coupons earned, from 0 to 1. Opens, visits and sign-ups say less. Null: no revenue is credited.',
  );

const creditFields = {
  orders: z.int().describe('Orders with a share, without cancelled ones.'),
  customers: z.int().describe('Contacts with such an order.'),
  ...amounts,
  breakdown: z
    .array(z.object({ kind: touchKindSchema, touchpoints: z.int(), ...amounts }))
    .describe('By kind of touchpoint.'),
  confidence,
};

export const attributionGroupings = ['campaign', 'flow', 'channel', 'source', 'message'] as const;
export type AttributionGrouping = (typeof attributionGroupings)[number];

export const attributionSchema = z.object({
  model: attributionModelSchema,
  groupBy: z.enum(attributionGroupings),
  from: z.iso.date(),
  to: z.iso.date().describe('The last day, by the clock of the shop.'),
  currency: currencySchema.describe('The currency of the shop. Orders in others are converted where there is a rate.'),
  groups: z
    .array(
      z.object({
        key: z.string().nullable().describe('Null: touchpoints that have none, such as visits in a list of campaigns.'),
        name: z.string().nullable(),
        ...creditFields,
      }),
    )
    .describe('Most net revenue first.'),
  attributed: z.object(creditFields).describe('All touchpoints together.'),
  unattributed: z
    .object({ orders: z.int(), ...amounts })
    .describe('Orders without a touchpoint. None with a filter for a campaign or flow.'),
  total: z.object({ orders: z.int(), ...amounts }).describe('Attributed and unattributed: all orders of these days.'),
  otherCurrencies: z
    .array(z.object({ currency: currencySchema, orders: z.int(), ...amounts }))
    .describe('Orders for whose currency there is no rate: in none of the figures above.'),
});

export type Attribution = z.infer<typeof attributionSchema>;

export const attributedOrderSchema = z.object({
  orderId: z.string(),
  contactId: z.string().nullable(),
  placedAt: z.iso.datetime(),
  cancelledAt: z.iso.datetime().nullable(),
  currency: currencySchema.describe('Of all amounts: the shop’s, or the order’s own where there is no rate.'),
  ...amounts,
  rate: z
    .object({ currency: currencySchema, rate: z.string(), validFrom: z.iso.date() })
    .nullable()
    .describe('The currency that was paid in, and the rate by which it was converted. Null: it was not converted.'),
  touchpoints: z.array(touchpointSchema.extend(amounts)).describe('In their order, with the share of each.'),
});

export type AttributedOrder = z.infer<typeof attributedOrderSchema>;

const idText = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'an id');

/** Which orders, and by which model. */
const range = {
  model: attributionModelSchema.optional().describe('If omitted, that of the settings.'),
  from: z.iso.date().optional().describe('The first day, by the clock of the shop. If omitted, 29 days before `to`.'),
  to: z.iso.date().optional().describe('The last day. If omitted, today.'),
  campaign: idText.optional(),
  flow: idText.optional(),
};

const attributionQuery = z.strictObject({
  ...range,
  groupBy: z.enum(attributionGroupings).optional().describe('If omitted, `campaign`.'),
});

const ordersQuery = z.strictObject({
  ...pageQuery,
  ...range,
  message: idText.optional(),
  channel: touchChannelSchema.optional(),
  source: z
    .string()
    .max(200)
    .refine((text) => !text.includes('\0'), 'plain text')
    .optional(),
});

/** The calls about which messages and visits revenue came from. */
export const attributionEndpoints = {
  readAttribution: {
    method: 'get',
    path: '/api/v1/attribution',
    summary: 'Get the revenue that campaigns, flows, channels, sources or messages earned.',
    access: 'metrics.read',
    query: attributionQuery,
    status: 200,
    response: attributionSchema,
  },
  listAttributedOrders: {
    method: 'get',
    path: '/api/v1/attribution/orders',
    summary: 'List orders with their touchpoints and the share of each, newest first.',
    access: 'metrics.read',
    query: ordersQuery,
    status: 200,
    response: pageOf(attributedOrderSchema),
  },
  readAttributionSettings: {
    method: 'get',
    path: '/api/v1/attribution/settings',
    summary: 'Get the model and the windows of attribution.',
    access: 'settings.read',
    status: 200,
    response: attributionSettingsSchema,
  },
  putAttributionSettings: {
    method: 'put',
    path: '/api/v1/attribution/settings',
    summary: 'Set the model and the windows of attribution. With other windows, all orders are attributed again.',
    access: 'settings.write',
    body: attributionSettingsSchema,
    status: 200,
    response: attributionSettingsSchema,
  },
} as const satisfies Record<string, Endpoint>;
