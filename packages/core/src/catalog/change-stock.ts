import type { Product, StockLevel } from '@beckon/contract';
import type { Id } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { saveProducts } from './products.ts';
import { type StockChange, setStock } from './stock.ts';

/** What a room above does when stock has changed, in the transaction that changes it. */
export type StockListener = (ctx: Context<Transaction>, tenantId: Id<'ten'>, change: StockChange) => Promise<void>;

/** How many levels are other than before, and how many of these are there again. */
export type StockChanges = { changed: number; restocked: number };

/** Saves products with their variants and the quantities that come with them. */
export async function putProducts(
  ctx: Context,
  tenantId: Id<'ten'>,
  products: readonly Product[],
  listener: StockListener,
): Promise<StockChanges> {
  const levels = products.flatMap(({ id: productId, quantity, variants = [] }): StockLevel[] => [
    ...(quantity === undefined ? [] : [{ productId, quantity }]),
    ...variants.flatMap((variant) =>
      variant.quantity === undefined ? [] : [{ productId, variantId: variant.id, quantity: variant.quantity }],
    ),
  ]);
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    await saveProducts(inTx, tenantId, products);
    return applyStock(inTx, tenantId, levels, listener);
  });
}

/** Sets stock levels. */
export async function changeStock(
  ctx: Context,
  tenantId: Id<'ten'>,
  levels: readonly StockLevel[],
  listener: StockListener,
): Promise<StockChanges> {
  return ctx.db.transaction((tx) => applyStock({ ...ctx, db: tx }, tenantId, levels, listener));
}

async function applyStock(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  levels: readonly StockLevel[],
  listener: StockListener,
): Promise<StockChanges> {
  const change = await setStock(ctx, tenantId, levels);
  await listener(ctx, tenantId, change);
  return { changed: change.changed, restocked: change.restocks.length };
}
