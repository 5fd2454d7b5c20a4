import { expect, test } from 'vitest';
import { collectEvents } from '../collect/index.ts';
import { sql } from '../db/index.ts';
import { listSources } from '../sources/index.ts';
import { createTestContext, type TestTenant } from '../testing/index.ts';
import { Appender } from './appender.ts';
import { eraseEvents, redactEvents } from './erase-events.ts';
import type { EventSource } from './event.ts';

const { ctx, clock, newTenant } = await createTestContext();
const appender = new Appender(ctx.db, { deadline: 10_000 });
const minute = 60_000;

const send = async (source: EventSource, event: object, envelope: object = {}) =>
  (await collectEvents(ctx, appender, source, JSON.stringify({ ...envelope, events: [event] }))).results[0]!;
const differingOf = async ({ id, server }: TestTenant) =>
  (await listSources(ctx, id)).find((source) => source.id === server.id)!.differingRepeats;
const order = {
  id: 'B-22',
  type: 'placed_order',
  userId: 'u',
  email: 'v@shop.test',
  occurredAt: '2026-02-01T12:00:00Z',
  properties: { orderId: 'B-22', total: 1250, currency: 'EUR', items: [{ productId: 'mug', quantity: 1 }] },
};
const placesOf = (tenantId: string) =>
  ctx.db.query<{ seq: number; bucket: number }>(sql`select seq, bucket from events where tenant_id = ${tenantId}`);

test.each<[string, object]>([
  ['another amount', { properties: { ...order.properties, total: 1350 } }],
  ['other lines', { properties: { ...order.properties, items: [{ productId: 'lamp' }] } }],
  ['fewer properties', { properties: { orderId: 'B-22', total: 1250, currency: 'EUR' } }],
  ['another person', { userId: 'other' }],
  ['another address', { email: 'w@shop.test' }],
  ['a visitor beside it', { anonymousId: 'v' }],
  ['another type', { type: 'order_packed' }],
  ['another time', { occurredAt: '2026-02-01T12:00:01Z' }],
])('a repeat with %s is told apart and counted, and what came first stays', async (_, other) => {
  const tenant = await newTenant();
  await send(tenant.server, order);
  expect(await send(tenant.server, { ...order, ...other })).toEqual({ id: 'B-22', result: 'duplicate', differs: true });
  expect(await send(tenant.server, { ...order, ...other })).toMatchObject({ differs: true });
  expect(await differingOf(tenant)).toBe(2);
  expect(await ctx.db.query(sql`select user_id, properties from events where tenant_id = ${tenant.id}`)).toMatchObject([
    { user_id: 'u', properties: { total: 1250 } },
  ]);
});

test('if a batch contains an id twice with different content, the second one is detected', async () => {
  const tenant = await newTenant();
  const body = JSON.stringify({ events: [order, order, { ...order, userId: 'other' }] });
  const { results, duplicates } = await collectEvents(ctx, appender, tenant.server, body);
  expect([results.filter(({ differs }) => differs).length, duplicates]).toEqual([1, 2]);
  expect(await differingOf(tenant)).toBe(1);
});

test('a repeat with equal content does not differ, however it is spelled', async () => {
  const tenant = await newTenant();
  await send(tenant.server, order);
  for (const again of [
    order,
    { ...order, occurredAt: Date.parse(order.occurredAt), userId: ' u ', email: 'V@Shop.test' },
    { ...order, context: { library: 'newer' } },
    {
      ...order,
      properties: { items: [{ quantity: 1, productId: 'mug' }], currency: 'EUR', total: 1250, orderId: 'B-22' },
    },
  ]) {
    expect(await send(tenant.server, again)).toEqual({ id: 'B-22', result: 'duplicate' });
  }
  expect(await differingOf(tenant)).toBe(0);
});

test.each<[string, number]>([
  ['an hour ahead', 60 * minute],
  ['a minute ahead', minute],
  ['half a minute ahead', minute / 2],
  ['right', 0],
  ['a year behind', -365 * 24 * 60 * minute],
  ['at the beginning of 1970', -clock.now().getTime() + 5 * minute],
])('what is sent again by a clock that is %s says the same, a little later or much', async (_, ahead) => {
  const tenant = await newTenant();
  const theirs = () => clock.now().getTime() + ahead;
  const event = { id: 'again', type: 'page_viewed', anonymousId: 'v', occurredAt: theirs() };
  clock.advance(2_000);
  await send(tenant.browser, event, { sentAt: theirs() });
  for (const pause of [1_317, 45_000, 12 * 60 * minute]) {
    clock.advance(pause);
    expect(await send(tenant.browser, event, { sentAt: theirs() - 211 })).toEqual({ id: 'again', result: 'duplicate' });
  }
});

test('an event that says no time says the same at any time', async () => {
  const tenant = await newTenant();
  const { occurredAt: _, ...event } = order;
  await send(tenant.server, event);
  clock.advance(minute);
  expect(await send(tenant.server, event)).toEqual({ id: 'B-22', result: 'duplicate' });
  expect(await send(tenant.server, order)).toEqual({ id: 'B-22', result: 'duplicate' });
});

test('an event erased or redacted since does not differ', async () => {
  const tenant = await newTenant();
  const note = { id: 'note', type: 'note_written', userId: 'n', properties: { text: 'for v@shop.test' } };
  const named = { id: 'named', type: 'page_viewed', userId: 'n', email: 'v@shop.test' };
  const viewed = { id: 'viewed', type: 'product_viewed', userId: 'u', properties: { productId: 'mug' } };
  for (const event of [note, named]) await send(tenant.server, event);
  const others = await placesOf(tenant.id);
  for (const event of [order, viewed]) await send(tenant.server, event);
  const own = (await placesOf(tenant.id)).filter(({ seq }) => others.every((place) => place.seq !== seq));
  await ctx.db.transaction(async (tx) => {
    await redactEvents({ ...ctx, db: tx }, ['v@shop.test'], others);
    await eraseEvents({ ...ctx, db: tx }, own);
  });
  for (const event of [note, named, order, viewed]) {
    expect(await send(tenant.server, event)).toEqual({ id: event.id, result: 'duplicate' });
  }
  expect(await differingOf(tenant)).toBe(0);
});

test('each source counts its own', async () => {
  const [one, two] = [await newTenant(), await newTenant()];
  await send(one.server, order);
  await send(two.server, { ...order, userId: 'other' });
  await send(one.browser, { ...order, userId: 'other' });
  expect([await differingOf(one), await differingOf(two)]).toEqual([0, 0]);
});
