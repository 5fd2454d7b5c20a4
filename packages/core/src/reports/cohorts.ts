import type { CohortReport } from '@beckon/contract';
import { Temporal } from 'temporal-polyfill';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context } from '../ports/index.ts';
import { runReport, shareOf } from './run-report.ts';
import { type NamedDays, readSpan, shownSpan } from './span.ts';

type Size = { cohort: string; contacts: number; repeated: number };
type Activity = { cohort: string; place: number; contacts: number; revenue: { amount: number; currency: string }[] };

/** Months that are followed if the caller names no number. */
const defaultMonths = 12;

/**
 * Contacts by the month of their first order, and how many of them ordered in each of the months that follow. All trusted
 * orders count; months are those of the shop's time zone.
 */
export async function readCohortReport(
  ctx: Context,
  tenantId: Id<'ten'>,
  { months = defaultMonths, ...named }: NamedDays & { months?: number | undefined },
): Promise<CohortReport> {
  const span = await readSpan(ctx, tenantId, named, 365);
  const { start, end, timezone } = span;
  const monthOf = (time: string) => sql`date_trunc('month', ${sql.trusted(time)} at time zone ${timezone}::text)`;
  const { sizes, activity, unknown } = await runReport(ctx, async (read) => {
    // By windows, not by joining orders with themselves: before the table has statistics, that would take minutes.
    const placed = sql`
      placed as materialized (
        select contact_id, total, currency, ${monthOf('placed_at')} as month, ${monthOf('first_at')} as cohort, place, orders
        from (
          select contact_id, total, currency, placed_at, min(placed_at) over who as first_at, count(*) over who as orders,
            row_number() over who as place
          from orders where tenant_id = ${tenantId} and contact_id is not null
          window who as (partition by contact_id)
        ) o where first_at >= ${start} and first_at < ${end}
      )`;
    const sizes = await read<Size>(sql`
      with ${placed}
      select to_char(cohort, 'YYYY-MM') as cohort, count(*)::int as contacts, (count(*) filter (where orders > 1))::int as repeated
      from placed where place = 1 group by 1 order by 1`);
    const activity = await read<Activity>(sql`
      with ${placed}, followed as (
        select contact_id, cohort, total, currency, (12 * (extract(year from month) - extract(year from cohort))
          + extract(month from month) - extract(month from cohort))::int as place
        from placed
      ), active as (
        select cohort, place, count(distinct contact_id)::int as contacts from followed
        where place <= ${months}::int group by 1, 2
      ), revenue as (
        select cohort, place, jsonb_agg(jsonb_build_object('amount', amount, 'currency', currency) order by currency) as revenue
        from (select cohort, place, currency, sum(total)::bigint as amount from followed
          where place <= ${months}::int group by 1, 2, 3) s
        group by 1, 2
      )
      select to_char(cohort, 'YYYY-MM') as cohort, place, contacts, revenue from active join revenue using (cohort, place)
      order by 1, 2`);
    const [unknown] = await read<{ orders: number }>(sql`
      select count(*)::int as orders from orders
      where tenant_id = ${tenantId} and contact_id is null and placed_at >= ${start} and placed_at < ${end}`);
    return { sizes, activity, unknown: unknown!.orders };
  });
  const now = Temporal.Instant.fromEpochMilliseconds(ctx.clock.now().getTime()).toZonedDateTimeISO(timezone);
  const current = now.toPlainDate().toPlainYearMonth();
  const found = new Map(activity.map((row) => [`${row.cohort} ${row.place}`, row]));
  const data = sizes.map(({ cohort, contacts, repeated }) => {
    const followed = Temporal.PlainYearMonth.from(cohort).until(current, { largestUnit: 'months' }).months;
    const last = Math.min(months, Math.max(0, followed));
    return {
      ...{ month: cohort, contacts, repeated, repeatRate: shareOf(repeated, contacts) },
      months: Array.from({ length: last + 1 }, (_, month) => {
        const { contacts: active = 0, revenue = [] } = found.get(`${cohort} ${month}`) ?? {};
        return { month, contacts: active, share: shareOf(active, contacts), revenue, isComplete: month < followed };
      }),
    };
  });
  return { ...shownSpan(span), data, ordersWithoutContact: unknown };
}
