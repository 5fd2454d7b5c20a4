import { orderChangesSince } from '@beckon/contract';
import { netOfOrder, totalsOfContact } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context } from '../ports/index.ts';

export type Recount = {
  /** Orders by trusted events of the log, each order id once, also those that were cancelled. */
  ordersInLog: number;
  orders: number;
  cancelledInLog: number;
  cancelled: number;
  /** What is left of all orders after refunds and cancellations, in minor units of whatever currency: a check sum. */
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
        (properties ->> 'total')::bigint as total, properties ->> 'currency' as currency
      from events where tenant_id = ${tenantId} and type = 'placed_order' and is_trusted
      order by properties ->> 'orderId', seq
    ), refunds as (
      select distinct on (properties ->> 'orderId', properties ->> 'refundId') properties ->> 'orderId' as order_id,
        (properties ->> 'amount')::bigint as amount, properties ->> 'currency' as currency
      from events where tenant_id = ${tenantId} and type = 'order_refunded' and is_trusted
        and catalog_version >= ${orderChangesSince}
      order by properties ->> 'orderId', properties ->> 'refundId', seq
    ), refunded as (
      select order_id, currency, sum(amount) as amount from refunds group by 1, 2
    ), cancelled as (
      select distinct properties ->> 'orderId' as order_id
      from events where tenant_id = ${tenantId} and type = 'order_cancelled' and is_trusted
        and catalog_version >= ${orderChangesSince}
    ), settled as (
      select k.order_id is not null as is_cancelled, case when k.order_id is null
        then l.total - least(l.total, coalesce(r.amount, 0)) else 0 end as net
      from logged l left join refunded r using (order_id, currency) left join cancelled k using (order_id)
    )
    select
      (select count(*)::int from settled) as "ordersInLog",
      (select count(*)::int from orders where tenant_id = ${tenantId}) as orders,
      (select count(*)::int from settled where is_cancelled) as "cancelledInLog",
      (select count(*)::int from orders where tenant_id = ${tenantId} and cancelled_at is not null) as cancelled,
      (select coalesce(sum(net), 0)::bigint from settled) as "revenueInLog",
      (select coalesce(sum(${netOfOrder}), 0)::bigint from orders o where tenant_id = ${tenantId}) as revenue,
      (select count(*)::int from contacts p ${totalsOfContact}
        where p.tenant_id = ${tenantId}
          and (p.order_count <> s.orders or p.lifetime_value <> s.value)) as "wrongContacts"`;
  const [row] = await ctx.db.query<Recount>(statement, { deadline });
  return row!;
}
