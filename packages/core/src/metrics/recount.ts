import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context } from '../ports/index.ts';

export type Recount = {
  /** Orders by trusted events of the log, each order id once. */
  ordersInLog: number;
  orders: number;
  revenueInLog: number;
  revenue: number;
  /** Contacts whose totals are not the sum of their orders. */
  wrongContacts: number;
};

/** It takes 3 s at 10,000,000 events on an idle machine; milliseconds. */
const deadline = 10 * 60_000;

/** Counts the orders again from the log and compares them with the projections: for `doctor` and tests. */
export async function recountOrders(ctx: Pick<Context, 'db'>, tenantId: Id<'ten'>): Promise<Recount> {
  const statement = sql`
    with logged as (
      select distinct on (properties ->> 'orderId') properties ->> 'orderId' as order_id,
        (properties ->> 'total')::bigint as total
      from events where tenant_id = ${tenantId} and type = 'placed_order' and is_trusted
      order by properties ->> 'orderId', seq
    )
    select
      (select count(*)::int from logged) as "ordersInLog",
      (select count(*)::int from orders where tenant_id = ${tenantId}) as orders,
      (select coalesce(sum(total), 0)::bigint from logged) as "revenueInLog",
      (select coalesce(sum(total), 0)::bigint from orders where tenant_id = ${tenantId}) as revenue,
      (select count(*)::int from contacts c join tenants t on t.id = c.tenant_id left join (
        select o.contact_id, count(*) as orders, coalesce(sum(o.total) filter (where o.currency = n.currency), 0) as value
        from orders o join tenants n on n.id = o.tenant_id where o.tenant_id = ${tenantId} group by o.contact_id
      ) s on s.contact_id = c.id
      where c.tenant_id = ${tenantId}
        and (c.order_count <> coalesce(s.orders, 0) or c.lifetime_value <> coalesce(s.value, 0))) as "wrongContacts"`;
  const [row] = await ctx.db.query<Recount>(statement, { deadline });
  return row!;
}
