import { expect, test } from 'vitest';
import { contactsConsumer } from '../consumers/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { type Consumer, ConsumerRunner } from '../log/index.ts';
import { findUnlisted, recountLog } from '../metrics/index.ts';
import { applyAll, collect, completeErasures, createTestContext, drain, type TestTenant } from '../testing/index.ts';
import { requestErasure } from './request-erasure.ts';

type Context = Awaited<ReturnType<typeof createTestContext>>['ctx'];

const idOf = async (ctx: Context, tenant: TestTenant, email: string) => {
  const [contact] = await ctx.db.query<{ id: Id<'ctc'> }>(
    sql`select id from contacts where tenant_id = ${tenant.id} and email = ${email}`,
  );
  return contact!.id;
};

/** The consumer of contacts, in a state in which it cannot apply some type. */
const failing: Consumer = {
  ...contactsConsumer,
  async apply(inTx, events) {
    if (events.some(({ type }) => type === 'poison_sent')) throw new Error('a fault of ours');
    await contactsConsumer.apply(inTx, events);
  },
};
async function applyWithFault(ctx: Context) {
  const runner = new ConsumerRunner(ctx, failing, { holder: ctx.ids.newUuid(), maxAttempts: 1 });
  await drain(ctx, runner, failing);
  await runner.release();
}

test('a stranger cannot stop an erasure with two entries that differ in the spelling of the address alone', async () => {
  const { ctx, clock, newTenant } = await createTestContext({ maxConnections: 6 });
  const tenant = await newTenant();
  await collect(ctx, tenant.server, [{ id: '1', type: 'thing_done', email: 'anna@shop.test' }]);
  await applyAll(ctx);
  for (const note of ['anna@shop.test', 'Anna@shop.test'])
    await collect(ctx, tenant.browser, [{ id: 'x', type: 'Not A Type', properties: { note } }]);
  await requestErasure(ctx, tenant.id, await idOf(ctx, tenant, 'anna@shop.test'), 'api_key');
  await completeErasures(ctx, clock);
  const left = await ctx.db.query(sql`select 1 from quarantine where tenant_id = ${tenant.id} and
    convert_from(raw, 'UTF8') ilike '%anna@shop%'`);
  expect(left).toEqual([]);
});

test('after the erasure of an event that a consumer had quarantined, doctor reports no error', async () => {
  const { ctx, clock, newTenant } = await createTestContext({ maxConnections: 6 });
  const tenant = await newTenant();
  await collect(ctx, tenant.server, [
    { id: '1', type: 'thing_done', email: 'berta@shop.test' },
    { id: '2', type: 'poison_sent', email: 'berta@shop.test' },
  ]);
  await applyWithFault(ctx);
  await requestErasure(ctx, tenant.id, await idOf(ctx, tenant, 'berta@shop.test'), 'api_key');
  await completeErasures(ctx, clock);
  const wrong = (await recountLog(ctx)).filter(
    ({ tenantId, inLog, applied }) => tenantId === tenant.id && inLog !== applied,
  );
  expect(wrong).toEqual([]);
  expect(await findUnlisted(ctx)).toEqual([]);
});

test('an erasure finds an address in the text of an event that a consumer had quarantined', async () => {
  const { ctx, clock, newTenant } = await createTestContext({ maxConnections: 6 });
  const tenant = await newTenant();
  await collect(ctx, tenant.server, [
    { id: '1', type: 'thing_done', email: 'carla@shop.test' },
    { id: '2', type: 'poison_sent', email: 'other@shop.test', properties: { gift: 'carla@shop.test' } },
  ]);
  await applyWithFault(ctx);
  await requestErasure(ctx, tenant.id, await idOf(ctx, tenant, 'carla@shop.test'), 'api_key');
  await completeErasures(ctx, clock);
  const left = await ctx.db.query(sql`select type from events where tenant_id = ${tenant.id} and
    properties::text ilike '%carla@shop%'`);
  expect(left).toEqual([]);
});
