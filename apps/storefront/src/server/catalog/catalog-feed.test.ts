import { putProductsSchema, setStockSchema } from '@beckon/contract';
import { expect, test } from 'vitest';
import { createStock } from '../orders/stock.ts';
import { initialStock, products } from './catalog.ts';
import { startCatalogFeed } from './catalog-feed.ts';

type Call = { method: string; path: string; body: unknown };

/** A feed whose calls are recorded; `answers` sets the responses to the next ones. */
function setUp(answers: number[] = []) {
  const calls: Call[] = [];
  const stock = createStock(initialStock());
  const feed = startCatalogFeed({
    apiUrl: 'http://beckon.test',
    secretKey: 'sk_test',
    shopUrl: 'http://shop.test',
    stock,
    clock: { now: () => 0, random: () => 0, wait: () => Promise.resolve() },
    log: () => undefined,
    fetch: async (url, init) => {
      calls.push({ method: init!.method!, path: new URL(String(url)).pathname, body: JSON.parse(String(init!.body)) });
      return new Response('{}', { status: answers.shift() ?? 200 });
    },
  });
  return { calls, stock, feed };
}
const sold = products[0]!.variants[0]!.id;

test('the whole catalog is sent first, in Beckon’s format, until it is stored', async () => {
  const { calls, feed } = setUp([503, 503]);
  await expect.poll(() => calls.length).toBe(3);
  for (const { method, path, body } of calls) {
    expect([method, path]).toEqual(['PUT', '/api/v1/catalog/products']);
    expect(putProductsSchema.parse(body).products).toHaveLength(products.length);
  }
  await feed.close();
});

test('then changed stock is sent, at its current level', async () => {
  const { calls, stock, feed } = setUp([200, 503]);
  await expect.poll(() => calls.length).toBe(1);
  stock.take([{ variantId: sold, quantity: 1 }]);
  stock.put(sold, 7);
  await expect.poll(() => calls.length).toBeGreaterThanOrEqual(3);
  const { stock: levels } = setStockSchema.parse(calls.at(-1)!.body);
  expect(levels).toEqual([{ productId: products[0]!.id, variantId: sold, quantity: stock.left(sold) }]);
  await feed.close();
});
