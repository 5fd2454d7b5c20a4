import { expect, test } from 'vitest';
import { recordConsent, suppress } from '../consent/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { explainDelivery, limitSms } from '../messages/index.ts';
import { receiveSms } from '../sms/index.ts';
import { createTestContext, runReadyJobs, type TestTenant } from '../testing/index.ts';
import { pauseFlow, resumeFlow } from './lifecycle.ts';
import { createFlowWorld, hour, minute } from './testing/world.ts';

const context = await createTestContext({ maxConnections: 6 });
const { ctx, clock, sms, newTenant } = context;
const { name, order, send, settle, publish, runsOf, deliveriesTo, contactOf } = createFlowWorld(context);
await settle();

const second = 1_000;
/** One text, after which the run has finished. */
const flow = {
  trigger: { kind: 'event' as const, events: [{ event: 'sale_started' }] },
  exits: [{ event: 'placed_order' }],
  steps: [{ id: 'text', kind: 'send' as const, message: 'sale' }],
};

async function newShop(timezone: string, country: string | null = null): Promise<TestTenant> {
  const tenant = await newTenant();
  await ctx.db.query(sql`update tenants set timezone = ${timezone}, country = ${country} where id = ${tenant.id}`);
  await ctx.db.query(sql`
    insert into messages (id, tenant_id, key, name, channel, category, subject, body, updated_at)
    values (${ctx.ids.newId('msg')}, ${tenant.id}, 'sale', 'Sale', 'sms', 'marketing', '', '20% off', ${clock.now()})`);
  return tenant;
}

/** Contacts who agreed to texts. */
async function newPersons(tenant: TestTenant, phones: readonly string[], timezone?: string): Promise<string[]> {
  const userIds = phones.map(() => name('user'));
  for (const [at, phone] of phones.entries()) {
    await send(tenant, 'contact_updated', { userId: userIds[at]! }, { phone, ...(timezone && { timezone }) });
  }
  await settle();
  for (const userId of userIds) {
    const contactId = await contactOf(tenant, userId);
    const granted = { contactId, action: 'granted', source: 'test', method: 'form', wordingVersion: null } as const;
    await ctx.db.transaction((tx) =>
      recordConsent({ ...ctx, db: tx }, tenant.id, [
        { ...granted, type: 'sms', evidence: {} },
        { ...granted, type: 'marketing', evidence: {} },
      ]),
    );
  }
  return userIds;
}

async function startSale(tenant: TestTenant, userIds: readonly string[]): Promise<void> {
  for (const userId of userIds) await send(tenant, 'sale_started', { userId });
  await settle();
}

/** What the texts of a shop are, such as `{ sent: 3, 'due: quiet_hours': 2 }`. */
async function countOf(tenant: TestTenant): Promise<Record<string, number>> {
  const rows = await ctx.db.query<{ state: string; count: number }>(sql`
    select status || coalesce(': ' || reason, '') as state, count(*)::int as count from deliveries
    where tenant_id = ${tenant.id} group by 1`);
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

async function everySecond(seconds: number): Promise<void> {
  for (let passed = 0; passed < seconds; passed++) {
    await runReadyJobs(ctx);
    clock.advance(second);
  }
}

async function textOf(tenant: TestTenant, userId: string): Promise<Awaited<ReturnType<typeof explainDelivery>>> {
  const [row] = await ctx.db.query<{ id: Id<'dlv'> }>(sql`
    select id from deliveries where tenant_id = ${tenant.id} and contact_id = ${await contactOf(tenant, userId)}
      and origin ->> 'kind' = 'flow'`);
  return explainDelivery(ctx, tenant.id, row!.id);
}

test('E6: 300 texts at one a second from 19:58: 120 leave, the others at 09:00; who left or bought in the night gets none', async () => {
  clock.set('2027-03-02T18:58:00Z');
  const shop = await newShop('Europe/Berlin');
  await limitSms(ctx, shop.id, 1);
  await publish(shop, flow);
  const phones = Array.from({ length: 300 }, (_, at) => `+49151${23_000_000 + at}`);
  const userIds = await newPersons(shop, phones);
  await startSale(shop, userIds);
  await everySecond(310);
  expect(await countOf(shop)).toEqual({ sent: 120, 'due: quiet_hours': 180 });
  expect(sms.sent).toHaveLength(120);
  const waiting = userIds.slice(120);
  expect((await textOf(shop, waiting[0]!)).waitsUntil).toBe('2027-03-03T08:00:00.000Z');
  expect(await runsOf(shop, waiting[0]!)).toEqual(['finished: finished']);

  clock.set('2027-03-02T23:00:00Z');
  const [stopped, blocked, bought] = waiting as [string, string, string];
  const phone = phones[120]!;
  await receiveSms(ctx, shop.id, { from: phone, to: '+4930', text: 'STOP', vendorId: 'v', receivedAt: clock.now() });
  await suppress(ctx, shop.id, 'sms', phones[121]!, 'complained');
  await send(shop, 'placed_order', { userId: bought }, order());
  await settle();
  expect(await deliveriesTo(shop, bought)).toEqual(['text skipped: left_flow']);
  await runReadyJobs(ctx);
  // The confirmation of the stop.
  expect(sms.sent).toHaveLength(121);

  clock.set('2027-03-03T07:59:58Z');
  await everySecond(2);
  expect(sms.sent).toHaveLength(121);
  // In the morning too, one a second.
  await everySecond(10);
  expect(sms.sent.length).toBeLessThanOrEqual(121 + 10);
  await everySecond(180);
  expect(await countOf(shop)).toEqual({
    sent: 120 + 177 + 1,
    'skipped: left_flow': 1,
    'skipped: suppressed': 2,
  });
  expect((await textOf(shop, stopped)).reason).toMatch(/its owner unsubscribed, complained or blocked it/);
  expect((await textOf(shop, blocked)).status).toBe('skipped');
  expect((await textOf(shop, bought)).summary).toContain('had left the flow before the message was sent');
  const toBuyer = sms.sent.filter(({ to }) => to === phones[122]);
  expect(toBuyer).toEqual([]);
}, 120_000);

test('E6: a number of the US waits until it is 09:00 in all of the US, unless the contact’s zone is known', async () => {
  // 09:30 in New York, 06:30 in Los Angeles, 04:30 in Honolulu, and the afternoon in Berlin.
  clock.set('2027-03-03T14:30:00Z');
  const shop = await newShop('Europe/Berlin', 'DE');
  await publish(shop, flow);
  const [unknown, spelled] = await newPersons(shop, ['+1 212 555 2671', '001 415 555 2671']);
  const [known] = await newPersons(shop, ['+1 212 555 2672'], 'America/New_York');
  const [odd] = await newPersons(shop, ['+1 212 555 2673'], 'Not/A_Zone');
  const [german] = await newPersons(shop, ['030 1234567']);
  await startSale(shop, [unknown!, spelled!, known!, odd!, german!]);
  await runReadyJobs(ctx);
  for (const userId of [unknown!, spelled!, odd!]) {
    const text = await textOf(shop, userId);
    expect(text).toMatchObject({ status: 'due', waitsUntil: '2027-03-03T19:00:00.000Z' });
    expect(text.checks).toContainEqual(
      expect.objectContaining({
        check: 'quiet_hours',
        text: expect.stringContaining('time zone is unknown, so all time zones of United States count'),
      }),
    );
  }
  for (const userId of [known!, german!]) expect(await textOf(shop, userId)).toMatchObject({ status: 'sent' });
  // Until it is 20:00 on the east coast.
  clock.set('2027-03-03T19:00:00Z');
  await runReadyJobs(ctx);
  for (const userId of [unknown!, spelled!, odd!]) expect((await textOf(shop, userId)).status).toBe('sent');
});

test('a message that waits in a paused flow is not sent to who has bought meanwhile', async () => {
  clock.set('2027-03-02T20:00:00Z');
  const shop = await newShop('Europe/Berlin');
  const { id } = await publish(shop, flow);
  const [bought, other] = await newPersons(shop, ['+4915123200001', '+4915123200002']);
  await startSale(shop, [bought!, other!]);
  await runReadyJobs(ctx);
  await pauseFlow(ctx, shop.id, id);
  await send(shop, 'placed_order', { userId: bought! }, order());
  await settle();
  await resumeFlow(ctx, shop.id, id);
  clock.advance(13 * hour + minute);
  await runReadyJobs(ctx);
  expect(await deliveriesTo(shop, bought!)).toEqual(['text skipped: left_flow']);
  expect(await deliveriesTo(shop, other!)).toEqual(['text sent']);
});

test('where no hour is allowed in the whole country, a text waits for a day and is checked again', async () => {
  clock.set('2027-03-03T12:00:00Z');
  const shop = await newShop('America/New_York', 'US');
  await ctx.db.query(sql`update tenants set quiet_from = '12:00', quiet_until = '09:00' where id = ${shop.id}`);
  await publish(shop, flow);
  const [person] = await newPersons(shop, ['212 555 2671']);
  await startSale(shop, [person!]);
  await runReadyJobs(ctx);
  expect(await textOf(shop, person!)).toMatchObject({ status: 'due', waitsUntil: '2027-03-04T12:00:00.000Z' });
  await send(shop, 'contact_updated', { userId: person! }, { timezone: 'America/New_York' });
  await settle();
  clock.set('2027-03-04T12:00:00Z');
  await runReadyJobs(ctx);
  expect(await textOf(shop, person!)).toMatchObject({ status: 'due', waitsUntil: '2027-03-04T14:00:00.000Z' });
  clock.set('2027-03-04T14:00:00Z');
  await runReadyJobs(ctx);
  expect((await textOf(shop, person!)).status).toBe('sent');
});
