import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { putProducts } from '../catalog/index.ts';
import { followCatalog } from '../flows/index.ts';
import { applyAll, collect, createTestContext, runs, type TestTenant } from '../testing/index.ts';
import { readRevenueReport } from './index.ts';

const { ctx, clock, newTenant } = await createTestContext();
let tenant: TestTenant;

beforeEach(async () => {
  tenant = await newTenant();
});

type Item = { productId: string; category?: string; quantity: number; price?: number; currency?: string };
type Order = { currency: string; items: Item[]; isTrusted: boolean };

const send = (orders: readonly Order[]) =>
  Promise.all(
    ([true, false] as const).map((isTrusted) => {
      const events = orders.flatMap(({ isTrusted: isOf, ...properties }, n) =>
        isOf === isTrusted
          ? [{ id: `${n}`, type: 'placed_order', properties: { ...properties, orderId: `${n}`, total: 0 } }]
          : [],
      );
      return events.length === 0 ? null : collect(ctx, tenant[isTrusted ? 'server' : 'browser'], events, {});
    }),
  );

/** The same figures by a plain loop. */
function recount(orders: readonly Order[], idOf: (item: Item) => string | null) {
  const lines = new Map<
    string,
    {
      id: string | null;
      currency: string;
      units: number;
      orders: Set<number>;
      gross: number | null;
      unitsWithoutPrice: number;
    }
  >();
  for (const [n, order] of orders.entries()) {
    if (!order.isTrusted) continue;
    for (const item of order.items) {
      const [id, currency] = [idOf(item), item.currency ?? order.currency];
      const key = JSON.stringify([id, currency]);
      const line = lines.get(key) ?? { id, currency, units: 0, orders: new Set(), gross: null, unitsWithoutPrice: 0 };
      lines.set(key, line);
      line.units += item.quantity;
      line.orders.add(n);
      if (item.price === undefined) line.unitsWithoutPrice += item.quantity;
      else line.gross = (line.gross ?? 0) + item.price * item.quantity;
    }
  }
  return [...lines.values()].map((line) => ({ ...line, orders: line.orders.size }));
}

const byKey = (a: object, b: object) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

test('revenue by product and category equals a plain loop over random orders', async () => {
  const item = fc.record(
    {
      productId: fc.constantFrom('lamp', 'mug', 'rug'),
      category: fc.constantFrom('home', 'kitchen'),
      quantity: fc.integer({ min: 1, max: 5 }),
      price: fc.nat(10_000),
      currency: fc.constantFrom('USD', 'EUR'),
    },
    { requiredKeys: ['productId', 'quantity'] },
  );
  const order = fc.record({
    currency: fc.constantFrom('USD', 'EUR'),
    isTrusted: fc.boolean(),
    items: fc.array(item, { maxLength: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(order, { maxLength: 8 }), async (orders) => {
      tenant = await newTenant();
      await send(orders);
      await applyAll(ctx);
      const inForm = ({ data }: Awaited<ReturnType<typeof readRevenueReport>>) =>
        data.map(({ title: _, ...line }) => line).toSorted(byKey);
      const products = await readRevenueReport(ctx, tenant.id, {});
      const inOrder = (line: ReturnType<typeof recount>[number]) => {
        const { id, currency, units, orders: count, gross, unitsWithoutPrice } = line;
        return { id, currency, units, orders: count, gross, unitsWithoutPrice };
      };
      expect(inForm(products)).toEqual(
        recount(orders, ({ productId }) => productId)
          .map(inOrder)
          .toSorted(byKey),
      );
      const categories = await readRevenueReport(ctx, tenant.id, { by: 'category' });
      expect(inForm(categories)).toEqual(
        recount(orders, ({ category }) => category ?? null)
          .map(inOrder)
          .toSorted(byKey),
      );
      expect(products.ordersWithoutItems).toBe(
        orders.filter((each) => each.isTrusted && each.items.length === 0).length,
      );
    }),
    { numRuns: runs(100) },
  );
}, 120_000);

test('titles and categories are those of the catalog; a price is never guessed', async () => {
  const lamp = {
    id: 'lamp',
    title: 'Lamp',
    url: 'https://shop.test/lamp',
    category: 'home',
    price: 5_000,
    currency: 'USD',
  };
  await putProducts(ctx, tenant.id, [lamp], followCatalog);
  await send([
    { currency: 'USD', isTrusted: true, items: [{ productId: 'lamp', quantity: 2, category: 'old name' }] },
    { currency: 'USD', isTrusted: true, items: [{ productId: 'lamp', quantity: 1, price: 4_000 }] },
    { currency: 'USD', isTrusted: true, items: [{ productId: 'mug', quantity: 1 }] },
  ]);
  await applyAll(ctx);
  expect((await readRevenueReport(ctx, tenant.id, {})).data).toEqual([
    { id: 'lamp', title: 'Lamp', currency: 'USD', units: 3, orders: 2, gross: 4_000, unitsWithoutPrice: 2 },
    { id: 'mug', title: null, currency: 'USD', units: 1, orders: 1, gross: null, unitsWithoutPrice: 1 },
  ]);
  expect((await readRevenueReport(ctx, tenant.id, { by: 'category' })).data).toMatchObject([
    { id: 'home', units: 3 },
    { id: null, units: 1 },
  ]);
});

test('a day is one of the shop, so an order after midnight is of the next day', async () => {
  await send([{ currency: 'USD', isTrusted: true, items: [{ productId: 'lamp', quantity: 1 }] }]);
  await applyAll(ctx);
  const today = clock.now().toISOString().slice(0, 10);
  const unitsOn = async (day: string) => (await readRevenueReport(ctx, tenant.id, { from: day, to: day })).data.length;
  expect(await unitsOn(today)).toBe(1);
  expect(await unitsOn('2026-02-28')).toBe(0);
});
