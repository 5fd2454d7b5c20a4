import { z } from 'zod';
import { eventMatchSchema } from '../flow-definition.ts';
import { moneySchema } from '../money.ts';
import { durationShape, isLongest, tooLong } from '../segment-filter.ts';
import type { Endpoint } from './endpoint.ts';
import { wholeListOf } from './pages.ts';

export const reportLimits = {
  /** Days from the first to the last one. */
  maxDays: 1_100,
  maxMonths: 24,
  maxSteps: 10,
  /** Products or categories. */
  maxRows: 10_000,
};

const format = z.enum(['json', 'csv']).optional().describe('`csv`: as with `Accept: text/csv`.');

const day = z.iso.date().refine((text) => text >= '1970-01-01' && text < '2200-01-01', 'a day after 1970');

/** The days of a report, both included, in the time zone of the shop. */
const dayShape = {
  from: day.optional().describe('The first day, in the time zone of the shop.'),
  to: day.optional().describe('The last day, included. Today if omitted.'),
};

const spanQuery = z.strictObject({ ...dayShape, format });

/** What every report says about itself. */
const span = {
  from: z.iso.date(),
  to: z.iso.date(),
  timezone: z.string().describe('The days are those of this time zone.'),
};

const reportOf = <T extends z.ZodType>(item: T) => wholeListOf(item).extend(span);

const share = z.number().nullable().describe('From 0 to 1; null without a denominator.');
const revenue = z.array(moneySchema).describe('One entry per currency: currencies are never added up.');

export const cohortReportSchema = reportOf(
  z.object({
    month: z
      .string()
      .meta({ examples: ['2027-02'] })
      .describe('The month of the first order.'),
    contacts: z.int().describe('Contacts with their first order in this month.'),
    repeated: z.int().describe('Those of them with a second order, ever.'),
    repeatRate: share,
    months: z.array(
      z.object({
        month: z.int().describe('Months after the one of the first order; 0 is that month.'),
        contacts: z.int().describe('Contacts of the cohort with an order in this month.'),
        share,
        revenue,
        isComplete: z.boolean().describe('False for the month that has not ended.'),
      }),
    ),
  }),
).extend({ ordersWithoutContact: z.int().describe('Orders that belong to no contact; they are in no cohort.') });

export type CohortReport = z.infer<typeof cohortReportSchema>;

export const funnelRequestSchema = z
  .strictObject({
    ...dayShape,
    steps: z.array(eventMatchSchema).min(2).max(reportLimits.maxSteps).describe('In the order in which they happen.'),
    within: z
      .strictObject(durationShape)
      .refine(isLongest, tooLong)
      .describe('The last step happens at most this long after the first.'),
  })
  .meta({ id: 'FunnelRequest' });

export type FunnelRequest = z.infer<typeof funnelRequestSchema>;

export const funnelReportSchema = reportOf(
  z.object({
    step: z.int(),
    event: z.string(),
    people: z.int().describe('People who took this step and all before it, in order and in time.'),
    fromPrevious: share,
    fromFirst: share,
  }),
);

export type FunnelReport = z.infer<typeof funnelReportSchema>;

export const rfmGroups = [
  'champions',
  'loyal',
  'potential_loyalists',
  'new_customers',
  'need_attention',
  'about_to_sleep',
  'cannot_lose',
  'at_risk',
  'hibernating',
  'lost',
] as const;

export type RfmGroup = (typeof rfmGroups)[number];

const fifths = z.array(z.number()).length(4).describe('The upper ends of the first four fifths of contacts.');

export const rfmReportSchema = reportOf(
  z.object({
    group: z.enum(rfmGroups),
    name: z.string(),
    about: z.string().describe('Which scores are in it.'),
    contacts: z.int(),
    orders: z.int(),
    revenue,
  }),
).extend({
  thresholds: z
    .object({
      recencyDays: fifths.describe('Days since the last order. Fewer days give a higher score.'),
      frequency: fifths.describe('Orders.'),
      monetary: fifths.describe('Minor units of `currency`.'),
      currency: z.string(),
    })
    .nullable()
    .describe('Null without an order.'),
});

export type RfmReport = z.infer<typeof rfmReportSchema>;

export const revenueReportSchema = reportOf(
  z.object({
    id: z.string().nullable().describe('The product or category; null: unknown.'),
    title: z.string().nullable(),
    currency: z.string(),
    units: z.int(),
    orders: z.int(),
    gross: z
      .int()
      .nullable()
      .describe('Minor units: price times quantity of the units with a price. Null: no unit has one.'),
    unitsWithoutPrice: z.int().describe('Units whose price is unknown: `gross` does not contain them.'),
  }),
).extend({
  ordersWithoutItems: z.int().describe('Orders that do not say what was ordered, or whose event is not kept any more.'),
});

export type RevenueReport = z.infer<typeof revenueReportSchema>;

export const growthReportSchema = reportOf(
  z.object({
    day: z.iso.date(),
    of: z.enum(['contacts', 'subscribers']).describe('`subscribers`: contacts that may be sent marketing by email.'),
    joined: z.int(),
    left: z.int(),
    total: z.int().describe('At the end of the day.'),
    reasons: z.array(
      z.object({
        change: z.enum(['joined', 'left']),
        reason: z
          .string()
          .describe(
            'How: `form`, `import`, `order`, `api`, `browser`, `unsubscribe`, `complaint`, `bounce`, `block`, `erasure`; other sources as the ledger names them.',
          ),
        name: z.string().nullable().describe('The source, where there is one.'),
        contacts: z.int(),
      }),
    ),
  }),
);

export type GrowthReport = z.infer<typeof growthReportSchema>;

export const deliverabilityReportSchema = reportOf(
  z.object({
    provider: z
      .string()
      .describe(
        '`gmail`, `outlook`, `yahoo`, `icloud`, `gmx_webde`, a domain, `other` for domains with fewer than 10 emails, or `unknown`.',
      ),
    sent: z.int(),
    delivered: z.int().describe('Sent, and not reported as bounced or failed.'),
    bouncedHard: z.int(),
    bouncedSoft: z.int(),
    complained: z.int(),
    opened: z.int(),
    clicked: z.int(),
    deliveryRate: share.describe('Of those sent.'),
    bounceRate: share.describe('Of those sent.'),
    complaintRate: share.describe('Of those delivered.'),
    openRate: share.describe('Of those delivered.'),
    clickRate: share.describe('Of those delivered.'),
  }),
);

export type DeliverabilityReport = z.infer<typeof deliverabilityReportSchema>;

const report = { method: 'get', access: 'metrics.read', status: 200, csv: true, problems: ['too_slow'] } as const;

const numberUpTo = (max: number) => z.coerce.number().pipe(z.int().min(1).max(max)).optional();

/** The calls about reports. */
export const reportEndpoints = {
  readCohortReport: {
    ...report,
    path: '/api/v1/reports/cohorts',
    summary: 'Get how many contacts order again, by the month of their first order. A year if no day is named.',
    query: spanQuery.extend({
      months: numberUpTo(reportLimits.maxMonths).describe('Months that are followed; 12 if omitted.'),
    }),
    response: cohortReportSchema,
  },
  readFunnelReport: {
    ...report,
    method: 'post',
    path: '/api/v1/reports/funnel',
    summary: 'Get how many people took steps in order. Changes nothing. 30 days if no day is named.',
    query: z.strictObject({ format }),
    body: funnelRequestSchema,
    response: funnelReportSchema,
    isRepeatable: true,
    withoutIdempotencyKey: 'It changes nothing, and a repeat should show the people of now.',
  },
  readRfmReport: {
    ...report,
    path: '/api/v1/reports/rfm',
    summary: 'Get groups of contacts by recency, frequency and value of their orders. All orders if no day is named.',
    query: spanQuery,
    response: rfmReportSchema,
  },
  readRevenueReport: {
    ...report,
    path: '/api/v1/reports/revenue',
    summary:
      'Get revenue, units and orders by product or category, the highest revenue first. 30 days if no day is named.',
    query: spanQuery.extend({
      by: z.enum(['product', 'category']).optional().describe('`product` if omitted.'),
      limit: numberUpTo(reportLimits.maxRows).describe('100 if omitted.'),
    }),
    response: revenueReportSchema,
  },
  readGrowthReport: {
    ...report,
    path: '/api/v1/reports/growth',
    summary: 'Get how many contacts and subscribers joined and left each day, and why. 30 days if no day is named.',
    query: spanQuery,
    response: growthReportSchema,
  },
  readDeliverabilityReport: {
    ...report,
    path: '/api/v1/reports/deliverability',
    summary: 'Get what became of emails by mailbox provider. 30 days if no day is named.',
    query: spanQuery,
    response: deliverabilityReportSchema,
  },
} as const satisfies Record<string, Endpoint>;
