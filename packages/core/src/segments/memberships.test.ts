import { type SegmentFilter, segmentDefinitionSchema } from '@beckon/contract';
import { expect, test } from 'vitest';
import { contactsConsumer } from '../consumers/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { rebuild } from '../log/index.ts';
import { applyAll, collect, createTestContext, type TestTenant } from '../testing/index.ts';
import type { MembershipChange, MembershipListener } from './evaluate-marked.ts';
import { countMatches, findMatches } from './find-matches.ts';
import { followTime } from './follow-time.ts';
import { keepMemberships } from './keep-memberships.ts';
import { readSegmentsOf } from './kept-members.ts';
import { readMemberCounts } from './member-counts.ts';
import { changeMembers, changeSegment, createSegment, readSegment, toSegmentDetail } from './stored-segments.ts';
import { evaluateMemberships } from './testing/evaluate.ts';

const { ctx, clock, newTenant } = await createTestContext();

const filterOf = (filter: unknown): SegmentFilter => segmentDefinitionSchema.parse({ version: 1, filter }).filter;
const tierIs = (value: string) =>
  filterOf({ kind: 'property', property: 'tier', comparison: { operator: 'equals', value } });
const viewedWithin = (amount: number, unit: string) =>
  filterOf({ kind: 'event', event: 'product_viewed', period: { operator: 'within_last', amount, unit } });

const create = (tenant: TestTenant, filter: SegmentFilter | null, name = 'Segment') =>
  createSegment(ctx, tenant.id, { name, description: '', definition: filter && { version: 1, filter } });

const save = async (tenant: TestTenant, id: Id<'seg'>, filter: SegmentFilter | null) => {
  const { version } = await readSegment(ctx, tenant.id, id);
  await changeSegment(ctx, tenant.id, id, { version, definition: filter && { version: 1, filter } });
};

async function send(tenant: TestTenant, events: object[]): Promise<void> {
  await collect(
    ctx,
    tenant.server,
    events.map((event) => ({ id: ctx.ids.newUuid(), ...event })),
  );
  await applyAll(ctx);
}

const setTier = (tenant: TestTenant, tier: string | null, ...userIds: string[]) =>
  send(
    tenant,
    userIds.map((userId) => ({ type: 'contact_updated', userId, properties: { tier } })),
  );

const idOf = async (tenant: TestTenant, userId: string) => {
  const [row] = await ctx.db.query<{ id: Id<'ctc'> }>(sql`
    select id from contacts where tenant_id = ${tenant.id} and user_id = ${userId}`);
  return row!.id;
};

/** What listeners were told, in the order in which they were told. */
const told: (MembershipChange & { tenantId: string })[] = [];
const listener: MembershipListener = {
  async changed(_, tenantId, changes) {
    told.push(...changes.map((change) => ({ ...change, tenantId })));
  },
};
const keep = () => evaluateMemberships(ctx, [listener]);

type Fact = { userId: string; change: string; reason: string };
const readFacts = (segmentId: Id<'seg'>) =>
  ctx.db.query<Fact>(sql`
    select c.user_id as "userId", f.change, f.reason from segment_changes f join contacts c on c.id = f.contact_id
    where f.segment_id = ${segmentId} order by f.at, f.change, c.user_id, f.id`);

const membersOf = async (segmentId: Id<'seg'>) =>
  (
    await ctx.db.query<{ userId: string }>(sql`
      select c.user_id as "userId" from segment_members m join contacts c on c.id = m.contact_id
      where m.segment_id = ${segmentId} order by 1`)
  ).map(({ userId }) => userId);

const countOf = async (tenant: TestTenant, id: Id<'seg'>) => (await readMemberCounts(ctx, tenant.id)).get(id)!;

test('a contact enters a segment when it begins to match and leaves when it no longer does, and listeners are told', async () => {
  const tenant = await newTenant();
  const { id } = await create(tenant, tierIs('gold'));
  await setTier(tenant, 'gold', 'anna', 'bea');
  expect(await membersOf(id)).toEqual([]);
  await keep();
  expect(await membersOf(id)).toEqual(['anna', 'bea']);
  clock.advance(1_000);
  await setTier(tenant, 'silver', 'bea');
  await keep();
  expect(await membersOf(id)).toEqual(['anna']);
  expect(await readFacts(id)).toMatchObject([
    { userId: 'anna', change: 'entered' },
    { userId: 'bea', change: 'entered' },
    { userId: 'bea', change: 'left', reason: 'contact_changed' },
  ]);
  const bea = await idOf(tenant, 'bea');
  expect(told.filter(({ contactId }) => contactId === bea)).toMatchObject([
    { tenantId: tenant.id, segmentId: id, change: 'entered' },
    { tenantId: tenant.id, segmentId: id, change: 'left', at: clock.now() },
  ]);
  expect((await countOf(tenant, id)).contactCount.value).toBe(1);
});

test('a listener that fails takes the change back, and the contact is evaluated again', async () => {
  const tenant = await newTenant();
  const { id } = await create(tenant, tierIs('gold'));
  await setTier(tenant, 'gold', 'anna');
  const failing: MembershipListener = { changed: () => Promise.reject(new Error('no')) };
  await evaluateMemberships(ctx, [failing]);
  expect([await membersOf(id), await readFacts(id)]).toEqual([[], []]);
  await keep();
  expect(await membersOf(id)).toEqual(['anna']);
});

test('a shop without segments marks no contact, and one that changes while the first is saved is not missed', async () => {
  const tenant = await newTenant();
  const countMarks = async () => {
    const [row] = await ctx.db.query<{ marks: number }>(sql`
      select count(*)::int as marks from segment_marks where tenant_id = ${tenant.id}`);
    return row!.marks;
  };
  await setTier(tenant, 'silver', 'anna', 'bea');
  expect(await countMarks()).toBe(0);
  const id = await ctx.db.transaction(async (tx) => {
    await tx.query(sql`
      update contacts set properties = '{"tier":"gold"}' where tenant_id = ${tenant.id} and user_id = 'anna'`);
    const segment = await create(tenant, tierIs('gold'));
    // The change is not committed, so the rule cannot be compared with it yet.
    await keepMemberships(ctx, [listener]);
    expect(await countOf(tenant, segment.id)).toMatchObject({ evaluation: { changing: null } });
    return segment.id;
  });
  expect(await countMarks()).toBe(0);
  await keep();
  expect(await membersOf(id)).toEqual(['anna']);
  await setTier(tenant, 'gold', 'bea');
  expect(await countMarks()).toBeGreaterThan(0);
});

test('a comparison with all contacts, which can take long, does not hold back the readers of the log', async () => {
  const tenant = await newTenant();
  await setTier(tenant, 'gold', 'anna');
  const { id } = await create(tenant, tierIs('gold'));
  const held = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const holding = ctx.db.transaction(async (tx) => {
    await tx.query(sql`lock table contacts in access exclusive mode`);
    held.resolve();
    await released.promise;
  });
  await held.promise;
  const keeping = keep();
  const comparing = () =>
    ctx.db.query(sql`
      select backend_xid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
        and query like '%wanted as materialized%'`);
  await expect.poll(comparing, { timeout: 20_000 }).toEqual([{ backend_xid: null }]);
  released.resolve();
  await holding;
  await keeping;
  expect(await membersOf(id)).toEqual(['anna']);
});

test('A5: contacts that matched a filter that was removed leave for this reason, those added by hand stay', async () => {
  const tenant = await newTenant();
  const { id } = await create(tenant, tierIs('gold'));
  await setTier(tenant, 'gold', 'anna', 'bea', 'cleo');
  await setTier(tenant, 'silver', 'dora', 'edda');
  const contacts = [await idOf(tenant, 'dora'), await idOf(tenant, 'edda')];
  await changeMembers(ctx, tenant.id, id, { contacts, membership: 'in' });
  await keep();
  expect(await countOf(tenant, id)).toMatchObject({ contactCount: { value: 5 }, evaluation: null });
  await save(tenant, id, null);
  expect(await countOf(tenant, id)).toMatchObject({ contactCount: { value: 5 }, evaluation: { changing: null } });
  await keep();
  expect(await countOf(tenant, id)).toMatchObject({ contactCount: { value: 2 }, evaluation: null });
  expect(await membersOf(id)).toEqual(['dora', 'edda']);
  const left = (await readFacts(id)).filter(({ change }) => change === 'left');
  expect(left.sort((a, b) => (a.userId < b.userId ? -1 : 1))).toEqual(
    ['anna', 'bea', 'cleo'].map((userId) => ({ userId, change: 'left', reason: 'rule_removed' })),
  );
});

test('A6: a contact that was removed by hand stays out until that is undone', async () => {
  const tenant = await newTenant();
  const { id } = await create(tenant, tierIs('gold'));
  await setTier(tenant, 'gold', 'anna');
  await keep();
  const contacts = [await idOf(tenant, 'anna')];
  clock.advance(1_000);
  await changeMembers(ctx, tenant.id, id, { contacts, membership: 'out' });
  await keep();
  expect(await membersOf(id)).toEqual([]);
  await setTier(tenant, 'silver', 'anna');
  await setTier(tenant, 'gold', 'anna');
  await keep();
  expect([await membersOf(id), await readSegmentsOf(ctx, tenant.id, contacts[0]!)]).toEqual([[], []]);
  clock.advance(1_000);
  await changeMembers(ctx, tenant.id, id, { contacts, membership: 'by_filter' });
  await keep();
  expect(await membersOf(id)).toEqual(['anna']);
  expect(await readFacts(id)).toMatchObject([
    { change: 'entered' },
    { change: 'left', reason: 'by_hand' },
    { change: 'entered', reason: 'by_hand' },
  ]);
});

test('A7: a segment made of six others is read without evaluating anything, and its kept count equals a recount', async () => {
  const tenant = await newTenant();
  const tiers = ['a', 'b', 'c', 'd', 'e', 'f'];
  for (const [at, tier] of tiers.entries()) {
    await setTier(tenant, tier, ...Array.from({ length: at + 1 }, (_, number) => `${tier}${number}`));
  }
  const others: SegmentFilter[] = [];
  for (const tier of tiers) others.push({ kind: 'segment', segment: (await create(tenant, tierIs(tier), tier)).id });
  const rule: SegmentFilter = { kind: 'or', filters: others };
  const { id } = await create(tenant, rule, 'Six');
  const statements: string[] = [];
  const watched = {
    ...ctx,
    db: {
      ...ctx.db,
      query: ((statement, options) => {
        statements.push(statement.text);
        return ctx.db.query(statement, options);
      }) as typeof ctx.db.query,
    },
  };
  const read = async () => toSegmentDetail(watched, tenant.id, await readSegment(watched, tenant.id, id));
  // Before its members are found, the answer says so instead of waiting.
  expect(await read()).toMatchObject({ contactCount: { value: 0 }, evaluation: { changing: null } });
  await keepMemberships(ctx, []);
  clock.advance(60_000);
  const kept = await read();
  expect(kept).toMatchObject({
    evaluation: null,
    contactCount: { value: await countMatches(ctx, tenant.id, rule), takenAt: clock.now().toISOString() },
  });
  expect(kept.contactCount.value).toBe(21);
  expect(statements.length).toBeGreaterThan(2);
  expect(statements.join('\n')).not.toMatch(/\b(contacts|segment_members|segment_overrides)\b/);
});

test('A8: a segment has the members of the segment that it refers to in the same moment', async () => {
  const tenant = await newTenant();
  const base = await create(tenant, tierIs('gold'), 'A');
  const referring = await create(tenant, filterOf({ kind: 'segment', segment: base.id }), 'B');
  const userIds = Array.from({ length: 100 }, (_, number) => `u${number}`);
  await setTier(tenant, 'gold', ...userIds);
  const counts: number[][] = [];
  // Read by another transaction while the changes are written.
  const watching: MembershipListener = {
    async changed() {
      const kept = await readMemberCounts(ctx, tenant.id);
      counts.push([base, referring].map(({ id }) => kept.get(id)!.contactCount.value));
    },
  };
  await evaluateMemberships(ctx, [watching]);
  expect(counts.every(([a, b]) => a === b)).toBe(true);
  expect(await membersOf(referring.id)).toEqual(await membersOf(base.id));
  expect((await membersOf(base.id)).length).toBe(100);
  await save(tenant, base.id, tierIs('silver'));
  await keep();
  expect([await membersOf(base.id), await membersOf(referring.id)]).toEqual([[], []]);
});

test('A9: an equivalent filter changes nothing', async () => {
  const tenant = await newTenant();
  const { id } = await create(
    tenant,
    filterOf({
      kind: 'property',
      property: 'tier',
      comparison: { operator: 'in', values: ['gold'] },
    }),
  );
  await setTier(tenant, 'gold', ...Array.from({ length: 50 }, (_, number) => `u${number}`));
  await keep();
  const before = await ctx.db.query(sql`select * from segment_members where segment_id = ${id} order by contact_id`);
  expect(before.length).toBe(50);
  clock.advance(60_000);
  told.length = 0;
  await save(tenant, id, tierIs('gold'));
  await keep();
  expect(await ctx.db.query(sql`select * from segment_members where segment_id = ${id} order by contact_id`)).toEqual(
    before,
  );
  expect([told.filter(({ segmentId }) => segmentId === id), (await readFacts(id)).length]).toEqual([[], 50]);
  expect((await countOf(tenant, id)).evaluation).toBeNull();
});

test('A10: many changes of one contact are evaluated together, and the counts equal a recount', async () => {
  const tenant = await newTenant();
  const tiers = Array.from({ length: 20 }, (_, number) => `tier ${number}`);
  const segments = [];
  for (const tier of tiers) segments.push(await create(tenant, tierIs(tier), tier));
  const userIds = Array.from({ length: 60 }, (_, number) => `u${number}`);
  for (const [number, tier] of tiers.slice(0, 5).entries())
    await setTier(tenant, tier, ...userIds.filter((_, index) => index % (number + 1) === 0));
  await keep();
  const kept = await readMemberCounts(ctx, tenant.id);
  for (const { id, definition } of segments)
    expect(kept.get(id)!.contactCount.value).toBe((await findMatches(ctx, tenant.id, definition!.filter)).length);
  // One fact for each contact: in between, nothing was evaluated.
  const [facts] = await ctx.db.query<{ count: number }>(sql`
    select count(*)::int as count from segment_changes where tenant_id = ${tenant.id}`);
  expect(facts!.count).toBe(userIds.length);
});

test('what leaves a period is noticed when the time has come, without an event', async () => {
  const tenant = await newTenant();
  const viewed = await create(tenant, viewedWithin(7, 'days'));
  const trial = await create(
    tenant,
    filterOf({
      kind: 'property',
      property: 'trial_end',
      comparison: { operator: 'is_today' },
    }),
  );
  const lapsed = await create(
    tenant,
    filterOf({
      kind: 'and',
      filters: [
        { kind: 'event', event: 'placed_order' },
        {
          kind: 'not',
          filter: {
            kind: 'event',
            event: 'placed_order',
            period: { operator: 'within_last', amount: 90, unit: 'days' },
          },
        },
      ],
    }),
  );
  clock.set('2027-03-01T09:00:00Z');
  await send(tenant, [
    { type: 'product_viewed', userId: 'anna', properties: { productId: 'p', title: 'P' } },
    { type: 'contact_updated', userId: 'bea', properties: { trial_end: '2027-03-02' } },
    { type: 'placed_order', userId: 'cleo', properties: { orderId: ctx.ids.newUuid(), total: 100, currency: 'USD' } },
  ]);
  const at = async (now: string) => {
    clock.set(now);
    await followTime(ctx);
    await keep();
    return [await membersOf(viewed.id), await membersOf(trial.id), await membersOf(lapsed.id)];
  };
  await keep();
  expect(await at('2027-03-01T23:59:00Z')).toEqual([['anna'], [], []]);
  expect(await at('2027-03-02T00:01:00Z')).toEqual([['anna'], ['bea'], []]);
  expect(await at('2027-03-03T00:00:30Z')).toEqual([['anna'], [], []]);
  expect(await at('2027-03-08T08:59:50Z')).toEqual([['anna'], [], []]);
  expect(await at('2027-03-08T09:00:00Z')).toEqual([[], [], []]);
  expect(await at('2027-05-30T08:59:59Z')).toEqual([[], [], []]);
  expect(await at('2027-05-30T09:00:00Z')).toEqual([[], [], ['cleo']]);
  expect(await readFacts(viewed.id)).toMatchObject([{ change: 'entered' }, { change: 'left', reason: 'time_passed' }]);
});

test('while the history of contacts is rebuilt, nobody leaves a segment', async () => {
  const tenant = await newTenant();
  const { id } = await create(tenant, viewedWithin(7, 'days'));
  await send(tenant, [{ type: 'product_viewed', userId: 'anna', properties: { productId: 'p', title: 'P' } }]);
  await keep();
  expect(await membersOf(id)).toEqual(['anna']);
  await rebuild(ctx, contactsConsumer);
  await changeMembers(ctx, tenant.id, id, { contacts: [await idOf(tenant, 'anna')], membership: 'by_filter' });
  await ctx.db.query(sql`update contacts set language = 'de' where id = ${await idOf(tenant, 'anna')}`);
  await keep();
  expect(await membersOf(id)).toEqual(['anna']);
  await applyAll(ctx);
  await keep();
  expect([await membersOf(id), (await readFacts(id)).length, await countOf(tenant, id)]).toMatchObject([
    ['anna'],
    1,
    { evaluation: null },
  ]);
});

/** A shop with anna, whose browser viewed p1, and who is on a waitlist and has a message. */
async function shopOfAnna() {
  const tenant = await newTenant();
  await send(tenant, [
    { type: 'product_viewed', userId: 'anna', anonymousId: 'browser', properties: { productId: 'p1', title: 'P' } },
  ]);
  const contact = await idOf(tenant, 'anna');
  const now = clock.now();
  const { id: message } = (
    await ctx.db.query<{ id: string }>(sql`
    select id from messages where tenant_id = ${tenant.id} limit 1`)
  )[0]!;
  await ctx.db.query(sql`
    update contacts set mailbox_hash = decode('01', 'hex'), properties = '{"day": "2027-03-01T02:00:00Z"}' where id = ${contact}`);
  await ctx.db.query(sql`
    insert into waitlist_entries (id, tenant_id, contact_id, product_id, status, joined_at, expires_at)
    values (${ctx.ids.newId('wle')}, ${tenant.id}, ${contact}, 'p1', 'pending', ${now}, ${now})`);
  await ctx.db.query(sql`
    insert into deliveries (id, tenant_id, contact_id, message_id, channel, category, business_key, variables, status,
      created_at, dispatched_at)
    select g.id, ${tenant.id}, ${contact}, ${message}, 'email', 'marketing', g.id, '{}', g.status, ${now}::timestamptz,
      ${now}::timestamptz
    from (values (${ctx.ids.newId('dlv')}, 'dispatching'), (${ctx.ids.newId('dlv')}, 'sent')) as g (id, status)`);
  // The events of the browser that name no contact count only while it is linked.
  await collect(ctx, tenant.browser, [
    { id: ctx.ids.newUuid(), type: 'quiz_taken', anonymousId: 'browser', properties: {} },
  ]);
  await applyAll(ctx);
  return { tenant, contact, now };
}

type Shop = Awaited<ReturnType<typeof shopOfAnna>>;

type Change = [string, object, (shop: Shop) => ReturnType<typeof sql>, 'entered' | 'left'];

test.each<Change>([
  [
    'consent was granted',
    { kind: 'consent', type: 'email', state: 'granted' },
    ({ tenant, contact, now }) => sql`
      insert into consent_state (tenant_id, contact_id, type, state, position, since, said_at)
      values (${tenant.id}, ${contact}, 'email', 'granted', 1, ${now}, ${now})`,
    'entered',
  ],
  [
    'the address was suppressed',
    { kind: 'suppression', channel: 'email' },
    ({ tenant, now }) => sql`
      insert into suppressions (tenant_id, channel, address_hash, reason, suppressed_at)
      values (${tenant.id}, 'email', decode('01', 'hex'), 'unsubscribed', ${now})`,
    'entered',
  ],
  [
    'a place on a waitlist was confirmed',
    { kind: 'waitlist' },
    ({ tenant }) => sql`update waitlist_entries set status = 'waiting' where tenant_id = ${tenant.id}`,
    'entered',
  ],
  [
    'a message was sent',
    { kind: 'message', times: { operator: 'at_least', count: 2 } },
    ({ tenant }) => sql`update deliveries set status = 'sent' where tenant_id = ${tenant.id}`,
    'entered',
  ],
  ...(['opened', 'clicked'] as const).map(
    (action): Change => [
      `a message was ${action}`,
      { kind: 'message', action },
      ({ tenant, now }) => sql`
        update deliveries set opened_at = ${now}, clicked_at = case when ${action === 'clicked'} then ${now}::timestamptz end
        where tenant_id = ${tenant.id} and status = 'sent'`,
      'entered',
    ],
  ),
  [
    'a browser was unlinked',
    { kind: 'event', event: 'quiz_taken' },
    ({ tenant, now }) => sql`update visitor_links set undone_at = ${now} where tenant_id = ${tenant.id}`,
    'left',
  ],
  [
    'a product got a category',
    { kind: 'category', action: 'viewed', categories: ['Shoes'] },
    ({ tenant, now }) => sql`
      insert into products (tenant_id, id, title, url, category, updated_at)
      values (${tenant.id}, 'p1', 'P', 'https://shop.test', 'Shoes', ${now})`,
    'entered',
  ],
  [
    'the shop moved to another time zone',
    { kind: 'property', property: 'day', comparison: { operator: 'before', value: '2027-03-01' } },
    ({ tenant }) => sql`update tenants set timezone = 'Pacific/Auckland' where id = ${tenant.id}`,
    'left',
  ],
])('a membership follows when %s', async (_, filter, write, expected) => {
  const shop = await shopOfAnna();
  if (expected === 'left')
    await ctx.db.query(sql`update tenants set timezone = 'America/New_York' where id = ${shop.tenant.id}`);
  const { id } = await create(shop.tenant, filterOf(filter));
  await keep();
  expect(await membersOf(id)).toEqual(expected === 'left' ? ['anna'] : []);
  await ctx.db.query(write(shop));
  await keep();
  expect(await membersOf(id)).toEqual(expected === 'left' ? [] : ['anna']);
});

test('of two merged contacts, the one that stays takes the place of the other, and the counts stay right', async () => {
  const tenant = await newTenant();
  const { id } = await create(tenant, filterOf({ kind: 'event', event: 'quiz_taken' }));
  await send(tenant, [
    { type: 'quiz_taken', userId: 'anna', properties: {} },
    { type: 'contact_created', email: 'anna@shop.test', properties: {} },
  ]);
  await keep();
  expect(await membersOf(id)).toEqual(['anna']);
  const merged = await idOf(tenant, 'anna');
  await send(tenant, [{ type: 'contact_updated', userId: 'anna', email: 'anna@shop.test', properties: {} }]);
  await keep();
  expect(await idOf(tenant, 'anna')).not.toBe(merged);
  expect([await membersOf(id), (await countOf(tenant, id)).contactCount.value]).toEqual([['anna'], 1]);
  // The person has entered once.
  expect(told.filter(({ segmentId }) => segmentId === id)).toMatchObject([{ contactId: merged, change: 'entered' }]);
});
