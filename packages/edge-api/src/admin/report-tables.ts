import type {
  CohortReport,
  DeliverabilityReport,
  FunnelReport,
  GrowthReport,
  RevenueReport,
  RfmReport,
} from '@beckon/contract';
import type { Table } from '../http/serve.ts';

/** Amounts of a list, one row each; a row without an amount where there is none. */
const amountsOf = (revenue: readonly { amount: number; currency: string }[]) =>
  revenue.length === 0 ? [[null, null]] : revenue.map(({ amount, currency }) => [amount, currency]);

/** One row for each cohort, month and currency. Amounts are in minor units. */
export const cohortTable = ({ data }: CohortReport): Table => ({
  columns: ['cohort', 'contacts', 'repeated', 'repeat_rate', 'month', 'active', 'share', 'revenue', 'currency'],
  rows: data.flatMap(({ month: cohort, contacts, repeated, repeatRate, months }) =>
    months.flatMap(({ month, contacts: active, share, revenue }) =>
      amountsOf(revenue).map((money) => [cohort, contacts, repeated, repeatRate, month, active, share, ...money]),
    ),
  ),
});

export const funnelTable = ({ data }: FunnelReport): Table => ({
  columns: ['step', 'event', 'people', 'from_previous', 'from_first'],
  rows: data.map(({ step, event, people, fromPrevious, fromFirst }) => [step, event, people, fromPrevious, fromFirst]),
});

/** One row for each group and currency. */
export const rfmTable = ({ data }: RfmReport): Table => ({
  columns: ['group', 'about', 'contacts', 'orders', 'revenue', 'currency'],
  rows: data.flatMap(({ name, about, contacts, orders, revenue }) =>
    amountsOf(revenue).map((money) => [name, about, contacts, orders, ...money]),
  ),
});

export const revenueTable = ({ data }: RevenueReport): Table => ({
  columns: ['id', 'title', 'currency', 'units', 'orders', 'gross', 'units_without_price'],
  rows: data.map(({ id, title, currency, units, orders, gross, unitsWithoutPrice }) => [
    ...[id, title, currency, units, orders, gross, unitsWithoutPrice],
  ]),
});

/** One row for each day and reason; a day on which nothing changed has one row without a reason. */
export const growthTable = ({ data }: GrowthReport): Table => ({
  columns: ['day', 'of', 'joined', 'left', 'total', 'change', 'reason', 'name', 'contacts'],
  rows: data.flatMap(({ day, of, joined, left, total, reasons }) => {
    const about = [day, of, joined, left, total];
    if (reasons.length === 0) return [[...about, null, null, null, null]];
    return reasons.map(({ change, reason, name, contacts }) => [...about, change, reason, name, contacts]);
  }),
});

export const deliverabilityTable = ({ data }: DeliverabilityReport): Table => ({
  columns: [
    ...['provider', 'sent', 'delivered', 'bounced_hard', 'bounced_soft', 'complained', 'opened', 'clicked'],
    ...['delivery_rate', 'bounce_rate', 'complaint_rate', 'open_rate', 'click_rate'],
  ],
  rows: data.map((row) => [
    ...[
      row.provider,
      row.sent,
      row.delivered,
      row.bouncedHard,
      row.bouncedSoft,
      row.complained,
      row.opened,
      row.clicked,
    ],
    ...[row.deliveryRate, row.bounceRate, row.complaintRate, row.openRate, row.clickRate],
  ]),
});
