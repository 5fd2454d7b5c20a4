import type { ProviderEvent } from '@beckon/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { liftUnsubscribe, readSuppression, recordConsent, suppress } from '../consent/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { createTestContext, runReadyJobs, runs } from '../testing/index.ts';
import { deliver } from './deliver.ts';
import { recordProviderEvents } from './provider-events.ts';

const { ctx, clock, sender, newTenant } = await createTestContext({ maxConnections: 6 });
const tenant = await newTenant();
const day = 24 * 60 * 60 * 1_000;
let made = 0;

async function makeContact(email = `p${++made}@example.com`): Promise<{ id: Id<'ctc'>; email: string }> {
  const id = ctx.ids.newId('ctc');
  await ctx.db.query(sql`
    insert into contacts (id, tenant_id, email, created_at) values (${id}, ${tenant.id}, ${email}, ${clock.now()})`);
  await ctx.db.transaction((tx) =>
    recordConsent(
      { ...ctx, db: tx },
      tenant.id,
      (['email', 'marketing'] as const).map((type) => ({
        contactId: id,
        type,
        action: 'granted' as const,
        source: 'test',
        method: 'form',
        wordingVersion: null,
        evidence: {},
      })),
    ),
  );
  return { id, email };
}

/** Sends a message of the shop, and tells the id of its delivery. */
async function send(contactId: string, message = 'welcome'): Promise<Id<'dlv'>> {
  const businessKey = `event ${++made}`;
  await deliver(ctx, { tenantId: tenant.id, contactId, message, businessKey });
  await runReadyJobs(ctx);
  const [row] = await ctx.db.query<{ id: Id<'dlv'> }>(
    sql`select id from deliveries where tenant_id = ${tenant.id} and business_key = ${businessKey}`,
  );
  return row!.id;
}

const report = (deliveryId: Id<'dlv'>, kind: ProviderEvent['kind'], more: Partial<ProviderEvent> = {}) =>
  recordProviderEvents(ctx, tenant.id, [{ id: `report ${++made}`, deliveryId, kind, ...more }]);
const stateOf = async (id: Id<'dlv'>) =>
  (
    await ctx.db.query<{ status: string; delivered: boolean; bounced: boolean; complained: boolean }>(sql`
      select status, delivered_at is not null as delivered, bounced_at is not null as bounced,
        complained_at is not null as complained
      from deliveries where id = ${id}`)
  )[0]!;
const suppressionOf = (email: string) => readSuppression(ctx, tenant.id, 'email', email);

test('one complaint stops all marketing to the address at once, without any bounce', async () => {
  const { id, email } = await makeContact();
  const delivery = await send(id);
  expect(await report(delivery, 'complained')).toEqual(['recorded']);
  expect(await suppressionOf(email)).toBe('complained');
  expect(await stateOf(await send(id))).toMatchObject({ status: 'skipped' });
  expect(sender.sent.filter(({ to }) => to.address === email)).toHaveLength(1);
});

test('reports out of order: a complaint stays, a delivery counts once, and what failed does not become sent', async () => {
  const { id, email } = await makeContact();
  const first = await send(id);
  for (const kind of ['complained', 'delivered', 'sent', 'delivered'] as const) await report(first, kind);
  expect(await stateOf(first)).toEqual({ status: 'sent', delivered: true, bounced: false, complained: true });
  expect(await suppressionOf(email)).toBe('complained');

  const other = await send((await makeContact()).id);
  await report(other, 'failed', { detail: 'mailbox is closed' });
  await report(other, 'sent');
  await report(other, 'delivered');
  expect(await stateOf(other)).toMatchObject({ status: 'failed', delivered: false });
});

test('a report that comes twice is recorded once, and one about no delivery of the shop is told apart', async () => {
  const delivery = await send((await makeContact()).id);
  const event = { id: 'twice', deliveryId: delivery, kind: 'delivered' } as const;
  expect(await recordProviderEvents(ctx, tenant.id, [event, event])).toEqual(['recorded', 'duplicate']);
  const parallel = await Promise.all(
    Array.from({ length: 5 }, () => recordProviderEvents(ctx, tenant.id, [{ ...event, id: 'parallel' }])),
  );
  expect(parallel.flat().toSorted()).toEqual(['duplicate', 'duplicate', 'duplicate', 'duplicate', 'recorded']);
  const other = await newTenant();
  expect(await recordProviderEvents(ctx, other.id, [event])).toEqual(['unknown']);
});

test('an uncertain delivery is settled by a report', async () => {
  const { id } = await makeContact();
  sender.answer = () => ({ outcome: 'uncertain', reason: 'no answer' });
  const delivery = await send(id);
  sender.answer = () => ({ outcome: 'sent', vendorId: null });
  expect(await stateOf(delivery)).toMatchObject({ status: 'uncertain' });
  await report(delivery, 'delivered');
  expect(await stateOf(delivery)).toMatchObject({ status: 'sent', delivered: true });
});

test('an address that the mail server does not know is suppressed, without another attempt; a refusal by policy is not', async () => {
  const unknown = await makeContact();
  sender.answer = () => ({ outcome: 'failed', reason: 'smtp: 550 5.1.1 EENVELOPE', bounce: 'hard' });
  expect(await stateOf(await send(unknown.id))).toMatchObject({ status: 'failed', bounced: true });
  const refused = await makeContact();
  sender.answer = () => ({ outcome: 'failed', reason: 'smtp: 550 5.7.1 EENVELOPE' });
  expect(await stateOf(await send(refused.id))).toMatchObject({ status: 'failed', bounced: false });
  sender.answer = () => ({ outcome: 'sent', vendorId: null });
  expect(await suppressionOf(unknown.email)).toBe('bounced');
  expect(await suppressionOf(refused.email)).toBeNull();
});

test('five soft bounces in seven days or more suppress the address, until a proof that it works', async () => {
  const { id, email } = await makeContact();
  const bounce = async () => {
    const delivery = await send(id, 'preferences_link');
    await report(delivery, 'bounced', { bounce: 'soft', occurredAt: clock.now().toISOString() });
    return suppressionOf(email);
  };
  // Five within a day say that the mailbox is full today.
  for (let time = 0; time < 5; time++) expect(await bounce()).toBeNull();
  clock.advance(6 * day);
  expect(await bounce()).toBeNull();
  // A delivery between starts the count anew.
  await report(await send(id, 'preferences_link'), 'delivered', { occurredAt: clock.now().toISOString() });
  for (let time = 0; time < 4; time++) {
    clock.advance(2 * day);
    expect(await bounce()).toBeNull();
  }
  clock.advance(day);
  expect(await bounce()).toBe('soft_bounced');
  // A confirmation link that was opened from the mailbox shows that it works.
  await liftUnsubscribe(ctx, tenant.id, 'email', email);
  expect(await suppressionOf(email)).toBeNull();
});

test('soft bounces take nothing away from an unsubscribe', async () => {
  const { email } = await makeContact();
  await suppress(ctx, tenant.id, 'email', email, 'unsubscribed');
  await suppress(ctx, tenant.id, 'email', email, 'soft_bounced');
  expect(await suppressionOf(email)).toBe('unsubscribed');
  await suppress(ctx, tenant.id, 'email', email, 'bounced');
  expect(await suppressionOf(email)).toBe('bounced');
});

test('a report is about the address that the message went to, not the one that the contact has now', async () => {
  const { id, email } = await makeContact();
  const delivery = await send(id);
  const newAddress = `new${++made}@example.com`;
  await ctx.db.query(sql`update contacts set email = ${newAddress} where id = ${id}`);
  await report(delivery, 'bounced', { bounce: 'hard' });
  expect([await suppressionOf(email), await suppressionOf(newAddress)]).toEqual(['bounced', null]);
});

test('in whatever order reports come, the state is that of the most serious, and each counts once', async () => {
  const kind = fc.constantFrom<ProviderEvent['kind']>('sent', 'delivered', 'opened', 'complained', 'bounced');
  await fc.assert(
    fc.asyncProperty(fc.array(kind, { minLength: 1, maxLength: 6 }), async (kinds) => {
      const { id, email } = await makeContact();
      const delivery = await send(id);
      for (const one of kinds) await report(delivery, one, one === 'bounced' ? { bounce: 'hard' } : {});
      const state = await stateOf(delivery);
      expect(state).toMatchObject({
        status: kinds.includes('bounced') ? 'failed' : 'sent',
        delivered: kinds.includes('delivered') && !kinds.includes('bounced'),
        bounced: kinds.includes('bounced'),
        complained: kinds.includes('complained'),
      });
      const first = kinds.find((one) => one === 'complained' || one === 'bounced');
      expect(await suppressionOf(email)).toBe(first === undefined ? null : first === 'complained' ? first : 'bounced');
    }),
    { numRuns: runs(30) },
  );
});
