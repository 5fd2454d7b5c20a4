import { lockContact, readTraces } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { appendOwnEvent, findUnapplied, type UnappliedEvent } from '../log/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { findOwnSource } from '../sources/index.ts';
import { type OpenCart, readOpenCart } from './open-cart.ts';
import type { carts } from './tables.ts';

/** Maximum carts that one call settles. */
const maxCarts = 500;

/** A cart that became idle longer ago than this, for example during an outage, is not reported any more. */
const maxOverdue = 24 * 60 * 60 * 1_000;

/** Milliseconds that stored events may take to be applied. While they take longer, no cart is called abandoned. */
const maxLag = 5_000;

/** The consumer that this step belongs to. */
const consumer = 'contacts';

type IdleCart = Pick<typeof carts.$inferSelect, 'tenantId' | 'personId' | 'lastChangeAt'> & { idleSeconds: number };

/**
 * Writes `cart_abandoned` into the log for each cart that nobody has changed for the shop's idle time, an hour by
 * default: never earlier, and at the next call after it. One event for each period of idleness. While an order of the
 * cart's owner waits to be applied, the cart waits for the next call; while events wait longer than usual, all do.
 * @returns the number of events written
 */
export async function writeAbandonedCarts(ctx: Context): Promise<number> {
  const idle = await ctx.db.query<IdleCart>(sql`
    select c.tenant_id as "tenantId", c.person_id as "personId", c.last_change_at as "lastChangeAt",
      t.cart_idle_seconds as "idleSeconds"
    from carts c join tenants t on t.id = c.tenant_id
    where not c.is_settled
      and c.last_change_at <= ${ctx.clock.now()}::timestamptz - t.cart_idle_seconds * interval '1 second'
    order by c.last_change_at limit ${maxCarts}`);
  if (idle.length === 0) return 0;
  const ordering = await findUnapplied(ctx, consumer, 'placed_order', maxLag);
  if (ordering === null) return 0;
  let written = 0;
  for (const cart of idle) {
    const orders = ordering.filter(({ tenantId }) => tenantId === cart.tenantId);
    if (await ctx.db.transaction((tx) => settle({ ...ctx, db: tx }, cart, orders))) written++;
  }
  return written;
}

/** @returns whether an event was written */
async function settle(
  ctx: Context<Transaction>,
  cart: IdleCart,
  unappliedOrders: readonly UnappliedEvent[],
): Promise<boolean> {
  const { tenantId, personId } = cart;
  const owner = await lockOwner(ctx, cart);
  const open = owner && (await readOpenCart(ctx, tenantId, owner));
  if (open && (await mayBeOrdered(ctx, owner, open, unappliedOrders))) return false;
  const settled = await ctx.db.query(sql`
    update carts set is_settled = true
    where tenant_id = ${tenantId} and person_id = ${personId} and last_change_at = ${cart.lastChangeAt}
      and not is_settled returning 1`);
  // Changed meanwhile, settled by another worker, or of a contact that was erased.
  if (settled.length === 0 || !owner || !open) return false;
  const idleFor = ctx.clock.now().getTime() - open.lastChangeAt.getTime();
  const idleTime = cart.idleSeconds * 1_000;
  // Changed in another of the owner's browsers: that one is settled in its time.
  if (idleFor < idleTime || idleFor > idleTime + maxOverdue) return false;
  const ownerId = 'contactId' in owner ? owner.contactId : owner.visitorId;
  const isNew = await ctx.db.query(sql`
    insert into cart_abandonments (tenant_id, person_id, last_change_at, written_at)
    values (${tenantId}, ${ownerId}, ${open.lastChangeAt}, ${ctx.clock.now()})
    on conflict do nothing returning 1`);
  if (isNew.length === 0) return false;
  await appendOwnEvent(ctx, await findOwnSource(ctx, tenantId), {
    type: 'cart_abandoned',
    isTrusted: true,
    ...('contactId' in owner
      ? { userId: owner.userId, email: owner.email, anonymousId: null }
      : { userId: null, email: null, anonymousId: owner.anonymousId }),
    properties: {
      ...(open.cartId === null ? {} : { cartId: open.cartId }),
      items: open.lines.map(({ variantId, price, currency, ...line }) => ({
        ...line,
        ...(variantId === null ? {} : { variantId }),
        ...(price === null ? {} : { price }),
        ...(currency === null ? {} : { currency }),
      })),
    },
  });
  return true;
}

type LockedOwner =
  | { contactId: Id<'ctc'>; userId: string | null; email: string | null }
  | { visitorId: string; anonymousId: string };

/** Whether one of these orders is the owner's, or names the cart. */
async function mayBeOrdered(
  ctx: Context<Transaction>,
  owner: LockedOwner,
  { cartId }: OpenCart,
  orders: readonly UnappliedEvent[],
): Promise<boolean> {
  if (orders.length === 0) return false;
  if (cartId !== null && orders.some(({ properties }) => properties.cartId === cartId)) return true;
  if ('visitorId' in owner) return orders.some(({ anonymousId }) => anonymousId === owner.anonymousId);
  const { emails, userIds, browsers } = await readTraces(ctx, owner.contactId);
  const names = new Set([...emails, ...userIds, ...browsers.map(({ anonymousId }) => anonymousId)]);
  return orders.some((order) =>
    [order.userId, order.email, order.anonymousId].some((name) => name !== null && names.has(name)),
  );
}

/** Finds whose cart it is now, and locks the contact. Null: the person was erased. */
async function lockOwner(
  ctx: Context<Transaction>,
  { tenantId, personId, lastChangeAt }: IdleCart,
): Promise<LockedOwner | null> {
  const [visitor] = await ctx.db.query<{ anonymousId: string; contactId: string | null }>(sql`
    select v.anonymous_id as "anonymousId", (
      select p.contact_id from visitor_periods p
      where p.visitor_id = v.id and ${lastChangeAt} >= p.since and ${lastChangeAt} < p.until
      limit 1) as "contactId"
    from visitors v where v.tenant_id = ${tenantId} and v.id = ${personId}`);
  if (visitor && visitor.contactId === null) return { visitorId: personId, anonymousId: visitor.anonymousId };
  const contact = await lockContact(ctx, tenantId, { id: visitor?.contactId ?? personId });
  return contact && { contactId: contact.id, userId: contact.userId, email: contact.email };
}

/** Days for which the changes of carts are kept. */
const keptDays = 60;

/** Deletes the changes, orders and abandonments of carts that are too old to matter. @returns the number of rows */
export async function forgetOldCarts(ctx: Context): Promise<number> {
  const before = new Date(ctx.clock.now().getTime() - keptDays * 24 * 60 * 60 * 1_000);
  const gone = await ctx.db.query(sql`
    with changes as (
      delete from cart_changes where (tenant_id, seq) in (
        select tenant_id, seq from cart_changes where occurred_at < ${before} limit 1000) returning 1
    ), orders as (
      delete from cart_orders where (tenant_id, seq, person_id) in (
        select tenant_id, seq, person_id from cart_orders where placed_at < ${before} limit 1000) returning 1
    ), abandonments as (
      delete from cart_abandonments where (tenant_id, person_id, last_change_at) in (
        select tenant_id, person_id, last_change_at from cart_abandonments where written_at < ${before} limit 1000)
      returning 1
    ), idle as (
      delete from carts where is_settled and last_change_at < ${before} returning 1
    )
    select * from changes union all select * from orders union all select * from abandonments union all select * from idle`);
  return gone.length;
}
