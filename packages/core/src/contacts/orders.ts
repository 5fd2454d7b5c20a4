import { sql } from '../db/index.ts';
import type { LoggedEvent } from '../log/index.ts';
import type { BatchContext, ContactOf } from './apply-events.ts';

/**
 * Records the orders of trusted events and adds them to the totals of their contacts, in one statement. An order id
 * counts once, however many events name it. Only orders in the tenant's own currency add to the lifetime value.
 */
export async function applyOrders(
  ctx: BatchContext,
  events: readonly LoggedEvent[],
  contactOf: ContactOf,
): Promise<void> {
  const orders = events
    .filter((event) => event.type === 'placed_order' && event.isTrusted)
    .map((event) => ({
      tenantId: event.tenantId,
      orderId: event.properties.orderId,
      contactId: contactOf(event),
      total: event.properties.total,
      currency: event.properties.currency,
      placedAt: event.occurredAt,
      seq: event.seq,
    }));
  if (orders.length === 0) return;
  await ctx.db.query(sql`
    with booked as (
      insert into orders (tenant_id, order_id, contact_id, total, currency, placed_at, seq)
      select "tenantId", "orderId", "contactId", "total", "currency", "placedAt", "seq"
      from jsonb_to_recordset(${JSON.stringify(orders)}::text::jsonb) as o (
        "tenantId" text, "orderId" text, "contactId" text, "total" bigint, "currency" text, "placedAt" timestamptz,
        "seq" bigint)
      order by "tenantId", "orderId", "seq"
      on conflict (tenant_id, order_id) do nothing
      returning tenant_id, contact_id, total, currency, placed_at
    ), sums as (
      select b.contact_id, count(*) as orders, coalesce(sum(b.total) filter (where b.currency = t.currency), 0) as value,
        min(b.placed_at) as first_at, max(b.placed_at) as last_at
      from booked b join tenants t on t.id = b.tenant_id
      where b.contact_id is not null group by b.contact_id
    )
    update contacts c set order_count = c.order_count + s.orders, lifetime_value = c.lifetime_value + s.value,
      first_order_at = least(c.first_order_at, s.first_at), last_order_at = greatest(c.last_order_at, s.last_at),
      last_seen_at = greatest(c.last_seen_at, s.last_at)
    from sums s where c.id = s.contact_id`);
}
