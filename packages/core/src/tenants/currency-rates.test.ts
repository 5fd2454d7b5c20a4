import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changeSettings, putCurrencyRates } from '../admin/index.ts';
import { listContacts } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { readDailyOrders, recountOrders } from '../metrics/index.ts';
import { applyAll, collect, createTestContext, runReadyJobs, runs, type TestTenant } from '../testing/index.ts';
import { listCurrencyRates } from './currency-rates.ts';

const { ctx, newTenant } = await createTestContext();

const callerOf = (tenant: TestTenant) => ({
  ...{
    tenantId: tenant.id,
    actor: { kind: 'command', id: null, name: 'test' } as const,
    permissions: new Set<never>(),
  },
});
const setRates = async (tenant: TestTenant, ...rates: [currency: string, rate: string, validFrom: string][]) => {
  const given = rates.map(([currency, rate, validFrom]) => ({ currency, rate, validFrom }));
  const kept = await putCurrencyRates(ctx, callerOf(tenant) as never, given);
  await runReadyJobs(ctx);
  return kept;
};
const order = (orderId: string, total: number, currency: string, occurredAt = '2026-02-10T12:00:00Z') => ({
  ...{ id: `order ${orderId}`, type: 'placed_order', userId: 'anna', occurredAt },
  properties: { orderId, total, currency },
});
const lifetimeValue = async (tenant: TestTenant) => {
  const [anna] = await listContacts(ctx, tenant.id, { filters: [], search: null, limit: 1, before: null });
  expect((await recountOrders(ctx, tenant.id)).wrongContacts).toBe(0);
  return anna!.lifetimeValue;
};

test('an order in another currency adds to the lifetime value by the rate of its day, before and after the rates change', async () => {
  const tenant = await newTenant();
  await collect(ctx, tenant.server, [order('1', 1_000, 'USD'), order('2', 1_000, 'EUR')]);
  await applyAll(ctx);
  expect(await lifetimeValue(tenant)).toEqual({ amount: 1_000, currency: 'USD' });
  await setRates(tenant, ['EUR', '1.2', '2026-02-11']);
  expect(await lifetimeValue(tenant)).toEqual({ amount: 1_000, currency: 'USD' });
  expect(await setRates(tenant, ['EUR', '1.2', '2026-02-11'], ['EUR', '1.10', '2026-02-10'])).toEqual([
    { currency: 'EUR', rate: '1.10', validFrom: '2026-02-10' },
    { currency: 'EUR', rate: '1.2', validFrom: '2026-02-11' },
  ]);
  expect(await lifetimeValue(tenant)).toEqual({ amount: 2_100, currency: 'USD' });
  await collect(ctx, tenant.server, [order('3', 1_000, 'EUR', '2026-02-12T00:00:00Z')]);
  await applyAll(ctx);
  expect(await lifetimeValue(tenant)).toEqual({ amount: 3_300, currency: 'USD' });
  expect((await readDailyOrders(ctx, tenant.id, 30)).map(({ revenue }) => revenue.amount)).toEqual([2_100, 0, 1_200]);
});

test('minor units of different size are converted, and halves rounded to the even unit', async () => {
  const tenant = await newTenant();
  // 1,000 yen are 6.5 dollars; 3,333 fils of a dinar 10.8655.
  await setRates(tenant, ['JPY', '0.0065', '2026-01-01'], ['KWD', '3.26', '2026-01-01'], ['EUR', '0.5', '2026-01-01']);
  await collect(ctx, tenant.server, [order('1', 1_000, 'JPY')]);
  await applyAll(ctx);
  expect((await lifetimeValue(tenant)).amount).toBe(650);
  await collect(ctx, tenant.server, [order('2', 3_333, 'KWD'), order('3', 5, 'EUR'), order('4', 7, 'EUR')]);
  await applyAll(ctx);
  expect((await lifetimeValue(tenant)).amount).toBe(650 + 1_087 + 2 + 4);
});

test('rates to another currency than the shop has now do not hold', async () => {
  const tenant = await newTenant();
  await setRates(tenant, ['EUR', '1.1', '2026-01-01']);
  await collect(ctx, tenant.server, [order('1', 1_000, 'USD'), order('2', 1_000, 'EUR')]);
  await applyAll(ctx);
  await changeSettings(ctx, callerOf(tenant) as never, { currency: 'EUR' });
  await runReadyJobs(ctx);
  expect(await lifetimeValue(tenant)).toEqual({ amount: 1_000, currency: 'EUR' });
  expect(await listCurrencyRates(ctx, tenant.id)).toEqual([]);
  await expect(setRates(tenant, ['EUR', '2', '2026-01-01'])).rejects.toMatchObject({ code: 'validation_failed' });
});

test('rounding goes to the nearest unit, of two equally near to the even one, for any amount', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(9_000_000), fc.integer({ min: 1, max: 5_000 }), async (amount, thousandths) => {
      const [row] = await ctx.db.query<{ rounded: number }>(sql`
        select half_even(${amount}::numeric * ${`0.${String(thousandths).padStart(4, '0')}`}::numeric) as rounded`);
      const product = BigInt(amount) * BigInt(thousandths);
      const distance = 2n * (BigInt(row!.rounded) * 10_000n - product);
      expect(distance <= 10_000n && distance >= -10_000n).toBe(true);
      if (distance === 10_000n || distance === -10_000n) expect(row!.rounded % 2).toBe(0);
    }),
    { numRuns: runs(100) },
  );
});
