import type { Availability, StockLevel } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import { keepStockChanges } from './stock-changes.ts';
import type { stock } from './tables.ts';

/** Something that was sold out and is there again. `restock` tells this time from the last. */
export type Restock = Pick<typeof stock.$inferSelect, 'productId' | 'variantId' | 'quantity' | 'restock'>;

export type StockChange = { changed: number; restocks: Restock[]; soldOut: { productId: string; variantId: string }[] };

/**
 * Sets stock levels; levels older than the stored ones are ignored. If a call has two levels of one variant, the later
 * one counts. The first level of an unknown variant is not a restock.
 */
export async function setStock(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  levels: readonly StockLevel[],
): Promise<StockChange> {
  const now = ctx.clock.now().toISOString();
  const newest = new Map<string, object>();
  for (const { productId, variantId = '', quantity, at = now } of levels.toSorted((a, b) => compareTimes(a, b, now)))
    newest.set(`${productId}\n${variantId}`, { productId, variantId, quantity, at });
  if (newest.size === 0) return { changed: 0, restocks: [], soldOut: [] };
  const said = JSON.stringify([...newest.values()]);
  const before = new Map(
    (
      await ctx.db.query<Omit<Restock, 'restock'>>(sql`
        select k.product_id as "productId", k.variant_id as "variantId", k.quantity from stock k
        join jsonb_to_recordset(${said}::text::jsonb) as s ("productId" text, "variantId" text)
          on s."productId" = k.product_id and s."variantId" = k.variant_id
        where k.tenant_id = ${tenantId} order by k.product_id, k.variant_id for update of k`)
    ).map((row) => [`${row.productId}\n${row.variantId}`, row.quantity]),
  );
  const rows = await ctx.db.query<Restock>(sql`
    insert into stock as k (tenant_id, product_id, variant_id, quantity, said_at)
    select ${tenantId}, "productId", "variantId", "quantity", "at"
    from jsonb_to_recordset(${said}::text::jsonb)
      as s ("productId" text, "variantId" text, "quantity" integer, "at" timestamptz)
    order by "productId", "variantId"
    on conflict (tenant_id, product_id, variant_id) do update set
      quantity = excluded.quantity, said_at = excluded.said_at,
      restock = k.restock + case when k.quantity = 0 and excluded.quantity is distinct from 0 then 1 else 0 end
      where k.said_at <= excluded.said_at and k.quantity is distinct from excluded.quantity
    returning k.product_id as "productId", k.variant_id as "variantId", k.quantity, k.restock`);
  const known = ({ productId, variantId }: Restock) => before.get(`${productId}\n${variantId}`);
  await keepStockChanges(
    ctx,
    tenantId,
    rows.map((row) => ({ ...row, before: known(row) })),
  );
  return {
    changed: rows.length,
    restocks: rows.filter((row) => known(row) === 0 && row.quantity !== 0),
    soldOut: rows
      .filter((row) => known(row) !== undefined && row.quantity === 0)
      .map(({ productId, variantId }) => ({ productId, variantId })),
  };
}

function compareTimes(a: StockLevel, b: StockLevel, now: string): number {
  return Date.parse(a.at ?? now) - Date.parse(b.at ?? now);
}

/**
 * Whether something is sold out. A product with variants, queried as a whole, is sold out only when all its variants
 * are.
 * @param variantId '' for a product without variants, or for the product as a whole
 */
export async function readAvailability(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  productId: string,
  variantId: string,
): Promise<Availability> {
  const [row] = await ctx.db.query<{ isSoldOut: boolean | null }>(sql`
    select bool_and(quantity is not distinct from 0) as "isSoldOut" from stock
    where tenant_id = ${tenantId} and product_id = ${productId} and (${variantId} = '' or variant_id = ${variantId})`);
  return { productId, variantId: variantId || null, isSoldOut: row?.isSoldOut ?? null };
}
