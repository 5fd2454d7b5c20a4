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
type Found = Pick<RfmReport['data'][number], 'group' | 'contacts' | 'orders' | 'revenue'>;

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
        floor(extract(epoch from ${span.end}::timestamptz - max(placed_at)) / 86400)::int as days,
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
    const found = await read<Found>(sql`
      with ${ordered}, scored as (
        select contact_id, frequency, 6 - ${score('days', recencyDays)} as r,
          ${score('frequency', frequency)} + ${score('monetary', monetary)} as value from ordered
      ), grouped as materialized (
        select contact_id, frequency, ${groupOf()} as "group" from scored
      ), revenue as (
        select g."group", o.currency, sum(o.total)::bigint as amount
        from grouped g join (select contact_id, currency, total from orders where ${isIn}) o using (contact_id) group by 1, 2
      )
      select g."group", count(*)::int as contacts, sum(g.frequency)::int as orders, (
        select jsonb_agg(jsonb_build_object('amount', amount, 'currency', currency) order by currency) from revenue v
        where v."group" = g."group") as revenue
      from grouped g group by g."group"`);
    return { thresholds: { recencyDays, frequency, monetary, currency }, found };
  });
  const data = rfmGroups.map((group) => {
    const { name, about } = groups[group];
    const { contacts = 0, orders = 0, revenue = [] } = found.find((row) => row.group === group) ?? {};
    return { group, name, about, contacts, orders, revenue };
  });
  return { ...shownSpan(span), data, thresholds };
}

/** In which fifth a value is: 1, and 1 more for each upper end that it exceeds. */
const score = (column: string, ends: Fifths): Statement =>
  sql.join([sql`(1`, ...ends.map((end) => sql`+ (${sql.trusted(column)} > ${end}::bigint)::int`), sql`)`], ' ');

const groupOf = (): Statement => {
  const cases = rfmGroups.map((group) => sql`when ${sql.trusted(groups[group].matches)} then ${group}::text`);
  return sql`case ${sql.join(cases, ' ')} end`;
};
