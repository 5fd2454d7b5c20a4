import { personPeriodsOf } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Statement } from '../ports/index.ts';
import { type CartLine, contentsOf } from './contents.ts';
import type { cartChanges } from './tables.ts';

/** A cart that is not empty and not ordered. */
export type OpenCart = {
  /** The shop's id of the cart, as its latest change says. */
  cartId: string | null;
  lines: CartLine[];
  lastChangeAt: Date;
};

/** Whose cart it is: a contact with all their browsers, or a browser that is linked to no contact. */
export type CartOwner = { contactId: Id<'ctc'> } | { visitorId: string };

/**
 * Reads the open cart of an owner: the changes that no order has closed. An order closes what its person put into the
 * cart before it; an order of a trusted source that names a cart closes that cart, whoever ordered.
 * @returns null if there is none
 */
export async function readOpenCart(ctx: AnyContext, tenantId: Id<'ten'>, owner: CartOwner): Promise<OpenCart | null> {
  if ('contactId' in owner) {
    return (await readOpenCarts(ctx, tenantId, [owner.contactId])).get(owner.contactId) ?? null;
  }
  const { visitorId } = owner;
  const persons = sql`
    select ${visitorId}::text as owner, ${visitorId}::text as id, '-infinity'::timestamptz as since,
      'infinity'::timestamptz as until`;
  // A browser's changes belong to the contact that it was linked to at the time.
  const isOwn = sql`not exists (
    select from visitor_periods v
    where v.visitor_id = c.person_id and c.occurred_at >= v.since and c.occurred_at < v.until)`;
  return (await readCarts(ctx, tenantId, persons, isOwn)).get(visitorId) ?? null;
}

/** The open carts of contacts, by contact; see `readOpenCart`. */
export function readOpenCarts(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  contactIds: readonly Id<'ctc'>[],
): Promise<Map<string, OpenCart>> {
  const persons = sql`
    select w.id as owner, p.id, p.since, p.until
    from ${sql.texts(contactIds)} as w (id)
    cross join lateral (${personPeriodsOf(tenantId, sql.trusted('w.id'))}) p`;
  return readCarts(ctx, tenantId, persons, sql`true`);
}

type Change = Pick<typeof cartChanges.$inferSelect, 'cartId' | 'kind' | 'lines' | 'occurredAt'> & { owner: string };

/** @param persons rows of `owner`, `id`, `since` and `until` */
async function readCarts(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  persons: Statement,
  isOwn: Statement,
): Promise<Map<string, OpenCart>> {
  const changes = await ctx.db.query<Change>(sql`
    with persons as materialized (${persons}),
    ordered as materialized (
      select p.owner, max(o.placed_at) as last_at from persons p join cart_orders o
        on o.tenant_id = ${tenantId} and o.person_id = p.id and o.placed_at >= p.since and o.placed_at < p.until
      group by p.owner
    )
    select p.owner, c.cart_id as "cartId", c.kind, c.lines, c.occurred_at as "occurredAt"
    from persons p left join ordered n on n.owner = p.owner join cart_changes c
      on c.tenant_id = ${tenantId} and c.person_id = p.id and c.occurred_at >= p.since and c.occurred_at < p.until
    where ${isOwn} and (n.last_at is null or c.occurred_at > n.last_at)
      and not exists (
        select from cart_orders o where o.tenant_id = c.tenant_id and o.cart_id = c.cart_id and o.is_trusted
          and o.placed_at >= c.occurred_at)
    order by c.occurred_at, c.seq`);
  const carts = [...Map.groupBy(changes, ({ owner }) => owner)].flatMap(([owner, own]): [string, OpenCart][] => {
    const lines = contentsOf(own);
    const { cartId, occurredAt: lastChangeAt } = own.at(-1)!;
    return lines.length > 0 ? [[owner, { cartId, lines, lastChangeAt }]] : [];
  });
  return new Map(carts);
}
