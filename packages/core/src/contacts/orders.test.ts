import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Id } from '../lib/index.ts';
import { readDailyOrders, readStats, recountOrders } from '../metrics/index.ts';
import { applyAll, collect, createTestContext, runs } from '../testing/index.ts';
import { listContacts } from './read-contacts.ts';
import { readTimeline } from './timeline.ts';

const { ctx, newTenant } = await createTestContext();

let made = 0;
const order = (properties: object, more: object = {}) => ({
  id: `order event ${++made}`,
  type: 'placed_order',
  userId: 'anna',
  properties: { orderId: '1', total: 1_000, currency: 'USD', ...properties },
  ...more,
});
const contactsOf = (tenantId: Id<'ten'>) =>
  listContacts(ctx, tenantId, { filters: [], search: null, limit: 200, before: null });

test('an order id counts once, in whatever events and batches it comes', async () => {
  const tenant = await newTenant();
  await collect(ctx, tenant.server, [order({}), order({ total: 9_999 }), order({ orderId: '2' })]);
  await applyAll(ctx);
  await collect(ctx, tenant.server, [order({}, { userId: 'ben' }), order({ orderId: '2' })]);
  await applyAll(ctx);
  expect(await readStats(ctx, tenant.id)).toMatchObject({ orders: 2, revenue: [{ amount: 2_000, currency: 'USD' }] });
  const totals = (await contactsOf(tenant.id)).map(({ userId, orderCount }) => [userId, orderCount]);
  expect(totals.toSorted()).toEqual([
    ['anna', 2],
    ['ben', 0],
  ]);
});

test('an order in a foreign currency counts as an order, not as lifetime value', async () => {
  const tenant = await newTenant();
  await collect(ctx, tenant.server, [order({}), order({ orderId: '2', total: 700, currency: 'EUR' })]);
  await applyAll(ctx);
  expect(await contactsOf(tenant.id)).toEqual([
    expect.objectContaining({ orderCount: 2, lifetimeValue: { amount: 1_000, currency: 'USD' } }),
  ]);
  expect((await readStats(ctx, tenant.id)).revenue).toEqual([
    { amount: 1_000, currency: 'USD' },
    { amount: 700, currency: 'EUR' },
  ]);
});

test('first and last order are the earliest and the latest, in whatever order they come', async () => {
  const tenant = await newTenant();
  for (const [orderId, occurredAt] of [
    ['1', '2026-01-10T00:00:00Z'],
    ['2', '2026-02-20T00:00:00Z'],
    ['3', '2025-12-01T00:00:00Z'],
  ]) {
    await collect(ctx, tenant.server, [order({ orderId }, { occurredAt })]);
    await applyAll(ctx);
  }
  expect(await contactsOf(tenant.id)).toEqual([
    expect.objectContaining({ firstOrderAt: '2025-12-01T00:00:00.000Z', lastOrderAt: '2026-02-20T00:00:00.000Z' }),
  ]);
});

test('days without orders are in the daily figures too', async () => {
  const tenant = await newTenant();
  await collect(ctx, tenant.server, [
    order({}, { occurredAt: '2026-02-01T23:59:59Z' }),
    order({ orderId: '2', total: 5, currency: 'EUR' }, { occurredAt: '2026-02-03T00:00:00Z' }),
  ]);
  await applyAll(ctx);
  expect(await readDailyOrders(ctx, tenant.id, 30)).toEqual([
    { day: '2026-02-01', orders: 1, revenue: { amount: 1_000, currency: 'USD' } },
    { day: '2026-02-02', orders: 0, revenue: { amount: 0, currency: 'USD' } },
    { day: '2026-02-03', orders: 1, revenue: { amount: 0, currency: 'USD' } },
  ]);
  expect(await readDailyOrders(ctx, (await newTenant()).id, 30)).toEqual([]);
});

const purchase = fc.record({
  orderId: fc.integer({ min: 1, max: 12 }).map((number) => `order ${number}`),
  userId: fc.constantFrom(undefined, 'anna', 'ben', 'carla'),
  email: fc.constantFrom(undefined, 'anna@example.com', 'dan@example.com'),
  total: fc.integer({ min: 0, max: 1_000_000 }),
  currency: fc.constantFrom('USD', 'USD', 'EUR'),
  title: fc.string({ maxLength: 20 }).filter((text) => !text.includes('\0') && text.isWellFormed()),
  quantity: fc.integer({ min: 1, max: 9 }),
  isNewBatch: fc.boolean(),
});

test('Feature: marketing-automation, Property 8: Purchase recorded with details ≤ 30 s (2.3, 2.5)', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(purchase, { minLength: 1, maxLength: 15 }), async (purchases) => {
      const started = performance.now();
      const tenant = await newTenant();
      let batch: object[] = [];
      const flush = async () => {
        if (batch.length > 0) await collect(ctx, tenant.server, batch);
        batch = [];
      };
      for (const { orderId, userId, email, total, currency, title, quantity, isNewBatch } of purchases) {
        if (isNewBatch) await flush();
        const items = [{ productId: 'p', title, quantity }];
        batch.push(order({ orderId, total, currency, items }, { userId, email }));
      }
      await flush();
      await applyAll(ctx);

      const recount = await recountOrders(ctx, tenant.id);
      const distinct = new Set(purchases.map(({ orderId }) => orderId)).size;
      expect(recount).toMatchObject({ orders: distinct, ordersInLog: distinct, wrongContacts: 0 });
      expect((await readStats(ctx, tenant.id)).orders).toBe(distinct);
      // Each purchase of a person is on their timeline, with the products bought.
      const kept: unknown[] = [];
      for (const contact of await contactsOf(tenant.id)) {
        const entries = await readTimeline(ctx, tenant.id, contact.id, { limit: 50, before: null });
        kept.push(...entries.map(({ properties }) => JSON.stringify(properties)));
      }
      const named = purchases.filter(({ userId, email }) => userId ?? email);
      const details = named.map(({ orderId, total, currency, title, quantity }) =>
        JSON.stringify({ items: [{ title, quantity, productId: 'p' }], total, orderId, currency }),
      );
      const parse = (list: unknown[]) =>
        list
          .map((text) => JSON.parse(text as string))
          .map(sortKeys)
          .toSorted();
      expect(parse(kept)).toEqual(parse(details));
      expect(performance.now() - started).toBeLessThan(30_000);
    }),
    { numRuns: runs(100) },
  );
});

function sortKeys(value: Record<string, unknown>): string {
  const items = (value.items as Record<string, unknown>[]).map((item) => Object.entries(item).toSorted());
  return JSON.stringify([Object.entries({ ...value, items: null }).toSorted(), items]);
}
