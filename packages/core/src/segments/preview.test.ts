import type { SegmentFilter } from '@beckon/contract';
import { expect, test } from 'vitest';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { applyAll, collect, createTestContext, type TestTenant } from '../testing/index.ts';
import { explainMembership } from './explain-membership.ts';
import { previewSegment } from './preview.ts';
import { changeMembers, createSegment } from './stored-segments.ts';

const { ctx, newTenant } = await createTestContext();

const tier = (comparison: object) => ({ kind: 'property', property: 'tier', comparison }) as SegmentFilter;
const tierIs = (value: string) => tier({ operator: 'equals', value });
const of = (filter: SegmentFilter) => ({ version: 1 as const, filter });

const create = (tenant: TestTenant, filter: SegmentFilter | null) =>
  createSegment(ctx, tenant.id, { name: 'Gold', description: '', definition: filter && of(filter) });

/** Adds contacts with these properties; gives their ids by user id. */
async function addContacts(tenant: TestTenant, contacts: Record<string, object>) {
  const events = Object.entries(contacts).map(([userId, properties]) => ({
    id: `created ${userId}`,
    type: 'contact_created',
    userId,
    properties,
  }));
  await collect(ctx, tenant.server, events);
  await applyAll(ctx);
  const rows = await ctx.db.query<{ userId: string; id: Id<'ctc'> }>(sql`
    select user_id as "userId", id from contacts where tenant_id = ${tenant.id}`);
  return Object.fromEntries(rows.map(({ userId, id }) => [userId, id]));
}

test('an estimate evaluates a share of a large shop, and says that it is one', async () => {
  const tenant = await newTenant();
  const contacts = 30_000;
  await ctx.db.query(sql`
    insert into contacts (id, tenant_id, email, properties, created_at)
    select 'ctc_' || lpad(n::text, 26, '0'), ${tenant.id}, 'c' || n || '@example.com',
      jsonb_build_object('tier', case when n % 4 = 0 then 'gold' else 'silver' end), ${ctx.clock.now()}
    from generate_series(1, ${contacts}::int) n`);
  await ctx.db.query(sql`analyze contacts`);
  const definition = of(tierIs('gold'));
  const exact = await previewSegment(ctx, tenant.id, { definition });
  expect(exact.members).toMatchObject({ count: contacts / 4, isEstimate: false });
  const { id } = await create(tenant, tierIs('silver'));
  const estimate = await previewSegment(ctx, tenant.id, { definition, segment: id, accuracy: 'estimate' });
  expect(estimate.members).toMatchObject({ isEstimate: true, sample: { length: 10 } });
  expect(estimate.members.count / (contacts / 4)).toBeCloseTo(1, 0.5);
  // All of the share is in one of the two, and none in both.
  expect(estimate.changes!.entering.count).toBe(estimate.members.count);
  expect(estimate.changes!.leaving.count / (contacts * 0.75)).toBeCloseTo(1, 0.5);

  const small = await newTenant();
  await addContacts(small, { anna: { tier: 'gold' }, bea: {} });
  const all = await previewSegment(ctx, small.id, { definition, accuracy: 'estimate' });
  expect(all.members).toMatchObject({ count: 1, isEstimate: false });
});

test('a preview counts members, and who would enter and leave', async () => {
  const tenant = await newTenant();
  const ids = await addContacts(tenant, {
    anna: { tier: 'gold' },
    bea: { tier: 'silver' },
    carl: { tier: 'silver' },
    dora: {},
    emil: { tier: 'silver' },
  });
  const { id } = await create(tenant, tierIs('gold'));
  await changeMembers(ctx, tenant.id, id, { contacts: [ids.dora!], membership: 'in' });
  await changeMembers(ctx, tenant.id, id, { contacts: [ids.emil!], membership: 'out' });
  const newestFirst = (...userIds: string[]) =>
    userIds
      .map((userId) => ids[userId]!)
      .sort()
      .reverse();
  const saved = await previewSegment(ctx, tenant.id, { definition: of(tierIs('silver')), segment: id });
  expect(saved).toMatchObject({
    members: { count: 3, sample: newestFirst('bea', 'carl', 'dora') },
    changes: {
      entering: { count: 2, sample: newestFirst('bea', 'carl') },
      leaving: { count: 1, sample: newestFirst('anna') },
    },
  });
  // Another way to say the same changes nothing.
  const same = await previewSegment(ctx, tenant.id, {
    definition: of(tier({ operator: 'in', values: ['gold'] })),
    segment: id,
  });
  expect(same.changes).toMatchObject({ entering: { count: 0, sample: [] }, leaving: { count: 0, sample: [] } });
  const unsaved = await previewSegment(ctx, tenant.id, { definition: of(tierIs('silver')) });
  expect(unsaved).toMatchObject({ members: { count: 3 }, changes: null });
  const withoutFilter = await previewSegment(ctx, tenant.id, { definition: null, segment: id });
  expect(withoutFilter).toMatchObject({ members: { count: 1 }, changes: { leaving: { count: 1 } } });
});

test('a preview shows a few contacts only, and refuses what a change would refuse', async () => {
  const tenant = await newTenant();
  await addContacts(tenant, Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`user${n}`, { tier: 'gold' }])));
  const { members } = await previewSegment(ctx, tenant.id, { definition: of(tierIs('gold')) });
  expect(members.count).toBe(12);
  expect(members.sample).toHaveLength(10);
  const { id } = await create(tenant, tierIs('gold'));
  const circle = { definition: of({ kind: 'segment', segment: id }), segment: id };
  await expect(previewSegment(ctx, tenant.id, circle)).rejects.toMatchObject({
    code: 'validation_failed',
    errors: [{ path: 'definition.filter' }],
  });
  const other = await newTenant();
  const theirs = { definition: null, segment: id };
  await expect(previewSegment(ctx, other.id, theirs)).rejects.toMatchObject({ code: 'not_found' });
});

test('A4: the explanation tells the kinds of no value apart', async () => {
  const tenant = await newTenant();
  const ids = await addContacts(tenant, {
    a_missing: {},
    b_null: { tier: null },
    c_empty: { tier: '' },
    d_blank: { tier: '   ' },
    e_value: { tier: 'x' },
  });
  const { id } = await create(tenant, tier({ operator: 'is_set', value: false }));
  const found = [];
  for (const userId of Object.keys(ids).sort()) {
    const { isMember, reason, clauses } = await explainMembership(ctx, tenant.id, id, ids[userId]!);
    expect(isMember).toBe(userId !== 'e_value');
    expect(reason).toBe(isMember ? 'matches the filter' : 'does not match the filter');
    found.push(clauses[0]!.found);
  }
  expect(found).toEqual(['tier is missing', 'tier is null', 'tier is empty', 'tier is blank', 'tier is "x"']);
});

test('each clause is explained by what it found', async () => {
  const tenant = await newTenant();
  const { anna } = await addContacts(tenant, { anna: { tier: 'gold' } });
  const views = ['v1', 'v2'].map((id) => ({
    id,
    type: 'product_viewed',
    userId: 'anna',
    properties: { productId: 'p' },
  }));
  await collect(ctx, tenant.server, views);
  await applyAll(ctx);
  const { id } = await create(tenant, {
    kind: 'and',
    filters: [
      { kind: 'field', field: 'orderCount', comparison: { operator: 'less_than', value: 1 } },
      { kind: 'not', filter: { kind: 'event', event: 'product_viewed', times: { operator: 'at_least', count: 3 } } },
      { kind: 'product', action: 'bought', products: ['p'] },
      { kind: 'consent', type: 'email', state: 'none' },
      { kind: 'suppression', channel: 'email' },
      { kind: 'waitlist' },
      { kind: 'segment', segment: 'newsletter' },
    ],
  });
  const explain = () => explainMembership(ctx, tenant.id, id, anna!);
  expect(await explain()).toEqual({
    isMember: false,
    reason: 'does not match the filter',
    clauses: [
      { path: 'filter.filters.0', matches: true, found: 'orderCount is 0' },
      { path: 'filter.filters.1.filter', matches: false, found: '2 times' },
      { path: 'filter.filters.2', matches: false, found: '0 times' },
      { path: 'filter.filters.3', matches: true, found: 'consent to email is none' },
      { path: 'filter.filters.4', matches: false, found: 'the address is not suppressed' },
      { path: 'filter.filters.5', matches: false, found: 'is not on the waitlist' },
      { path: 'filter.filters.6', matches: false, found: 'is not in the segment' },
    ],
  });
  await changeMembers(ctx, tenant.id, id, { contacts: [anna!], membership: 'in' });
  expect(await explain()).toMatchObject({ isMember: true, reason: 'added by hand on 2026-03-01' });
  await changeMembers(ctx, tenant.id, id, { contacts: [anna!], membership: 'out' });
  expect(await explain()).toMatchObject({ isMember: false, reason: 'removed by hand on 2026-03-01' });
  const nobody = `ctc_${'0'.repeat(26)}` as const;
  await expect(explainMembership(ctx, tenant.id, id, nobody)).rejects.toMatchObject({ code: 'not_found' });
});
