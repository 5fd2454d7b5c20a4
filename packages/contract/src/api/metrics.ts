import { z } from 'zod';
import { moneySchema } from '../money.ts';
import { campaignSchema } from './campaigns.ts';
import { deliverySchema } from './deliveries.ts';
import type { Endpoint } from './endpoint.ts';
import { flowSchema } from './flows.ts';
import { wholeListOf } from './pages.ts';

const format = z.enum(['json', 'csv']).optional().describe('`csv`: as with `Accept: text/csv`.');
const day = z.iso.date().refine((text) => text >= '1970-01-01' && text < '2200-01-01', 'a day after 1970');

const dayShape = {
  from: day.optional().describe('The first day, in the time zone of the shop. If omitted, everything counts.'),
  to: day.optional().describe('The last day, included. Today if omitted.'),
};

const count = z.int().min(0);

/** What became of messages. A message counts on the day on which it was sent, whenever it is opened. */
export const deliveryCountsSchema = z.object({
  sent: count.describe('Handed over to the platform, also those that bounced later.'),
  delivered: count.describe('Sent, and neither refused nor bounced.'),
  bounced: count,
  failed: count.describe('Refused without a bounce.'),
  skipped: count.describe('Not sent, for a reason such as a missing consent.'),
  uncertain: count.describe('May have arrived.'),
  opened: count.describe(
    'Delivered messages that a person opened, each once. A click counts as an open: images may be off.',
  ),
  clicked: count.describe('Delivered messages of which a person followed a link, each once.'),
  complained: count,
  unsubscribed: count.describe('Delivered messages by which the recipient unsubscribed.'),
});

export type DeliveryCounts = z.infer<typeof deliveryCountsSchema>;

const rate = z
  .number()
  .nullable()
  .describe('Percent of the messages delivered, with two decimals. Null: none was delivered, so there is no rate.');

export const deliveryRatesSchema = z.object({
  openRate: rate,
  clickRate: rate,
  unsubscribeRate: rate,
  complaintRate: rate,
  bounceRate: rate.describe('Percent of the messages sent. Null: none was sent.'),
});

export type DeliveryRates = z.infer<typeof deliveryRatesSchema>;

const measures = { ...deliveryCountsSchema.shape, ...deliveryRatesSchema.shape };

const earnings = {
  orders: count.describe('Orders that are attributed to it, by the model of the shop, without cancelled ones.'),
  conversions: count.describe('Contacts with such an order.'),
  conversionRate: rate,
  gross: moneySchema,
  refunded: moneySchema,
  revenue: moneySchema.describe('Net: gross less refunded.'),
};

/** One message of a campaign or of a step of a flow. */
export const messageMetricsSchema = z.object({
  messageId: z.string(),
  messageName: z.string(),
  channel: deliverySchema.shape.channel,
  step: z.string().nullable().describe('The step of the flow.'),
  variation: z.string().nullable().describe('The variation of a test.'),
  ...measures,
});

export type MessageMetrics = z.infer<typeof messageMetricsSchema>;

const fetches = z
  .object({ byPeople: count, byMachines: count })
  .describe('All of them, not each message once. Machines open mails to look for harm; they are counted in no rate.');

export const campaignMetricsSchema = z.object({
  campaignId: z.string(),
  name: z.string(),
  status: campaignSchema.shape.status,
  launchedAt: z.iso.datetime().nullable(),
  ...measures,
  ...earnings,
  roi: z
    .string()
    .nullable()
    .describe('(revenue − costs) / costs, percent with two decimals. Null: no costs are recorded.')
    .meta({ examples: ['240.00'] }),
});

export type CampaignMetrics = z.infer<typeof campaignMetricsSchema>;

const perDay = z
  .array(z.object({ day: z.iso.date(), ...deliveryCountsSchema.shape }))
  .describe('By the day of the sending, in the time zone of the shop; days without one are left out.');

export const campaignReportSchema = campaignMetricsSchema.extend({
  opens: fetches,
  clicks: fetches,
  messageMetrics: z.array(messageMetricsSchema).describe('One entry for each message and variation.'),
  days: perDay,
});

export type CampaignReport = z.infer<typeof campaignReportSchema>;

export const flowMetricsSchema = z.object({
  flowId: z.string(),
  name: z.string(),
  status: flowSchema.shape.status,
  ...measures,
  ...earnings,
  enrolled: count.describe('Runs that began.'),
  completed: count.describe('Those of them that took their last step.'),
  completionRate: z.number().nullable().describe('Percent of the runs that began. Null: none did.'),
  averageTimeToComplete: z.int().nullable().describe('Seconds from the entry to the last step.'),
});

export type FlowMetrics = z.infer<typeof flowMetricsSchema>;

export const flowReportSchema = flowMetricsSchema.extend({
  messageMetrics: z.array(messageMetricsSchema).describe('One entry for each step, message and variation.'),
  days: perDay,
});

export type FlowReport = z.infer<typeof flowReportSchema>;

/** The first screen of a marketer. */
export const dashboardSchema = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  totalContacts: count,
  contactGrowth: z
    .object({ joined: z.int(), left: z.int() })
    .describe('Email subscribers who came and went in these days.'),
  contactGrowthTrend: z
    .array(z.object({ day: z.iso.date(), total: z.int() }))
    .describe('Email subscribers at the end of each day.'),
  activeFlows: count,
  messages: z.object(measures).describe('All messages of campaigns and flows that were sent in these days.'),
  revenue: moneySchema.describe('What campaigns and flows earned in these days, net.'),
  recentCampaigns: z.array(campaignMetricsSchema).describe('The five that were launched last.'),
  topCampaigns: z.array(campaignMetricsSchema).describe('The five that earned most in these days.'),
  topFlows: z.array(flowMetricsSchema).describe('The five that earned most in these days.'),
});

export type Dashboard = z.infer<typeof dashboardSchema>;

const idList = (prefix: string) =>
  z
    .string()
    .max(2_000)
    .regex(new RegExp(`^${prefix}_[0-9a-z]{26}(,${prefix}_[0-9a-z]{26}){0,49}$`), 'up to 50 ids, separated by commas')
    .optional();

/** The calls about what messages did. */
export const metricsEndpoints = {
  compareCampaigns: {
    method: 'get',
    path: '/api/v1/metrics/campaigns',
    summary: 'Compare campaigns: those named, or the fifty launched last.',
    access: 'metrics.read',
    query: z.strictObject({ ...dayShape, ids: idList('cmp').describe('Which campaigns, in this order.'), format }),
    status: 200,
    response: wholeListOf(campaignMetricsSchema),
    csv: true,
  },
  readCampaignMetrics: {
    method: 'get',
    path: '/api/v1/campaigns/{id}/metrics',
    summary: 'Read what a campaign did: message by message, and day by day.',
    access: 'metrics.read',
    query: z.strictObject(dayShape),
    status: 200,
    response: campaignReportSchema,
  },
  compareFlows: {
    method: 'get',
    path: '/api/v1/metrics/flows',
    summary: 'Compare flows: those named, or all that are not archived.',
    access: 'metrics.read',
    query: z.strictObject({ ...dayShape, ids: idList('flw').describe('Which flows, in this order.'), format }),
    status: 200,
    response: wholeListOf(flowMetricsSchema),
    csv: true,
  },
  readFlowMetrics: {
    method: 'get',
    path: '/api/v1/flows/{id}/metrics',
    summary: 'Read what a flow did: step by step, and day by day.',
    access: 'metrics.read',
    query: z.strictObject(dayShape),
    status: 200,
    response: flowReportSchema,
  },
  listMessageMetrics: {
    method: 'get',
    path: '/api/v1/metrics/messages',
    summary: 'List what each message did, whatever sent it.',
    access: 'metrics.read',
    query: z.strictObject({ ...dayShape, format }),
    status: 200,
    response: wholeListOf(messageMetricsSchema),
    csv: true,
  },
  readDashboard: {
    method: 'get',
    path: '/api/v1/metrics/dashboard',
    summary: 'Read the figures of the first screen; of the last 30 days if no day is named.',
    access: 'metrics.read',
    query: z.strictObject(dayShape),
    status: 200,
    response: dashboardSchema,
  },
} as const satisfies Record<string, Endpoint>;
