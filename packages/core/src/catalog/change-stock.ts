import type { Product, StockLevel } from '@beckon/contract';
import type { Id } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { type PriceDrop, saveProducts } from './products.ts';
import { type StockChange, setStock } from './stock.ts';

/** What has changed in the catalog. */
export type CatalogChange = StockChange & { priceDrops: readonly PriceDrop[] };

/** What a room above does when the catalog has changed, in the transaction that changes it. */
export type CatalogListener = (ctx: Context<Transaction>, tenantId: Id<'ten'>, change: CatalogChange) => Promise<void>;

/** How many levels are other than before, and how many of these are there again. */
export type StockChanges = { changed: number; restocked: number };

/** Saves products with their variants and the quantities that come with them. */
export async function putProducts(
  ctx: Context,
  tenantId: Id<'ten'>,
  products: readonly Product[],
  listener: CatalogListener,
): Promise<StockChanges> {
  const levels = products.flatMap(({ id: productId, quantity, variants = [] }): StockLevel[] => [
    ...(quantity === undefined ? [] : [{ productId, quantity }]),
    ...variants.flatMap((variant) =>
      variant.quantity === undefined ? [] : [{ productId, variantId: variant.id, quantity: variant.quantity }],
    ),
  ]);
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const priceDrops = await saveProducts(inTx, tenantId, products);
    const change = await setStock(inTx, tenantId, levels);
    return tell(inTx, tenantId, { ...change, priceDrops }, listener);
  });
}

/** Sets stock levels. */
export async function changeStock(
  ctx: Context,
  tenantId: Id<'ten'>,
  levels: readonly StockLevel[],
  listener: CatalogListener,
): Promise<StockChanges> {
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    return tell(inTx, tenantId, { ...(await setStock(inTx, tenantId, levels)), priceDrops: [] }, listener);
  });
}

async function tell(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  change: CatalogChange,
  listener: CatalogListener,
): Promise<StockChanges> {
  await listener(ctx, tenantId, change);
  return { changed: change.changed, restocked: change.restocks.length };
}
