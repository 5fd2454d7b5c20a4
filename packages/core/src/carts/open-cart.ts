import { personPeriods } from '../contacts/index.ts';
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
  const changes = await ctx.db.query<Pick<typeof cartChanges.$inferSelect, 'cartId' | 'kind' | 'lines' | 'occurredAt'>>(
    sql`
      with persons as materialized (${personsOf(tenantId, owner)}),
      ordered as materialized (
        select max(o.placed_at) as last_at from persons p join cart_orders o
          on o.tenant_id = ${tenantId} and o.person_id = p.id and o.placed_at >= p.since and o.placed_at < p.until
      )
      select c.cart_id as "cartId", c.kind, c.lines, c.occurred_at as "occurredAt"
      from ordered n cross join persons p join cart_changes c
        on c.tenant_id = ${tenantId} and c.person_id = p.id and c.occurred_at >= p.since and c.occurred_at < p.until
      where ${isOwn(owner)} and (n.last_at is null or c.occurred_at > n.last_at)
        and not exists (
          select from cart_orders o where o.tenant_id = c.tenant_id and o.cart_id = c.cart_id and o.is_trusted
            and o.placed_at >= c.occurred_at)
      order by c.occurred_at, c.seq`,
  );
  const lines = contentsOf(changes);
  const last = changes.at(-1);
  return last && lines.length > 0 ? { cartId: last.cartId, lines, lastChangeAt: last.occurredAt } : null;
}

function personsOf(tenantId: Id<'ten'>, owner: CartOwner): Statement {
  return 'contactId' in owner
    ? personPeriods(tenantId, owner.contactId)
    : sql`select ${owner.visitorId}::text as id, '-infinity'::timestamptz as since, 'infinity'::timestamptz as until`;
}

/** A browser's changes belong to the contact that it was linked to at the time. */
function isOwn(owner: CartOwner): Statement {
  if ('contactId' in owner) return sql`true`;
  return sql`not exists (
    select from visitor_periods v
    where v.visitor_id = c.person_id and c.occurred_at >= v.since and c.occurred_at < v.until)`;
}
