import { catalogLimits, productSchema, type StockResult, stockLevelSchema } from '@beckon/contract';
import { changeStock, putProducts, type StockChanges } from '@beckon/core/waitlists';
import { Hono } from 'hono';
import type { ApiDeps } from '../deps.ts';
import { type ReadItem, readItems, shownId } from './read-items.ts';
import type { TenantEnv } from './routes.ts';

/** What the shop sells, and how much of it there is. */
export function catalogRoutes({ ctx }: ApiDeps): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>();

  app.put('/catalog/products', async (c) => {
    const read = await readItems(c.req.raw, 'products', productSchema, catalogLimits.products);
    const changes = await putProducts(ctx, c.get('tenantId'), takenOf(read));
    return c.json(answer(read, changes, (given) => ({ id: shownId(given, 'id') })));
  });

  app.post('/catalog/stock', async (c) => {
    const read = await readItems(c.req.raw, 'stock', stockLevelSchema, catalogLimits.stock);
    const changes = await changeStock(ctx, c.get('tenantId'), takenOf(read));
    return c.json(
      answer(read, changes, (given) => ({
        productId: shownId(given, 'productId'),
        variantId: shownId(given, 'variantId'),
      })),
    );
  });

  return app;
}

const takenOf = <T>(read: ReadItem<T>[]) => read.flatMap((entry) => ('item' in entry ? [entry.item] : []));

function answer<T, N extends object>(read: ReadItem<T>[], changes: StockChanges, nameOf: (given: unknown) => N) {
  const saved = takenOf(read).length;
  return {
    saved,
    refused: read.length - saved,
    ...changes,
    results: read.map((entry): N & Pick<StockResult, 'result' | 'reason'> => ({
      ...nameOf(entry.given),
      ...('item' in entry ? { result: 'saved' } : { result: 'refused', reason: entry.reason }),
    })),
  };
}
