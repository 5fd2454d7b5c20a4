import { expect, test } from 'vitest';
import { readConsents, recordConsent } from '../consent/index.ts';
import { contactsConsumer } from '../consumers/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { rebuild } from '../log/index.ts';
import { readStats, recountOrders } from '../metrics/index.ts';
import { applyAll, collect, createTestContext, type TestTenant } from '../testing/index.ts';
import { readMerges, undoMerge } from './merges.ts';
import { listContacts, readContact } from './read-contacts.ts';
import { readTimeline } from './timeline.ts';

const { ctx, clock, newTenant } = await createTestContext();
const day = 24 * 60 * 60 * 1_000;

let made = 0;
const event = (type: string, person: object, properties: object = {}) => ({
  id: `event ${++made}`,
  type,
  ...person,
  properties,
});
const order = (person: object, orderId: string, total: number) =>
  event('placed_order', person, { orderId, total, currency: 'USD' });

async function say(tenant: TestTenant, ...events: object[]): Promise<void> {
  await collect(ctx, tenant.server, events);
  await applyAll(ctx);
}

/** A tenant's contacts, with what they bought. */
const contactsOf = async (tenant: TestTenant) =>
  (await listContacts(ctx, tenant.id, { filters: [], search: null, limit: 99, before: null }))
    .map(({ userId, email, orderCount, lifetimeValue }) => [userId, email, orderCount, lifetimeValue.amount])
    .toSorted();

const find = async (tenant: TestTenant, search: string) =>
  (await listContacts(ctx, tenant.id, { filters: [], search, limit: 1, before: null }))[0]!;

/** Anna bought as a customer and signed up with her address; then the shop reports that both are her. */
async function merged(): Promise<{ tenant: TestTenant; byUser: Id<'ctc'>; byEmail: Id<'ctc'> }> {
  const tenant = await newTenant();
  await say(
    tenant,
    order({ userId: 'u1' }, '1', 500),
    event('contact_updated', { userId: 'u1' }, { firstName: 'Anna', phone: '+49 30 1234567', plan: 'gold' }),
    order({ email: 'anna@example.com' }, '2', 700),
    event('contact_updated', { email: 'anna@example.com' }, { firstName: 'Ann', plan: 'silver' }),
  );
  const ids = { byUser: (await find(tenant, 'u1')).id, byEmail: (await find(tenant, 'anna@')).id };
  await say(tenant, event('identified', { userId: 'u1', email: 'anna@example.com' }));
  return { tenant, ...ids };
}

test('two contacts of which each has the half of a person become one', async () => {
  const { tenant, byUser, byEmail } = await merged();
  expect(await contactsOf(tenant)).toEqual([['u1', 'anna@example.com', 2, 1_200]]);
  expect(await readContact(ctx, tenant.id, byEmail)).toMatchObject({
    userId: 'u1',
    firstName: 'Ann',
    phone: '+49301234567',
    properties: { plan: 'silver' },
  });
  expect(await readContact(ctx, tenant.id, byUser)).toMatchObject({ mergedInto: byEmail, orderCount: 0 });
  expect(await readTimeline(ctx, tenant.id, byEmail, { limit: 9, before: null })).toHaveLength(5);
  expect(await readStats(ctx, tenant.id)).toMatchObject({ contacts: 1, orders: 2 });
  expect(await recountOrders(ctx, tenant.id)).toMatchObject({ wrongContacts: 0 });
  expect(await readMerges(ctx, tenant.id, byEmail)).toMatchObject([{ mergedId: byUser, userId: 'u1', undoneAt: null }]);
});

test('undoing a merge gives each contact its own events, from before and after', async () => {
  const { tenant, byUser, byEmail } = await merged();
  await say(tenant, order({ userId: 'u1' }, '3', 11), order({ email: 'anna@example.com' }, '4', 13));
  const [merge] = await readMerges(ctx, tenant.id, byEmail);
  clock.advance(29 * day);
  await undoMerge(ctx, tenant.id, byEmail, merge!.id);
  await undoMerge(ctx, tenant.id, byEmail, merge!.id);

  const apart = [
    [null, 'anna@example.com', 2, 713],
    ['u1', null, 2, 511],
  ];
  expect(await contactsOf(tenant)).toEqual(apart);
  expect(await readContact(ctx, tenant.id, byEmail)).toMatchObject({
    firstName: 'Ann',
    phone: null,
    properties: { plan: 'silver' },
  });
  expect(await readContact(ctx, tenant.id, byUser)).toMatchObject({
    mergedInto: null,
    firstName: 'Anna',
    phone: '+49301234567',
    properties: { plan: 'gold' },
  });
  expect(await readTimeline(ctx, tenant.id, byEmail, { limit: 9, before: null })).toHaveLength(3);
  expect(await readTimeline(ctx, tenant.id, byUser, { limit: 9, before: null })).toHaveLength(4);

  // Neither the same event nor reading the whole log again merges them.
  await say(tenant, event('identified', { userId: 'u1', email: 'anna@example.com' }));
  expect(await contactsOf(tenant)).toEqual(apart);
  await rebuild(ctx, contactsConsumer);
  await applyAll(ctx);
  expect(await contactsOf(tenant)).toEqual(apart);
});

test('a merge can only be undone for 30 days, and only while nothing else has happened to the names', async () => {
  const { tenant, byEmail } = await merged();
  const [merge] = await readMerges(ctx, tenant.id, byEmail);
  const undo = () => undoMerge(ctx, tenant.id, byEmail, merge!.id);
  await ctx.db.query(sql`update contacts set user_id = 'other' where id = ${byEmail}`);
  await expect(undo()).rejects.toMatchObject({ code: 'conflict' });
  await ctx.db.query(sql`update contacts set user_id = 'u1' where id = ${byEmail}`);
  clock.advance(30 * day + 1);
  await expect(undo()).rejects.toMatchObject({ code: 'conflict' });
  await expect(undoMerge(ctx, (await newTenant()).id, byEmail, merge!.id)).rejects.toMatchObject({ code: 'not_found' });
});

test('the same log read again after a merge comes to the same contacts', async () => {
  const { tenant } = await merged();
  const before = await contactsOf(tenant);
  await rebuild(ctx, contactsConsumer);
  await applyAll(ctx);
  expect(await contactsOf(tenant)).toEqual(before);
});

test('two people who each have both names stay two', async () => {
  const tenant = await newTenant();
  await say(tenant, event('identified', { userId: 'anna', email: 'anna@example.com' }));
  await say(tenant, event('identified', { userId: 'ben', email: 'ben@example.com' }));
  await say(tenant, event('identified', { userId: 'anna', email: 'ben@example.com' }));
  expect((await contactsOf(tenant)).map(([userId, email]) => `${userId} ${email}`)).toEqual([
    'anna anna@example.com',
    'ben ben@example.com',
  ]);
});

test('a merge may remove consent but never adds it, until it is granted again', async () => {
  const { tenant, byUser, byEmail } = await merged();
  const record = (contactId: string, type: 'email' | 'marketing' | 'sms', action: 'granted' | 'revoked') =>
    ctx.db.transaction((tx) =>
      recordConsent({ ...ctx, db: tx }, tenant.id, [
        { contactId, type, action, source: 'test', method: 'secret_key', wordingVersion: null, evidence: {} },
      ]),
    );
  await record(byEmail, 'marketing', 'granted');
  await record(byUser, 'sms', 'granted');
  clock.advance(1_000);
  await record(byUser, 'marketing', 'revoked');
  const states = async () => (await readConsents(ctx, tenant.id, byEmail)).map(({ type, state }) => `${type} ${state}`);
  expect(await states()).toEqual(['marketing revoked']);
  clock.advance(1_000);
  await record(byEmail, 'marketing', 'revoked');
  await record(byEmail, 'marketing', 'granted');
  expect(await states()).toEqual(['marketing granted']);
});

test('the ids of a merge cannot be given crosswise', async () => {
  const { tenant, byEmail } = await merged();
  const [merge] = await readMerges(ctx, tenant.id, byEmail);
  const notFound = { code: 'not_found' };
  // @ts-expect-error -- the contact in the place of the merge
  await expect(undoMerge(ctx, tenant.id, merge!.id, byEmail)).rejects.toMatchObject(notFound);
  // @ts-expect-error -- the contact in the place of the tenant
  await expect(undoMerge(ctx, byEmail, tenant.id, merge!.id)).rejects.toMatchObject(notFound);
  await undoMerge(ctx, tenant.id, byEmail, merge!.id);
});
