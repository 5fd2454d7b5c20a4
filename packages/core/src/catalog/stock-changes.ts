import { migratedAt, sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Context, Statement, Transaction } from '../ports/index.ts';
import type { ProductReference } from './products.ts';
import type { stockChanges } from './tables.ts';

/** A stock level that was set. `restock` tells one restock from the next. */
export type StockChangeAt = ProductReference &
  Pick<typeof stockChanges.$inferSelect, 'before' | 'quantity' | 'restock'> & { at: Date };

/** After a restock, each level is kept for this time, in milliseconds: shoppers are told in waves of that size. */
const levelsKeptFor = 60 * 60 * 1_000;

type NewLevel = ProductReference & { quantity: number | null; restock: number; before: number | null | undefined };

/**
 * Keeps what has changed: that something was sold out, is there again or is new, and for an hour after a restock each level.
 * Other levels are not kept, since a shop sets them with each sale.
 */
export async function keepStockChanges(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  levels: readonly NewLevel[],
): Promise<void> {
  if (levels.length === 0) return;
  const now = ctx.clock.now();
  const rows = levels.map(({ before, ...level }) => ({
    ...level,
    before: before ?? null,
    isTurn: before === undefined || (before === 0) !== (level.quantity === 0),
  }));
  await ctx.db.query(sql`
    insert into stock_changes (tenant_id, product_id, variant_id, before, quantity, restock, at)
    select ${tenantId}, n."productId", n."variantId", n.before, n.quantity, n.restock, ${now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as n (
      "productId" text, "variantId" text, before integer, quantity integer, restock integer, "isTurn" boolean)
    where n."isTurn" or exists (
      select from stock_changes h
      where h.tenant_id = ${tenantId} and h.product_id = n."productId" and h.variant_id = n."variantId"
        and h.restock = n.restock and h.before = 0 and h.at > ${new Date(now.getTime() - levelsKeptFor)})
    order by n."productId", n."variantId"`);
}

/**
 * The levels of products that were restocked in a period, in the order in which they were set.
 * @param limit of the restocks, the newest so many
 */
export async function readRestocks(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  { from, until }: { from: Date; until: Date },
  limit: number,
): Promise<StockChangeAt[]> {
  return ctx.db.query<StockChangeAt>(sql`
    with restocks as (
      select tenant_id, product_id, variant_id from stock_changes
      where tenant_id = ${tenantId} and at >= ${from} and at < ${until} and before = 0 and quantity is distinct from 0
      order by at desc, id desc limit ${limit}
    )
    select k.product_id as "productId", k.variant_id as "variantId", k.before, k.quantity, k.restock, k.at
    from (select distinct * from restocks) r
    join stock_changes k on k.tenant_id = r.tenant_id and k.product_id = r.product_id and k.variant_id = r.variant_id
    where k.at >= ${from} and k.at < ${until}
    order by k.at, k.id`);
}

/**
 * Stock as it was at an earlier moment: a query in parentheses with the columns of `stock` that say whether something was
 * there. The quantity is exact only within an hour after a restock.
 */
export function stockAsOf(at: Date): Statement {
  return sql`(
    select k.tenant_id, k.product_id, k.variant_id, case when c.at is null then k.quantity else c.before end as quantity
    from stock k left join lateral (
      select n.at, n.before from stock_changes n
      where n.tenant_id = k.tenant_id and n.product_id = k.product_id and n.variant_id = k.variant_id and n.at > ${at}
      order by n.at, n.id limit 1
    ) c on true)`;
}

/** Since when changes of stock and prices are kept: earlier ones are not known. */
export function catalogKeptSince(ctx: AnyContext): Promise<Date> {
  return migratedAt(ctx.db, 'keep_changes_of_the_catalog');
}
