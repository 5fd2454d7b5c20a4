import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contactsConsumer } from '../consumers/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { type LoggedEvent, rebuild } from '../log/index.ts';
import { readDailyOrders, readStats, recountOrders } from '../metrics/index.ts';
import { createSegment } from '../segments/index.ts';
import { evaluateMemberships } from '../segments/testing/evaluate.ts';
import { applyAll, collect, createTestContext, runs, type TestTenant } from '../testing/index.ts';
import { applyOrders } from './orders.ts';
import { listContacts } from './read-contacts.ts';

const { ctx, newTenant } = await createTestContext();

let made = 0;
const anna = { userId: 'anna' };
const order = (properties: object, who: object = anna) => ({
  id: `placed ${++made}`,
  type: 'placed_order',
  ...who,
  properties: { orderId: '1', total: 10_000, currency: 'USD', ...properties },
});
const refund = (properties: object, who: object = {}) => ({
  id: `refunded ${++made}`,
  type: 'order_refunded',
  ...who,
  properties: { orderId: '1', refundId: 'r1', amount: 4_000, currency: 'USD', ...properties },
});
const cancellation = (orderId = '1', who: object = {}) => ({
  id: `cancelled ${++made}`,
  type: 'order_cancelled',
  ...who,
  properties: { orderId },
});

const send = async (tenant: TestTenant, ...events: object[]) => {
  const answer = await collect(ctx, tenant.server, events);
  await applyAll(ctx);
  return answer;
};
const annaOf = async (tenantId: Id<'ten'>) =>
  (await listContacts(ctx, tenantId, { filters: [], search: 'anna', limit: 1, before: null }))[0]!;
const ordersOf = (tenantId: Id<'ten'>) =>
  ctx.db.query<{ id: string; total: number; refunded: number; cancelled: boolean }>(sql`
    select order_id as id, total, refunded, cancelled_at is not null as cancelled from orders
    where tenant_id = ${tenantId} order by 1`);

test('case F4: an order is refunded in part and cancelled later, and the buyer leaves the segment', async () => {
  const tenant = await newTenant();
  const { id } = await createSegment(ctx, tenant.id, {
    name: 'Spent over 50',
    description: '',
    definition: {
      version: 1,
      filter: { kind: 'field', field: 'lifetimeValue', comparison: { operator: 'greater_than', value: 5_000 } },
    },
  });
  const members = async () => {
    await evaluateMemberships(ctx, []);
    return (await ctx.db.query(sql`select from segment_members where segment_id = ${id}`)).length;
  };
  await send(tenant, order({}));
  expect(await members()).toBe(1);
  await send(tenant, refund({}));
  expect(await ordersOf(tenant.id)).toEqual([{ id: '1', total: 10_000, refunded: 4_000, cancelled: false }]);
  expect(await annaOf(tenant.id)).toMatchObject({ orderCount: 1, lifetimeValue: { amount: 6_000 } });
  expect(await readStats(ctx, tenant.id)).toMatchObject({ orders: 1, revenue: [{ amount: 6_000, currency: 'USD' }] });
  expect(await members()).toBe(1);
  // The event names no person: the order does.
  await send(tenant, cancellation());
  expect(await annaOf(tenant.id)).toMatchObject({
    orderCount: 0,
    lifetimeValue: { amount: 0 },
    firstOrderAt: null,
    lastOrderAt: null,
  });
  expect(await readStats(ctx, tenant.id)).toMatchObject({ orders: 0, revenue: [] });
  expect(await readDailyOrders(ctx, tenant.id, 30)).toEqual([]);
  expect(await members()).toBe(0);
});

test('a refund counts once by its id, several add up, and more than the order was is not paid back', async () => {
  const tenant = await newTenant();
  await send(tenant, order({}), refund({}), refund({}), refund({ refundId: 'r2', amount: 1_000 }));
  await send(tenant, refund({ amount: 9_999 }));
  expect(await ordersOf(tenant.id)).toMatchObject([{ refunded: 5_000 }]);
  await send(tenant, refund({ refundId: 'r3', amount: 7_000 }));
  expect(await ordersOf(tenant.id)).toMatchObject([{ refunded: 10_000 }]);
  expect(await annaOf(tenant.id)).toMatchObject({ orderCount: 1, lifetimeValue: { amount: 0 } });
});

test('a refund in another currency than its order lowers nothing', async () => {
  const tenant = await newTenant();
  await send(tenant, order({}), refund({ currency: 'EUR' }));
  expect(await ordersOf(tenant.id)).toMatchObject([{ refunded: 0 }]);
  expect(await recountOrders(ctx, tenant.id)).toMatchObject({ revenue: 10_000, revenueInLog: 10_000 });
});

test('a browser can neither refund nor cancel an order, and a refund has an amount', async () => {
  const tenant = await newTenant();
  await send(tenant, order({}));
  const answer = await collect(ctx, tenant.browser, [refund({}), cancellation()]);
  expect(answer.results.map(({ result }) => result)).toEqual(['quarantined', 'quarantined']);
  const empty = await send(tenant, refund({ amount: 0 }), refund({ refundId: '' }));
  expect(empty.results.map(({ result }) => result)).toEqual(['quarantined', 'quarantined']);
  expect(await ordersOf(tenant.id)).toEqual([{ id: '1', total: 10_000, refunded: 0, cancelled: false }]);
});

test('what the shop does with an order does not say that the shopper was there', async () => {
  const tenant = await newTenant();
  await send(tenant, { ...order({}), occurredAt: '2026-01-10T00:00:00Z' });
  await send(tenant, { ...refund({}, anna), occurredAt: '2026-01-12T00:00:00Z' });
  expect((await annaOf(tenant.id)).lastSeenAt).toBe('2026-01-10T00:00:00.000Z');
});

test('of an order and its refund in two transactions at the same time, the second waits and sees the first', async () => {
  for (const first of ['placed_order', 'order_refunded']) {
    const tenant = await newTenant();
    const applied = (type: string, seq: number): Partial<LoggedEvent> => ({
      ...{ tenantId: tenant.id, isTrusted: true, type, seq, catalogVersion: 3, occurredAt: '2026-02-01T00:00:00.000Z' },
      properties: { orderId: '1', refundId: 'r', amount: 4_000, total: 10_000, currency: 'USD' },
    });
    const events = ['placed_order', 'order_refunded'].map((type, place) => applied(type, place + 1) as LoggedEvent);
    const [early, late] = first === 'placed_order' ? events : events.toReversed();
    const apply = (event: LoggedEvent, until: Promise<void>) =>
      ctx.db.transaction(async (tx) => {
        await applyOrders({ ...ctx, db: tx }, [event], () => null);
        await until;
      });
    const mayEnd = Promise.withResolvers<void>();
    const both = [apply(early!, mayEnd.promise), pause(100).then(() => apply(late!, Promise.resolve()))];
    await pause(300);
    mayEnd.resolve();
    await Promise.all(both);
    expect(await ordersOf(tenant.id)).toMatchObject([{ id: '1', total: 10_000, refunded: 4_000 }]);
  }
});

const fact = fc.oneof(
  fc.record({ kind: fc.constant('order' as const), number: fc.integer({ min: 1, max: 4 }) }),
  fc.record({
    kind: fc.constant('refund' as const),
    number: fc.integer({ min: 1, max: 4 }),
    refund: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({ kind: fc.constant('cancellation' as const), number: fc.integer({ min: 1, max: 4 }) }),
);
type Fact = typeof fact extends fc.Arbitrary<infer T> ? T : never;

/** What is said of an order or a refund follows from its number: a repeat says the same. */
function toEvent(given: Fact): object {
  const orderId = `o${given.number}`;
  const at = `2026-02-0${given.number}T00:00:00Z`;
  const who = given.number % 2 === 0 ? { email: 'ben@example.com' } : anna;
  if (given.kind === 'order') return { ...order({ orderId, total: given.number * 3_000 }, who), occurredAt: at };
  if (given.kind === 'cancellation') return cancellation(orderId, given.number === 1 ? who : {});
  return refund({ orderId, refundId: `r${given.refund}`, amount: given.refund * 1_500 }, given.refund === 2 ? who : {});
}

/** Of each order: what was placed, refunded and is left, counted in the simplest way. */
function expected(facts: readonly Fact[]) {
  const numbers = [...new Set(facts.filter(({ kind }) => kind === 'order').map(({ number }) => number))].toSorted();
  return numbers.map((number) => {
    const refunds = new Set(facts.flatMap((one) => (one.kind === 'refund' && one.number === number ? one.refund : [])));
    const total = number * 3_000;
    return {
      id: `o${number}`,
      total,
      refunded: Math.min(
        total,
        [...refunds].reduce((sum, one) => sum + one * 1_500, 0),
      ),
      cancelled: facts.some((one) => one.kind === 'cancellation' && one.number === number),
    };
  });
}

test('orders, refunds and cancellations give the same result in any order, in any batches, repeated and rebuilt', async () => {
  const given = fc.array(fact, { minLength: 1, maxLength: 10 }).chain((facts) =>
    fc.tuple(
      fc.constant(facts),
      fc.shuffledSubarray([...facts, ...facts.slice(0, 3)], { minLength: facts.length + Math.min(3, facts.length) }),
      fc.array(fc.boolean(), { minLength: 13, maxLength: 13 }),
      // A rebuild reads the whole log, that of the runs before too.
      fc.integer({ min: 0, max: 4 }).map((number) => number === 0),
    ),
  );
  await fc.assert(
    fc.asyncProperty(given, async ([facts, shuffled, breaks, isRebuilt]) => {
      const tenant = await newTenant();
      let batch: object[] = [];
      for (const [place, one] of shuffled.entries()) {
        batch.push(toEvent(one));
        if (!breaks[place] && place < shuffled.length - 1) continue;
        await send(tenant, ...batch);
        batch = [];
      }
      if (isRebuilt) {
        await rebuild(ctx, contactsConsumer);
        await applyAll(ctx);
      }
      const wanted = expected(facts);
      expect(await ordersOf(tenant.id)).toEqual(wanted);
      const counted = await recountOrders(ctx, tenant.id);
      const net = wanted.reduce((sum, one) => sum + (one.cancelled ? 0 : one.total - one.refunded), 0);
      const cancelled = wanted.filter((one) => one.cancelled).length;
      expect(counted).toEqual({
        ordersInLog: wanted.length,
        orders: wanted.length,
        cancelledInLog: cancelled,
        cancelled,
        revenueInLog: net,
        revenue: net,
        wrongContacts: 0,
      });
      const contacts = await listContacts(ctx, tenant.id, { filters: [], search: null, limit: 9, before: null });
      expect(contacts.reduce((sum, one) => sum + one.lifetimeValue.amount, 0)).toBe(net);
      expect(contacts.reduce((sum, one) => sum + one.orderCount, 0)).toBe(wanted.length - cancelled);
    }),
    { numRuns: runs(100) },
  );
}, 180_000);

test('events of these types from before they were in the catalog change no order, and stop nothing', async () => {
  const tenant = await newTenant();
  await send(tenant, order({}));
  for (const type of ['order_refunded', 'order_cancelled'])
    await ctx.db.query(sql`
      insert into events (bucket, tenant_id, source_id, id, type, is_trusted, user_id, properties, context, catalog_version,
        occurred_at, received_at)
      values (7, ${tenant.id}, ${tenant.server.id}, gen_random_uuid(), ${type}, true, 'anna', '{"orderId": "1", "why": "late"}',
        '{}', 2, ${ctx.clock.now()}, ${ctx.clock.now()})`);
  await send(tenant, order({ orderId: '2' }));
  await rebuild(ctx, contactsConsumer);
  await applyAll(ctx);
  expect(await ctx.db.query(sql`select reason from quarantine where tenant_id = ${tenant.id}`)).toEqual([]);
  expect(await readStats(ctx, tenant.id)).toMatchObject({ orders: 2, revenue: [{ amount: 20_000, currency: 'USD' }] });
  expect(await recountOrders(ctx, tenant.id)).toMatchObject({ orders: 2, cancelled: 0, cancelledInLog: 0 });
});
