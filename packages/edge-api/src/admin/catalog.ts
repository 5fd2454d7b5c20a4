import { catalogLimits, endpoints, productSchema, type StockResult, stockLevelSchema } from '@beckon/contract';
import { changeStock, putProducts, type StockChanges } from '@beckon/core/catalog';
import { followCatalog } from '@beckon/core/flows';
import type { ApiServer } from '../http/serve.ts';
import { type ReadItem, readItems, shownId } from './read-items.ts';

/** What the shop sells, and how much of it there is. */
export function serveCatalog(api: ApiServer): void {
  api.serveWithBody(
    endpoints.putProducts,
    (request) => readItems(request, 'products', productSchema, catalogLimits.products),
    async ({ ctx, caller, body }) => {
      const changes = await putProducts(ctx, caller.tenantId, takenOf(body), followCatalog);
      return answer(body, changes, (given) => ({ id: shownId(given, 'id') }));
    },
  );

  api.serveWithBody(
    endpoints.setStock,
    (request) => readItems(request, 'stock', stockLevelSchema, catalogLimits.stock),
    async ({ ctx, caller, body }) => {
      const changes = await changeStock(ctx, caller.tenantId, takenOf(body), followCatalog);
      return answer(body, changes, (given) => ({
        productId: shownId(given, 'productId'),
        variantId: shownId(given, 'variantId'),
      }));
    },
  );
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
