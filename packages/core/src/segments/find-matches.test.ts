import { type SegmentFilter, segmentDefinitionSchema } from '@beckon/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sql } from '../db/index.ts';
import { applyAll, collect, createTestContext, runs, type TestTenant } from '../testing/index.ts';
import { countMatches, findMatches, findMatchesWithin } from './find-matches.ts';
import { clausesOf } from './references.ts';
import { anyFilter } from './testing/filters.ts';
import { canBeMember, matches } from './testing/oracle.ts';
import { anyWorld, messageCount, seedWorld, type World } from './testing/world.ts';

const { ctx, clock, newTenant } = await createTestContext();

const read = (filter: unknown): SegmentFilter => segmentDefinitionSchema.parse({ version: 1, filter }).filter;

/** The user ids of the contacts that match, found in all ways. */
async function find(tenant: TestTenant, filter: unknown): Promise<(string | null)[]> {
  const contacts = await ctx.db.query<{ id: string; user_id: string | null }>(sql`
    select id, user_id from contacts where tenant_id = ${tenant.id}`);
  const contactIds = contacts.map(({ id }) => id);
  const all = await findMatches(ctx, tenant.id, read(filter));
  const few = await findMatches(ctx, tenant.id, read(filter), { contactIds });
  expect(few).toEqual(all);
  const within = await ctx.db.transaction((tx) =>
    findMatchesWithin({ ...ctx, db: tx }, tenant.id, read(filter), contactIds),
  );
  expect(within.sort()).toEqual(all);
  expect(await countMatches(ctx, tenant.id, read(filter))).toBe(all.length);
  return contacts
    .filter(({ id }) => (all as string[]).includes(id))
    .map((contact) => contact.user_id)
    .sort();
}

/** Contacts with these properties, named by the key. */
async function addContacts(tenant: TestTenant, contacts: Record<string, object>): Promise<void> {
  const events = Object.entries(contacts).map(([userId, properties]) => ({
    id: `created ${userId}`,
    type: 'contact_created',
    userId,
    properties,
  }));
  await collect(ctx, tenant.server, events);
  await applyAll(ctx);
}

const setZone = (tenant: TestTenant, timezone: string) =>
  ctx.db.query(sql`update tenants set timezone = ${timezone} where id = ${tenant.id}`);

const placeholders = Array.from({ length: messageCount }, (_, index) => `msg_${String(index).repeat(26)}`);

test('A1: a day without a time is a day of the shop’s zone', async () => {
  const tenant = await newTenant();
  await addContacts(tenant, { anna: { trial_end: '2027-02-10' }, bea: { trial_end: '2027-02-11' } });
  const endsToday = { kind: 'property', property: 'trial_end', comparison: { operator: 'is_today' } };
  const isFound = async (now: string) => {
    clock.set(now);
    return (await find(tenant, endsToday)).includes('anna');
  };
  await setZone(tenant, 'America/New_York');
  expect(await isFound('2027-02-11T03:30:00Z')).toBe(true);
  expect(await isFound('2027-02-11T05:01:00Z')).toBe(false);
  await setZone(tenant, 'Pacific/Auckland');
  expect(await isFound('2027-02-09T10:59:59Z')).toBe(false);
  expect(await isFound('2027-02-09T11:00:00Z')).toBe(true);
  expect(await isFound('2027-02-10T10:59:59Z')).toBe(true);
  expect(await isFound('2027-02-10T11:00:00Z')).toBe(false);
});

test('A2: hours are the same in each zone', async () => {
  const tenant = await newTenant();
  clock.set('2027-05-01T12:00:00Z');
  await collect(
    ctx,
    tenant.server,
    [90, 150].map((ago) => ({
      id: `view ${ago}`,
      type: 'product_viewed',
      userId: `user${ago}`,
      occurredAt: new Date(clock.now().getTime() - ago * 60_000).toISOString(),
      properties: { productId: 'p1' },
    })),
  );
  await applyAll(ctx);
  const period = { operator: 'within_last', amount: 2, unit: 'hours' };
  for (const zone of ['Pacific/Honolulu', 'Pacific/Kiritimati']) {
    await setZone(tenant, zone);
    expect(await find(tenant, { kind: 'event', event: 'product_viewed', period })).toEqual(['user90']);
    const lastSeen = { kind: 'field', field: 'lastSeenAt', comparison: period };
    expect(await find(tenant, lastSeen)).toEqual(['user90']);
  }
});

test('A3: who has no value does not equal it', async () => {
  const tenant = await newTenant();
  await addContacts(tenant, {
    gold: { tier: 'gold', vip: true },
    silver: { tier: 'silver', vip: false },
    untiered: {},
  });
  const property = (name: string, comparison: object) => ({ kind: 'property', property: name, comparison });
  const equalsGold = property('tier', { operator: 'equals', value: 'gold' });
  expect(await find(tenant, equalsGold)).toEqual(['gold']);
  for (const filter of [
    property('tier', { operator: 'not_equals', value: 'gold' }),
    property('tier', { operator: 'not_in', values: ['gold'] }),
    { kind: 'not', filter: equalsGold },
  ])
    expect(await find(tenant, filter)).toEqual(['silver', 'untiered']);
  expect(await find(tenant, property('vip', { operator: 'not_equals', value: true }))).toEqual(['silver', 'untiered']);
});

test('A4: missing, null, empty and blank are no value', async () => {
  const tenant = await newTenant();
  await addContacts(tenant, {
    a_missing: {},
    b_null: { tier: null },
    c_empty: { tier: '' },
    d_blank: { tier: '   ' },
    e_value: { tier: 'x' },
  });
  const isSet = (value: boolean) => ({ kind: 'property', property: 'tier', comparison: { operator: 'is_set', value } });
  expect(await find(tenant, isSet(false))).toEqual(['a_missing', 'b_null', 'c_empty', 'd_blank']);
  expect(await find(tenant, isSet(true))).toEqual(['e_value']);
  expect(await find(tenant, { kind: 'not', filter: isSet(false) })).toEqual(['e_value']);
});

test('values and names from a filter stay values', async () => {
  const tenant = await newTenant();
  const [name, value] = ["it's; drop table contacts; --", `$1 " ' \\ %`];
  await addContacts(tenant, { anna: { [name]: value }, bea: {} });
  for (const operator of ['equals', 'contains', 'starts_with'])
    expect(await find(tenant, { kind: 'property', property: name, comparison: { operator, value } })).toEqual(['anna']);
});

test('compiled filters find the same contacts as plain code does, for all contacts and for some', async () => {
  const found = { none: 0, some: 0, all: 0 };
  const told = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      anyWorld,
      fc.array(anyFilter(placeholders), { minLength: 5, maxLength: 5 }),
      async (world: World, filters) => {
        const tenant = await newTenant();
        clock.set(world.now);
        const { contactIds, messageIds } = await seedWorld(ctx, tenant, world);
        for (const given of filters) {
          const filter = JSON.parse(
            JSON.stringify(given, (_, value) => messageIds[placeholders.indexOf(value)] ?? value),
          ) as SegmentFilter;
          const members = world.contacts.flatMap((contact, index) => (canBeMember(contact) ? [index] : []));
          const expected = members.filter((index) => matches(world, messageIds, index, filter));
          const ids = expected.map((index) => contactIds[index]!).sort();
          const ways = [findMatches(ctx, tenant.id, filter), findMatches(ctx, tenant.id, filter, { contactIds })];
          expect(await Promise.all(ways), JSON.stringify(filter)).toEqual([ids, ids]);
          const part = expected.length === 0 ? 'none' : expected.length === members.length ? 'all' : 'some';
          found[part]++;
          for (const { clause } of clausesOf(filter)) {
            const answers = members.map((index) => matches(world, messageIds, index, clause));
            if (new Set(answers).size > 1) told.add(clause.kind);
          }
        }
      },
    ),
    { numRuns: runs(100) },
  );
  // It would also hold if no filter, or no clause of a kind, told contacts apart.
  expect(found.some).toBeGreaterThan(100);
  expect([...told].sort()).toEqual([
    'category',
    'consent',
    'event',
    'field',
    'message',
    'product',
    'property',
    'segment',
    'suppression',
    'waitlist',
  ]);
}, 120_000);

test('a filter can be asked about some contacts in the transaction that changes them', async () => {
  const tenant = await newTenant();
  await addContacts(tenant, { anna: { tier: 'gold' }, bea: { tier: 'silver' }, cleo: { tier: 'gold' } });
  const ids = new Map(
    (
      await ctx.db.query<{ id: string; userId: string }>(sql`
        select id, user_id as "userId" from contacts where tenant_id = ${tenant.id}`)
    ).map(({ id, userId }) => [userId, id]),
  );
  const isGold = read({ kind: 'property', property: 'tier', comparison: { operator: 'equals', value: 'gold' } });
  const asked = [ids.get('anna')!, ids.get('bea')!];
  await ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    expect(await findMatchesWithin(inTx, tenant.id, isGold, asked)).toEqual([ids.get('anna')]);
    await tx.query(sql`update contacts set properties = '{"tier": "gold"}' where id = ${ids.get('bea')!}`);
    expect((await findMatchesWithin(inTx, tenant.id, isGold, asked)).sort()).toEqual([...asked].sort());
    expect(await findMatchesWithin(inTx, tenant.id, isGold, [])).toEqual([]);
  });
});

test('a filter that takes too long names the clause that takes most', async () => {
  const tenant = await newTenant();
  await addContacts(tenant, { anna: { tier: 'gold', score: 3 } });
  await ctx.db.query(sql`
    create or replace function property_number(value jsonb) returns numeric language plpgsql cost 1000000 as $$
      begin perform pg_sleep(10); return 1; end $$`);
  const filter = read({
    kind: 'and',
    filters: [
      { kind: 'property', property: 'tier', comparison: { operator: 'equals', value: 'gold' } },
      {
        kind: 'not',
        filter: { kind: 'property', property: 'score', comparison: { operator: 'greater_than', value: 5 } },
      },
    ],
  });
  await expect(findMatches(ctx, tenant.id, filter, { deadline: 1_000 })).rejects.toMatchObject({
    code: 'filter_too_slow',
    errors: [{ path: 'filter.filters.1.filter' }],
  });
});
