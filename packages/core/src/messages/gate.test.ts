import type { ConsentType } from '@beckon/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ConsentAction, recordConsent, type SuppressionReason, suppress } from '../consent/index.ts';
import { sql } from '../db/index.ts';
import type { Channel } from '../ports/index.ts';
import { createTestContext, runs, type TestTenant } from '../testing/index.ts';
import { deliver } from './deliver.ts';
import { type DueDelivery, readDueDelivery } from './due-delivery.ts';
import { type GateVerdict, passGate } from './gate.ts';
import { skipReasons } from './reasons.ts';

const { ctx, clock, newTenant } = await createTestContext({ maxConnections: 8 });
const shared = await newTenant();
const day = 24 * 60 * 60 * 1_000;

let made = 0;
type Given = {
  tenant?: TestTenant;
  channel?: Channel;
  category?: 'marketing' | 'transactional';
  consents?: Partial<Record<ConsentType, ConsentAction>>;
  address?: string | null;
  timezone?: string | null;
};

async function makeContact({ tenant = shared, channel = 'email', consents, address, timezone = null }: Given) {
  const id = ctx.ids.newId('ctc');
  const given = address === undefined ? (channel === 'email' ? `p${++made}@example.com` : `+49 30 ${++made}`) : address;
  await ctx.db.query(sql`
    insert into contacts (id, tenant_id, email, phone, timezone, created_at)
    values (${id}, ${tenant.id}, ${channel === 'email' ? given : null}, ${channel === 'sms' ? given : null}, ${timezone},
      ${clock.now()})`);
  const granted = consents ?? { [channel]: 'granted', marketing: 'granted' };
  await ctx.db.transaction((tx) =>
    recordConsent(
      { ...ctx, db: tx },
      tenant.id,
      Object.entries(granted).map(([type, action]) => ({
        contactId: id,
        type: type as ConsentType,
        action,
        source: 'test',
        method: 'form',
        wordingVersion: null,
        evidence: {},
      })),
    ),
  );
  return { id, address: given };
}

async function makeDelivery(
  contactId: string,
  { tenant = shared, channel = 'email', category = 'marketing' }: Given = {},
) {
  const key = `${channel} ${category}`;
  await ctx.db.query(sql`
    insert into messages (id, tenant_id, key, name, channel, category, subject, body, updated_at)
    values (${ctx.ids.newId('msg')}, ${tenant.id}, ${key}, 'Test', ${channel}, ${category}, 'Hi',
      '<mj-text>Hi</mj-text>', ${clock.now()}) on conflict do nothing`);
  await deliver(ctx, { tenantId: tenant.id, contactId, message: key, businessKey: `test ${++made}` });
  const [row] = await ctx.db.query<{ id: string }>(
    sql`select id from deliveries where tenant_id = ${tenant.id} and business_key = ${`test ${made}`}`,
  );
  return (await readDueDelivery(ctx, tenant.id, row!.id))!;
}

/** The gate's decision about one message to one contact. */
async function ask(given: Given & { suppression?: SuppressionReason; hasOptOut?: boolean } = {}): Promise<string> {
  const { tenant = shared, channel = 'email', suppression, hasOptOut = true } = given;
  const contact = await makeContact(given);
  if (suppression) await suppress(ctx, tenant.id, channel, contact.address!, suppression);
  return pass(await makeDelivery(contact.id, given), hasOptOut);
}

const short = (verdict: GateVerdict) => ('reason' in verdict ? verdict.reason : verdict.verdict);
const passAll = async (deliveries: readonly DueDelivery[], hasOptOut = true) =>
  passGate(
    ctx,
    deliveries[0]!.tenantId,
    deliveries.map((delivery) => ({ delivery, hasOptOut })),
  );
const pass = async (delivery: DueDelivery, hasOptOut = true) => short((await passAll([delivery], hasOptOut))[0]!);

test('a marketing mail to a contact with consent is sent', async () => {
  expect(await ask()).toBe('dispatch');
});

test.each<[string, Parameters<typeof ask>[0], string]>([
  ['has no address', { address: null }, 'no_address'],
  ['has unsubscribed', { suppression: 'unsubscribed' }, 'suppressed'],
  ['has complained', { suppression: 'complained' }, 'suppressed'],
  ['never consented', { consents: {} }, 'no_consent'],
  ['only asked', { consents: { email: 'requested', marketing: 'requested' } }, 'no_consent'],
  ['consented to another channel', { consents: { sms: 'granted', marketing: 'granted' } }, 'no_consent'],
  ['took the channel back', { consents: { email: 'revoked', marketing: 'granted' } }, 'no_consent'],
  ['wants no marketing', { consents: { email: 'granted', marketing: 'revoked' } }, 'marketing_revoked'],
  ['never said yes to marketing', { consents: { email: 'granted' } }, 'marketing_revoked'],
  ['could not opt out', { hasOptOut: false }, 'no_opt_out'],
])('a marketing mail to somebody who %s is skipped: %#', async (_, given, reason) => {
  expect(await ask(given)).toBe(reason);
  expect(Object.keys(skipReasons)).toContain(reason);
});

test('a revocation from before two contacts were merged still counts', async () => {
  const contact = await makeContact({});
  const merged = await makeContact({ address: null, consents: { email: 'revoked' } });
  await ctx.db.query(sql`update contacts set merged_into = ${contact.id} where id = ${merged.id}`);
  expect(await pass(await makeDelivery(contact.id))).toBe('no_consent');
});

test.each<[string, Parameters<typeof ask>[0], string]>([
  ['never consented', { consents: {} }, 'dispatch'],
  ['has unsubscribed', { suppression: 'unsubscribed' }, 'dispatch'],
  ['bounced', { suppression: 'bounced' }, 'suppressed'],
  ['has complained', { suppression: 'complained' }, 'suppressed'],
  ['has blocked the address', { suppression: 'address_blocked' }, 'suppressed'],
  ['has no address', { address: null }, 'no_address'],
  ['could not opt out', { hasOptOut: false }, 'dispatch'],
])('a service mail to somebody who %s: %#', async (_, given, verdict) => {
  expect(await ask({ ...given, category: 'transactional' })).toBe(verdict);
});

test('a shop without a postal address sends no marketing', async () => {
  const tenant = await newTenant();
  await ctx.db.query(sql`update tenants set postal_address = '' where id = ${tenant.id}`);
  expect(await ask({ tenant })).toBe('no_postal_address');
  expect(await ask({ tenant, category: 'transactional' })).toBe('dispatch');
});

test('a delivery passes once', async () => {
  const contact = await makeContact({});
  const delivery = await makeDelivery(contact.id);
  const verdicts = await Promise.all(Array.from({ length: 6 }, () => pass(delivery)));
  expect(verdicts.toSorted()).toEqual(['dispatch', ...Array(5).fill('not_due')]);
});

test('of twenty marketing messages at once to one contact three go out; the others wait for seven days', async () => {
  const contact = await makeContact({});
  const wave = async () => {
    const deliveries = [];
    for (let number = 0; number < 20; number++) deliveries.push(await makeDelivery(contact.id));
    const verdicts = await Promise.all(deliveries.map((delivery) => pass(delivery)));
    return verdicts.toSorted();
  };
  expect(await wave()).toEqual([...Array(3).fill('dispatch'), ...Array(17).fill('weekly_cap')]);
  // Service mails are neither counted nor held back.
  const service = await makeDelivery(contact.id, { category: 'transactional' });
  expect(await pass(service, false)).toBe('dispatch');
  clock.advance(7 * day - 1_000);
  expect(new Set(await wave())).toEqual(new Set(['weekly_cap']));
  clock.advance(2_000);
  expect(await wave()).toEqual([...Array(3).fill('dispatch'), ...Array(17).fill('weekly_cap')]);
});

test('marketing by SMS keeps quiet at night where the contact lives, over midnight too', async () => {
  const at = async (time: string, timezone: string | null) => {
    clock.set(time);
    // A number of no country, so that the zone of the shop counts where the contact's is unknown.
    return ask({ channel: 'sms', timezone, address: `+800 ${10_000_000 + ++made}` });
  };
  expect(await at('2026-03-01T12:00:00Z', null)).toBe('dispatch');
  expect(await at('2026-03-01T20:00:00Z', null)).toBe('quiet_hours');
  expect(await at('2026-03-02T08:59:59Z', null)).toBe('quiet_hours');
  expect(await at('2026-03-02T09:00:00Z', null)).toBe('dispatch');
  expect(await at('2026-03-02T12:00:00Z', 'Asia/Tokyo')).toBe('quiet_hours');
  expect(await at('2026-03-03T01:00:00Z', 'Asia/Tokyo')).toBe('dispatch');
  expect(await at('2026-03-03T12:00:00Z', 'Not/A_Zone')).toBe('dispatch');
  clock.set('2026-03-03T23:00:00Z');
  expect(await ask({ channel: 'sms', category: 'transactional' })).toBe('dispatch');
  expect(await ask({ channel: 'email' })).toBe('dispatch');
  clock.set('2026-03-04T12:00:00Z');
});

test('what must wait stays due without costing an attempt, and is checked in full when its time comes', async () => {
  const contact = await makeContact({});
  const first = [await makeDelivery(contact.id), await makeDelivery(contact.id), await makeDelivery(contact.id)];
  const sentAt = clock.now().getTime();
  expect((await passAll(first)).map(short)).toEqual(['dispatch', 'dispatch', 'dispatch']);
  clock.advance(day);
  const fourth = await makeDelivery(contact.id);
  const until = new Date(sentAt + 7 * day);
  expect(await passAll([fourth])).toEqual([{ verdict: 'wait', reason: 'weekly_cap', until }]);
  const stored = async () =>
    (
      await ctx.db.query<{ status: string; reason: string | null; attempts: number; waitsUntil: Date | null }>(
        sql`select status, reason, attempts, waits_until as "waitsUntil" from deliveries where id = ${fourth.id}`,
      )
    )[0];
  expect(await stored()).toEqual({ status: 'due', reason: 'weekly_cap', attempts: 0, waitsUntil: until });
  await suppress(ctx, shared.id, 'email', contact.address!, 'complained');
  clock.set(until.toISOString());
  expect(await pass(fourth)).toBe('suppressed');
  expect(await stored()).toMatchObject({ status: 'skipped', waitsUntil: null });
});

test('the chosen frequency and the weekly cap both wait for the later of the two', async () => {
  const contact = await makeContact({});
  await ctx.db.query(sql`update contacts set frequency = 'monthly' where id = ${contact.id}`);
  const sentAt = clock.now().getTime();
  expect(await pass(await makeDelivery(contact.id))).toBe('dispatch');
  expect(await passAll([await makeDelivery(contact.id)])).toEqual([
    { verdict: 'wait', reason: 'frequency', until: new Date(sentAt + 30 * day) },
  ]);
});

test('quiet hours wait until they end where the contact lives, on the day of the clock change too', async () => {
  clock.set('2027-03-27T22:30:00Z');
  const contact = await makeContact({ channel: 'sms', timezone: 'Europe/Berlin' });
  expect(await passAll([await makeDelivery(contact.id, { channel: 'sms' })])).toEqual([
    { verdict: 'wait', reason: 'quiet_hours', until: new Date('2027-03-28T07:00:00Z') },
  ]);
  clock.set('2026-03-04T12:00:00Z');
});

test('a limit of zero marketing messages skips: no time would change it', async () => {
  const tenant = await newTenant();
  await ctx.db.query(sql`update tenants set weekly_cap = 0 where id = ${tenant.id}`);
  expect(await ask({ tenant })).toBe('no_marketing');
  expect(await ask({ tenant, category: 'transactional' })).toBe('dispatch');
});

test('a set is decided as its deliveries would be one by one', async () => {
  const wants = await makeContact({});
  const left = await makeContact({});
  await suppress(ctx, shared.id, 'email', left.address!, 'unsubscribed');
  const merged = await makeContact({});
  const survivor = await makeContact({});
  const ofMerged = await makeDelivery(merged.id);
  await ctx.db.query(sql`update contacts set merged_into = ${survivor.id} where id = ${merged.id}`);
  const set = [
    await makeDelivery(wants.id),
    await makeDelivery(left.id),
    ofMerged,
    await makeDelivery(wants.id),
    await makeDelivery(left.id, { category: 'transactional' }),
    await makeDelivery(wants.id),
    await makeDelivery(wants.id),
  ];
  expect((await passAll(set)).map(short)).toEqual([
    'dispatch',
    'suppressed',
    'moved',
    'dispatch',
    'dispatch',
    'dispatch',
    // The fourth of this contact: the three before it count although they are in the same set.
    'weekly_cap',
  ]);
  expect(await pass((await readDueDelivery(ctx, shared.id, ofMerged.id))!)).toBe('dispatch');
});

test('sets that share contacts are decided at the same time, and the cap holds', async () => {
  const people = await Promise.all(Array.from({ length: 12 }, () => makeContact({})));
  const sets: DueDelivery[][] = [];
  for (let number = 0; number < 6; number++) {
    const set = [];
    for (const { id } of number % 2 ? people : people.toReversed()) set.push(await makeDelivery(id));
    sets.push(set);
  }
  const verdicts = (await Promise.all(sets.map((set) => passAll(set)))).flat().map(short);
  expect(verdicts.filter((verdict) => verdict === 'dispatch')).toHaveLength(36);
  expect(verdicts.filter((verdict) => verdict === 'weekly_cap')).toHaveLength(36);
});

test('the facts of the decision stay with the delivery', async () => {
  const contact = await makeContact({});
  const delivery = await makeDelivery(contact.id);
  await pass(delivery);
  const [row] = await ctx.db.query<{ facts: object; entries: number[] }>(sql`
    select facts, (select jsonb_agg(position order by type) from consent_state where contact_id = ${contact.id}) as entries
    from deliveries where id = ${delivery.id}`);
  expect(row!.facts).toEqual({
    decidedAt: clock.now().toISOString(),
    channelEntry: row!.entries[0],
    marketingEntry: row!.entries[1],
    suppression: null,
    thisWeek: 0,
    weeklyCap: 3,
    lastAt: null,
    frequency: null,
    quietUntil: null,
    quietIn: null,
    inStock: null,
    segments: null,
  });
});

test('a delivery records the version that it was rendered with, whatever is published until the gate', async () => {
  const tenant = await newTenant();
  const stored = async ({ id }: DueDelivery) =>
    (
      await ctx.db.query<{ version: number | null }>(sql`
        select message_version as version from deliveries where id = ${id}`)
    )[0]!.version;
  const [sent, skipped] = [await makeContact({ tenant }), await makeContact({ tenant, consents: {} })];
  const set = [await makeDelivery(sent.id, { tenant }), await makeDelivery(skipped.id, { tenant })] as const;
  await ctx.db.query(sql`update messages set published_version = 7 where id = ${set[0].message.id}`);
  expect((await passAll(set)).map(short)).toEqual(['dispatch', 'no_consent']);
  expect([await stored(set[0]), await stored(set[1])]).toEqual([1, null]);
  const next = await makeDelivery(sent.id, { tenant });
  await pass(next);
  expect(await stored(next)).toBe(7);
});

test('Feature: marketing-automation, Property 21: SMS only to explicit SMS opt-ins (10.1)', async () => {
  const action = fc.option(fc.constantFrom<ConsentAction>('requested', 'granted', 'revoked'), { nil: undefined });
  const consents = fc.record({ email: action, sms: action, push: action, marketing: action, analytics: action });
  await fc.assert(
    fc.asyncProperty(consents, async (given) => {
      const said = Object.fromEntries(Object.entries(given).filter(([, one]) => one !== undefined));
      const verdict = await ask({ channel: 'sms', consents: said });
      const isOptedIn = given.sms === 'granted' && given.marketing === 'granted';
      expect(verdict).toBe(isOptedIn ? 'dispatch' : given.sms === 'granted' ? 'marketing_revoked' : 'no_consent');
    }),
    { numRuns: runs(100) },
  );
});
