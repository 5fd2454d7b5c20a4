import { expect, test } from 'vitest';
import { sql } from '../db/index.ts';
import { readStats } from '../metrics/index.ts';
import { applyAll, collect, createTestContext } from '../testing/index.ts';
import { countQuarantine, listQuarantine, replayQuarantined } from './quarantine.ts';

const { ctx, clock, newTenant } = await createTestContext();

const page = { limit: 50, before: null };

test('an entry contains the event, its source, and the reason', async () => {
  const tenant = await newTenant();
  await collect(ctx, tenant.browser, [{ id: 'a', type: 'product_viewed', properties: { price: 'cheap' } }]);
  expect(await listQuarantine(ctx, tenant.id, page)).toEqual([
    {
      id: expect.stringMatching(/^qrt_/),
      eventId: 'a',
      source: 'Storefront',
      code: 'property_invalid',
      reason: expect.stringMatching(/^product_viewed: productId: .*; price: /),
      raw: '{"id":"a","type":"product_viewed","properties":{"price":"cheap"}}',
      receivedAt: '2026-03-01T12:00:00.000Z',
    },
  ]);
});

test('a replay under the same rules leaves the entry open', async () => {
  const tenant = await newTenant();
  await collect(ctx, tenant.server, [{ id: 'a' }]);
  const [entry] = await listQuarantine(ctx, tenant.id, page);
  expect(await replayQuarantined(ctx, tenant.id, entry!.id)).toMatchObject({ result: 'quarantined' });
  expect(await countQuarantine(ctx, tenant.id)).toBe(1);
});

test('after a fix a replay stores the event with its first receipt and its batch, once, and closes the entry', async () => {
  const tenant = await newTenant();
  const order = { id: 'a', type: 'placed_order', userId: 'u', properties: { orderId: '1', total: 5, currency: 'USD' } };
  await collect(ctx, tenant.server, [{ ...order, email: 'broken' }], { context: { url: 'https://shop.test' } });
  const [entry] = await listQuarantine(ctx, tenant.id, page);
  // In practice the rules change; correcting the stored bytes here has the same effect.
  await ctx.db.query(sql`
    update quarantine set raw = convert_to(replace(convert_from(raw, 'UTF8'), 'broken', 'anna@example.com'), 'UTF8')
    where id = ${entry!.id}`);
  clock.advance(5 * 24 * 60 * 60 * 1_000);
  expect(await replayQuarantined(ctx, tenant.id, entry!.id)).toEqual({ result: 'accepted' });
  expect(await countQuarantine(ctx, tenant.id)).toBe(0);
  const stored = await ctx.db.query(sql`select email, context, received_at from events where tenant_id = ${tenant.id}`);
  expect(stored).toEqual([
    { email: 'anna@example.com', context: { url: 'https://shop.test' }, received_at: new Date(entry!.receivedAt) },
  ]);
  await expect(replayQuarantined(ctx, tenant.id, entry!.id)).rejects.toMatchObject({ code: 'not_found' });
  await applyAll(ctx);
  expect(await readStats(ctx, tenant.id)).toMatchObject({ orders: 1 });
});

test('a replay of an event that came right meanwhile is a duplicate', async () => {
  const tenant = await newTenant();
  await collect(ctx, tenant.server, [{ id: 'a', type: 'thing_done', email: 'broken' }]);
  await collect(ctx, tenant.server, [{ id: 'a', type: 'thing_done', email: 'anna@example.com' }]);
  const [entry] = await listQuarantine(ctx, tenant.id, page);
  await ctx.db.query(
    sql`update quarantine set raw = ${Buffer.from('{"id":"a","type":"thing_done"}')} where id = ${entry!.id}`,
  );
  expect(await replayQuarantined(ctx, tenant.id, entry!.id)).toEqual({ result: 'duplicate' });
  expect(await countQuarantine(ctx, tenant.id)).toBe(0);
});

test('another tenant sees and replays nothing of it', async () => {
  const [mine, theirs] = [await newTenant(), await newTenant()];
  await collect(ctx, mine.server, [{ id: 'a' }]);
  const [entry] = await listQuarantine(ctx, mine.id, page);
  expect(await listQuarantine(ctx, theirs.id, page)).toEqual([]);
  await expect(replayQuarantined(ctx, theirs.id, entry!.id)).rejects.toMatchObject({ code: 'not_found' });
});

test('pages follow each other, newest first', async () => {
  const tenant = await newTenant();
  for (const id of ['a', 'b', 'c']) {
    await collect(ctx, tenant.server, [{ id }]);
    clock.advance(10);
  }
  const first = await listQuarantine(ctx, tenant.id, { limit: 2, before: null });
  const second = await listQuarantine(ctx, tenant.id, { limit: 2, before: first.at(-1)!.id });
  expect([...first, ...second].map(({ eventId }) => eventId)).toEqual(['c', 'b', 'a']);
});
