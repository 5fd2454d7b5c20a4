import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attributeMarked } from '../attribution/index.ts';
import { percentOf } from '../lib/index.ts';
import { appendOwnEvent } from '../log/index.ts';
import { putCurrencyRates } from '../tenants/index.ts';
import { applyAll, collect, createTestContext, runs } from '../testing/index.ts';
import { addCost, listCosts, readRoi, removeCost } from './index.ts';

const { ctx, clock, newTenant } = await createTestContext();

const cost = {
  campaignId: 'cmp_1',
  amount: 2_000,
  currency: 'USD',
  category: 'ads',
  day: '2026-02-01',
  note: '',
} as const;

test('the return is what a campaign earned net of its costs; without costs, or without a rate, there is none', async () => {
  const tenant = await newTenant();
  const roi = async () => (await readRoi(ctx, tenant.id, ['cmp_1']))[0]!;
  const at = clock.now();
  await appendOwnEvent(ctx, tenant.own, {
    ...{ type: 'message_clicked', isTrusted: true, anonymousId: null, userId: 'anna', email: null, occurredAt: at },
    properties: {
      deliveryId: 'd',
      messageId: 'm',
      message: 'news',
      channel: 'email',
      isMachine: false,
      campaignId: 'cmp_1',
    },
  });
  const properties = { orderId: '1', total: 10_000, currency: 'USD' };
  await collect(ctx, tenant.server, [{ id: 'o', type: 'placed_order', userId: 'anna', occurredAt: at, properties }]);
  await applyAll(ctx);
  await attributeMarked(ctx);
  expect(await roi()).toMatchObject({ roi: null, costs: { amount: 0 }, net: { amount: 10_000, currency: 'USD' } });
  await addCost(ctx, tenant.id, cost);
  expect(await roi()).toMatchObject({ roi: '400.00', costs: { amount: 2_000 } });
  const inEuro = await addCost(ctx, tenant.id, { ...cost, amount: 1_000, currency: 'EUR' });
  expect(await roi()).toMatchObject({ roi: null, costs: null });
  await ctx.db.transaction((tx) =>
    putCurrencyRates({ ...ctx, db: tx }, tenant.id, [
      { currency: 'EUR', rate: '1.1', validFrom: '2026-02-01' },
      { currency: 'EUR', rate: '9', validFrom: '2026-02-02' },
    ]),
  );
  expect(await roi()).toMatchObject({ roi: '222.58', costs: { amount: 3_100 } });
  await removeCost(ctx, tenant.id, inEuro.id as never);
  expect(await roi()).toMatchObject({ roi: '400.00' });
  await expect(removeCost(ctx, tenant.id, inEuro.id as never)).rejects.toMatchObject({ code: 'not_found' });
});

test('costs are listed newest first, by campaign, and each shop has its own', async () => {
  const [tenant, other] = [await newTenant(), await newTenant()];
  await addCost(ctx, other.id, cost);
  for (const campaignId of ['cmp_1', 'cmp_2', 'cmp_1']) {
    clock.advance(1_000);
    await addCost(ctx, tenant.id, { ...cost, campaignId });
  }
  const list = async (query: object) =>
    (await listCosts(ctx, tenant.id, { limit: 50, before: null, ...query })).map(({ campaignId }) => campaignId);
  expect(await list({})).toEqual(['cmp_1', 'cmp_2', 'cmp_1']);
  expect(await list({ campaign: 'cmp_1' })).toEqual(['cmp_1', 'cmp_1']);
  const [newest] = await listCosts(ctx, tenant.id, { limit: 1, before: null });
  expect(await list({ before: newest!.id })).toEqual(['cmp_2', 'cmp_1']);
});

test('a percentage has two decimals, and is off by at most half of the last', () => {
  expect([percentOf(1, 3), percentOf(-1, 3), percentOf(0, 7), percentOf(-1, 1_000_000)]).toEqual([
    '33.33',
    '-33.33',
    '0.00',
    '0.00',
  ]);
  // Halves go to the even digit.
  expect([percentOf(1, 80_000), percentOf(3, 80_000)]).toEqual(['0.00', '0.00']);
  expect([percentOf(1, 20_000), percentOf(3, 20_000)]).toEqual(['0.00', '0.02']);
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.integer({ min: 1, max: 9_000_000_000_000 }), (part, whole) => {
      const text = percentOf(part, whole);
      expect(text).toMatch(/^-?\d+\.\d\d$/);
      const difference = BigInt(text.replace('.', '')) * BigInt(whole) - BigInt(part) * 10_000n;
      expect(2n * (difference < 0n ? -difference : difference) <= BigInt(whole)).toBe(true);
    }),
    { numRuns: runs(200) },
  );
});
