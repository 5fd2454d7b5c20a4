import { type RfmGroup, type RfmReport, rfmGroups } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context, Statement } from '../ports/index.ts';
import { runReport } from './run-report.ts';
import { type NamedDays, readSpan, shownSpan } from './span.ts';

/** `value` is the sum of the scores for frequency and monetary, 2 to 10. */
const groups: Record<RfmGroup, { name: string; about: string; matches: string }> = {
  champions: { name: 'Champions', about: 'recency 4 to 5, value 8 to 10', matches: 'r >= 4 and value >= 8' },
  loyal: { name: 'Loyal', about: 'recency 3, value 8 to 10', matches: 'r = 3 and value >= 8' },
  potential_loyalists: {
    name: 'Potential loyalists',
    about: 'recency 4 to 5, value 4 to 7',
    matches: 'r >= 4 and value between 4 and 7',
  },
  new_customers: { name: 'New customers', about: 'recency 4 to 5, value 2 to 3', matches: 'r >= 4 and value <= 3' },
  need_attention: {
    name: 'Need attention',
    about: 'recency 3, value 4 to 7',
    matches: 'r = 3 and value between 4 and 7',
  },
  about_to_sleep: { name: 'About to sleep', about: 'recency 3, value 2 to 3', matches: 'r = 3 and value <= 3' },
  cannot_lose: { name: 'Cannot lose', about: 'recency 1, value 8 to 10', matches: 'r = 1 and value >= 8' },
  at_risk: {
    name: 'At risk',
    about: 'recency 2, value 6 to 10; recency 1, value 6 to 7',
    matches: 'r <= 2 and value >= 6',
  },
  hibernating: { name: 'Hibernating', about: 'recency 2, value 2 to 5', matches: 'r = 2' },
  lost: { name: 'Lost', about: 'recency 1, value 2 to 5', matches: 'true' },
};

type Fifths = [number, number, number, number];
type Thresholds = { contacts: number; recencyDays: Fifths; frequency: Fifths; monetary: Fifths };
/** The contacts of a group whose row is the first, and its orders in one currency. */
type Found = { group: RfmGroup; currency: string; contacts: number; orders: number; amount: number };

/** All orders, if no first day is named. */
const allDays = 100 * 365;

/**
 * Groups of contacts by how recently, how often and for how much they ordered. Each score is the fifth that a contact is in,
 * 1 to 5. Contacts with the same value have the same score, so fifths differ in size where many are equal. Amounts in
 * other currencies than the shop's count for frequency and recency, and are shown apart.
 */
export async function readRfmReport(ctx: Context, tenantId: Id<'ten'>, named: NamedDays): Promise<RfmReport> {
  const span = await readSpan(ctx, tenantId, named, allDays);
  const { currency } = span;
  const isIn = sql`tenant_id = ${tenantId} and contact_id is not null and placed_at >= ${span.start} and placed_at < ${span.end}`;
  const ordered = sql`
    ordered as materialized (
      select contact_id, count(*)::int as frequency,
        ${daysSince(span.end, sql`max(placed_at)`)} as days,
        coalesce(sum(total) filter (where currency = ${currency}), 0)::bigint as monetary
      from orders where ${isIn} group by contact_id
    )`;
  const fifths = (column: string) =>
    sql`percentile_disc(array[0.2, 0.4, 0.6, 0.8]) within group (order by ${sql.trusted(column)})`;
  const { thresholds, found } = await runReport(ctx, async (read) => {
    const [thresholds] = await read<Thresholds>(sql`
      with ${ordered}
      select count(*)::int as contacts, to_jsonb(${fifths('days')}) as "recencyDays",
        to_jsonb(${fifths('frequency')}) as frequency, to_jsonb(${fifths('monetary')}) as monetary from ordered`);
    if (thresholds!.contacts === 0) return { thresholds: null, found: [] };
    const { recencyDays, frequency, monetary } = thresholds!;
    // By windows, not by a join of orders with contacts: before the table has statistics, that would take minutes.
    const found = await read<Found>(sql`
      with placed as (
        select currency, total, row_number() over who as place, count(*) over who as frequency,
          ${daysSince(span.end, sql`max(placed_at) over who`)} as days,
          coalesce(sum(total) filter (where currency = ${currency}) over who, 0)::bigint as monetary
        from orders where ${isIn} window who as (partition by contact_id)
      ), scored as (
        select currency, total, place, 6 - ${score('days', recencyDays)} as r,
          ${score('frequency', frequency)} + ${score('monetary', monetary)} as value from placed
      )
      select ${groupOf()} as "group", currency, (count(*) filter (where place = 1))::int as contacts, count(*)::int as orders,
        sum(total)::bigint as amount
      from scored group by 1, 2 order by 1, 2`);
    return { thresholds: { recencyDays, frequency, monetary, currency }, found };
  });
  const data = rfmGroups.map((group) => {
    const { name, about } = groups[group];
    const own = found.filter((row) => row.group === group);
    const sum = (of: 'contacts' | 'orders') => own.reduce((all, row) => all + row[of], 0);
    const revenue = own.map(({ amount, currency: code }) => ({ amount, currency: code }));
    return { group, name, about, contacts: sum('contacts'), orders: sum('orders'), revenue };
  });
  return { ...shownSpan(span), data, thresholds };
}

/** Whole days until the end of the span. */
const daysSince = (end: Date, time: Statement): Statement =>
  sql`floor(extract(epoch from ${end}::timestamptz - ${time}) / 86400)::int`;

/** In which fifth a value is: 1, and 1 more for each upper end that it exceeds. */
const score = (column: string, ends: Fifths): Statement =>
  sql.join([sql`(1`, ...ends.map((end) => sql`+ (${sql.trusted(column)} > ${end}::bigint)::int`), sql`)`], ' ');

const groupOf = (): Statement => {
  const cases = rfmGroups.map((group) => sql`when ${sql.trusted(groups[group].matches)} then ${group}::text`);
  return sql`case ${sql.join(cases, ' ')} end`;
};
