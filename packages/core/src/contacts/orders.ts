import { sql } from '../db/index.ts';
import type { LoggedEvent } from '../log/index.ts';
import type { BatchContext, ContactOf } from './apply-events.ts';
import { readOrderChanges, recordOrderChanges } from './order-changes.ts';
import { lockOwners, lockRates, recountOwners } from './order-totals.ts';
import type { orders } from './tables.ts';

type Order = typeof orders.$inferSelect;
type OrderName = Pick<Order, 'tenantId' | 'orderId'>;

/**
 * Records the orders, refunds and cancellations of trusted events, and sets the totals of the contacts concerned. An
 * order id counts once, however many events name it. A refund or a cancellation may come before its order, and in
 * another transaction at the same time: the result is the same.
 */
export async function applyOrders(
  ctx: BatchContext,
  events: readonly LoggedEvent[],
  contactOf: ContactOf,
): Promise<void> {
  const trusted = events.filter(({ isTrusted }) => isTrusted);
  const placed = trusted.filter(({ type }) => type === 'placed_order').map((event) => toOrder(event, contactOf));
  const changes = readOrderChanges(trusted);
  const changed = [...changes.refunds, ...changes.cancellations].map(({ tenantId, orderId }) => ({
    tenantId,
    orderId,
  }));
  if (placed.length === 0 && changed.length === 0) return;
  await lockRates(ctx, placed);
  await recordOrderChanges(ctx, changes);
  const buyers = await bookOrders(ctx, placed, changed);
  await lockOrders(ctx, changed);
  const owners = await settleOrders(ctx, [...placed, ...changed]);
  await recountOwners(ctx, [...buyers, ...owners]);
}

function toOrder(event: LoggedEvent, contactOf: ContactOf): OrderName & { currency: string } {
  const { orderId, total, currency } = event.properties as Pick<Order, 'orderId' | 'total' | 'currency'>;
  const order = { tenantId: event.tenantId as Order['tenantId'], orderId, total, currency };
  return Object.assign(order, { contactId: contactOf(event), placedAt: event.occurredAt, seq: event.seq });
}

/**
 * Adds the orders that are not there. An order of which only a refund or a cancellation is known is added and deleted
 * again: until this transaction ends, one that adds it waits, and then reads what this one has recorded; if another has
 * added it and not ended, this one waits.
 * @returns the contacts of new orders
 */
async function bookOrders(
  ctx: BatchContext,
  placed: readonly object[],
  changed: readonly OrderName[],
): Promise<string[]> {
  const awaited = changed.map((name) => ({ ...name, total: 0, currency: '', placedAt: ctx.clock.now(), seq: 0 }));
  const added = await ctx.db.query<Pick<Order, 'tenantId' | 'orderId' | 'contactId' | 'seq'>>(sql`
    insert into orders (tenant_id, order_id, contact_id, total, currency, placed_at, seq)
    select distinct on ("tenantId", "orderId") "tenantId", "orderId", "contactId", "total", "currency", "placedAt", "seq"
    from jsonb_to_recordset(${JSON.stringify([...placed, ...awaited])}::text::jsonb) as o (
      "tenantId" text, "orderId" text, "contactId" text, "total" bigint, "currency" text, "placedAt" timestamptz,
      "seq" bigint)
    order by "tenantId", "orderId", nullif("seq", 0)
    on conflict (tenant_id, order_id) do nothing
    returning tenant_id as "tenantId", order_id as "orderId", contact_id as "contactId", seq`);
  const unknown = added.filter(({ seq }) => seq === 0);
  if (unknown.length > 0)
    await ctx.db.query(sql`delete from orders o using ${namesOf(unknown)} where ${isNamed} and o.seq = 0`);
  return added.flatMap(({ contactId }) => contactId ?? []);
}

const isNamed = sql`o.tenant_id = n."tenantId" and o.order_id = n."orderId"`;

const namesOf = (orders: readonly OrderName[]) =>
  sql`jsonb_to_recordset(${JSON.stringify(
    orders.map(({ tenantId, orderId }) => ({ tenantId, orderId })),
  )}::text::jsonb) as n ("tenantId" text, "orderId" text)`;

/** Their contacts first, as everywhere. Two refunds of one order are added up one after the other. */
async function lockOrders(ctx: BatchContext, changed: readonly OrderName[]): Promise<void> {
  if (changed.length === 0) return;
  const owners = await ctx.db.query<Pick<Order, 'contactId'>>(sql`
    select o.contact_id as "contactId" from ${namesOf(changed)} join orders o on ${isNamed}
    where o.contact_id is not null`);
  await lockOwners(
    ctx,
    owners.map(({ contactId }) => contactId!),
  );
  await ctx.db.query(sql`
    select from orders o join ${namesOf(changed)} on ${isNamed} order by o.tenant_id, o.order_id for update of o`);
}

/**
 * Sets what was refunded of orders and whether they are cancelled, from all that is recorded about them. A refund in
 * another currency than the order's does not lower it: there is no telling by how much.
 * @returns the contacts of those that changed
 */
async function settleOrders(ctx: BatchContext, named: readonly OrderName[]): Promise<string[]> {
  // Each by its key, whatever the statistics of a table say that has just grown.
  const rows = await ctx.db.query<Pick<Order, 'contactId'>>(sql`
    with settled as materialized (
      select distinct o.tenant_id, o.order_id, least(o.total, r.amount) as refunded, k.cancelled_at
      from ${namesOf(named)} cross join lateral (select * from orders o where ${isNamed} offset 0) o
      cross join lateral (
        select coalesce(sum(r.amount), 0)::bigint as amount from order_refunds r
        where r.tenant_id = o.tenant_id and r.order_id = o.order_id and r.currency = o.currency offset 0
      ) r
      left join lateral (
        select k.cancelled_at from order_cancellations k where k.tenant_id = o.tenant_id and k.order_id = o.order_id offset 0
      ) k on true
      where (o.refunded, o.cancelled_at) is distinct from (least(o.total, r.amount), k.cancelled_at)
    )
    update orders o set refunded = s.refunded, cancelled_at = s.cancelled_at from settled s
    where o.tenant_id = s.tenant_id and o.order_id = s.order_id
      and o.tenant_id = any(array(select tenant_id from settled)) and o.order_id = any(array(select order_id from settled))
    returning o.contact_id as "contactId"`);
  return rows.flatMap(({ contactId }) => contactId ?? []);
}
