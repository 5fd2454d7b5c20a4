import { inShopCurrency, netOfOrder, rateOfOrder } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';

export type DailyOrders = { day: string; orders: number; revenue: { amount: number; currency: string } };

/**
 * Orders and net revenue (in the tenant's currency) of the last days up to the day of the newest order, days without
 * orders included. Cancelled orders are left out; one in another currency counts as revenue if there is a rate for it.
 */
export async function readDailyOrders(ctx: AnyContext, tenantId: Id<'ten'>, days: number): Promise<DailyOrders[]> {
  const rows = await ctx.db.query<{ day: string; orders: number; amount: number; currency: string }>(sql`
    with last as (
      select (max(placed_at) at time zone 'UTC')::date as day from orders
      where tenant_id = ${tenantId} and cancelled_at is null
    ), span as (
      select generate_series(greatest(last.day - ${days - 1}::int, (
        select (min(placed_at) at time zone 'UTC')::date from orders
        where tenant_id = ${tenantId} and cancelled_at is null
      )), last.day, interval '1 day')::date as day from last where last.day is not null
    ), sums as (
      select (o.placed_at at time zone 'UTC')::date as day, count(*) as orders,
        sum(${inShopCurrency(netOfOrder)}) as amount
      from orders o join tenants t on t.id = o.tenant_id ${rateOfOrder}
      where o.tenant_id = ${tenantId} and o.cancelled_at is null and o.placed_at >= (select min(day) from span)::timestamp at time zone 'UTC' group by 1
    )
    select to_char(span.day, 'YYYY-MM-DD') as day, coalesce(sums.orders, 0)::int as orders,
      coalesce(sums.amount, 0)::bigint as amount, t.currency
    from span left join sums using (day) cross join (select currency from tenants where id = ${tenantId}) t
    order by span.day`);
  return rows.map(({ day, orders, amount, currency }) => ({ day, orders, revenue: { amount, currency } }));
}
