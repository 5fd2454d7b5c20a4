import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import type { PriceDrop, ProductReference } from './products.ts';
import type { priceChanges } from './tables.ts';

/** A price that changed, in minor units of the same currency. `isDrop`: flows may start by it. */
export type PriceChange = PriceDrop & { isDrop: boolean };

/** Keeps prices that have changed. */
export async function keepPriceChanges(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  changes: readonly PriceChange[],
): Promise<void> {
  if (changes.length === 0) return;
  await ctx.db.query(sql`
    insert into price_changes (tenant_id, product_id, variant_id, before, after, is_drop, at)
    select ${tenantId}, n."productId", n."variantId", n.before, n.after, n."isDrop", ${ctx.clock.now()}
    from jsonb_to_recordset(${JSON.stringify(changes)}::text::jsonb) as n (
      "productId" text, "variantId" text, before bigint, after bigint, "isDrop" boolean)
    order by n."productId", n."variantId"`);
}

/** The price drops of a period by which flows start, newest first. */
export async function readPriceDrops(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  { from, until }: { from: Date; until: Date },
): Promise<(PriceDrop & { at: Date })[]> {
  return ctx.db.query<PriceDrop & { at: Date }>(sql`
    select product_id as "productId", variant_id as "variantId", before, after, at from price_changes
    where tenant_id = ${tenantId} and at >= ${from} and at < ${until} and is_drop order by at desc, id desc`);
}

/** To what the price of a product or variant had last changed at a moment; null: it had not, as far as is kept. */
export async function readPriceAt(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  { productId, variantId }: ProductReference,
  at: Date,
): Promise<number | null> {
  const [row] = await ctx.db.query<Pick<typeof priceChanges.$inferSelect, 'after'>>(sql`
    select after from price_changes
    where tenant_id = ${tenantId} and product_id = ${productId} and variant_id = ${variantId} and at <= ${at}
    order by at desc, id desc limit 1`);
  return row?.after ?? null;
}

/** Days for which changes of stock and prices are kept: a dry run looks back 90. */
const keptDays = 91;

/** Deletes changes of stock and prices that are too old for a dry run. */
export async function forgetCatalogChanges(ctx: Context): Promise<void> {
  const before = new Date(ctx.clock.now().getTime() - keptDays * 24 * 60 * 60 * 1_000);
  await ctx.db.query(sql`
    delete from stock_changes where id in (
      select id from stock_changes where at < ${before} order by at limit 5000)`);
  await ctx.db.query(sql`
    delete from price_changes where id in (
      select id from price_changes where at < ${before} order by at limit 5000)`);
}
