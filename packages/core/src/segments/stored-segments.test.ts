import { type NewSegment, type SegmentFilter, segmentFilterLimits, segmentLimitsOfShop } from '@beckon/contract';
import { expect, test } from 'vitest';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { requestErasure } from '../privacy/index.ts';
import { applyAll, collect, createTestContext, type TestTenant } from '../testing/index.ts';
import { findMatches } from './find-matches.ts';
import { readSegmentsOf, segmentCondition } from './kept-members.ts';
import { readMemberCounts } from './member-counts.ts';
import { changeMembers, changeSegment, createSegment, readSegment } from './stored-segments.ts';
import { evaluateMemberships } from './testing/evaluate.ts';

const { ctx, newTenant } = await createTestContext();

const tierIs = (value: string): SegmentFilter => ({
  kind: 'property',
  property: 'tier',
  comparison: { operator: 'equals', value },
});
const memberOf = (segment: string): SegmentFilter => ({ kind: 'segment', segment });

const create = (tenant: TestTenant, name: string, filter: SegmentFilter | null): Promise<{ id: Id<'seg'> }> => {
  const given: NewSegment = { name, description: '', definition: filter && { version: 1, filter } };
  return createSegment(ctx, tenant.id, given);
};

/** Gives each contact, named by user id, its tier; `null` removes it. */
async function setTiers(tenant: TestTenant, tiers: Record<string, string | null>): Promise<void> {
  const events = Object.entries(tiers).map(([userId, tier]) => ({
    id: ctx.ids.newUuid(),
    type: 'contact_updated',
    userId,
    properties: { tier },
  }));
  await collect(ctx, tenant.server, events);
  await applyAll(ctx);
}

async function idsOf(tenant: TestTenant): Promise<Record<string, Id<'ctc'>>> {
  const rows = await ctx.db.query<{ userId: string; id: Id<'ctc'> }>(sql`
    select user_id as "userId", id from contacts where tenant_id = ${tenant.id} and user_id is not null`);
  return Object.fromEntries(rows.map(({ userId, id }) => [userId, id]));
}

/** The user ids of the members, by the filter and as they are kept. */
async function membersOf(tenant: TestTenant, segment: Id<'seg'>): Promise<string[]> {
  const ids = await idsOf(tenant);
  const all = await findMatches(ctx, tenant.id, memberOf(segment));
  expect(await findMatches(ctx, tenant.id, memberOf(segment), { contactIds: Object.values(ids) })).toEqual(all);
  await evaluateMemberships(ctx, []);
  const { contactCount } = (await readMemberCounts(ctx, tenant.id)).get(segment)!;
  expect(contactCount.value).toBe(all.length);
  for (const [, id] of Object.entries(ids)) {
    const isMember = (await readSegmentsOf(ctx, tenant.id, id)).some((one) => one.id === segment);
    expect(isMember).toBe(all.includes(id));
  }
  return Object.keys(ids)
    .filter((userId) => all.includes(ids[userId]!))
    .sort();
}

const change = (tenant: TestTenant, id: Id<'seg'>, changes: object, version: number) =>
  changeSegment(ctx, tenant.id, id, { version, ...changes });

test('a change that is based on an older version is refused with the current one', async () => {
  const tenant = await newTenant();
  const { id } = await create(tenant, 'Gold', tierIs('gold'));
  await change(tenant, id, { name: 'Golden' }, 1);
  await expect(change(tenant, id, { description: 'late' }, 1)).rejects.toMatchObject({
    code: 'conflict',
    errors: [{ path: 'version', message: '2' }],
  });
  expect(await readSegment(ctx, tenant.id, id)).toMatchObject({ name: 'Golden', description: '', version: 2 });
  const other = await newTenant();
  await expect(readSegment(ctx, other.id, id)).rejects.toMatchObject({ code: 'not_found' });
  await expect(change(other, id, { name: 'Mine' }, 2)).rejects.toMatchObject({ code: 'not_found' });
});

test('of two changes at the same time, one is refused', async () => {
  const tenant = await newTenant();
  const { id } = await create(tenant, 'Gold', tierIs('gold'));
  const results = await Promise.allSettled(['A', 'B'].map((name) => change(tenant, id, { name }, 1)));
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('a segment can refer to others, but not to itself', async () => {
  const tenant = await newTenant();
  await setTiers(tenant, { anna: 'gold', bea: 'silver', carl: 'bronze' });
  const gold = await create(tenant, 'Gold', tierIs('gold'));
  const best = await create(tenant, 'Best', { kind: 'or', filters: [memberOf(gold.id), tierIs('silver')] });
  const rest = await create(tenant, 'Rest', { kind: 'not', filter: memberOf(best.id) });
  expect(await membersOf(tenant, best.id)).toEqual(['anna', 'bea']);
  expect(await membersOf(tenant, rest.id)).toEqual(['carl']);
  const circle = { definition: { version: 1, filter: { kind: 'and', filters: [tierIs('gold'), memberOf(rest.id)] } } };
  await expect(change(tenant, gold.id, circle, 1)).rejects.toMatchObject({
    code: 'validation_failed',
    errors: [
      {
        path: 'definition.filter.filters.1',
        message: 'a segment cannot refer to itself: Gold → Rest → Best → Gold',
      },
    ],
  });
  const own = { definition: { version: 1, filter: memberOf(gold.id) } };
  await expect(change(tenant, gold.id, own, 1)).rejects.toThrow('Gold → Gold');
});

test('a segment that another one refers to cannot be archived', async () => {
  const tenant = await newTenant();
  const gold = await create(tenant, 'Gold', tierIs('gold'));
  const best = await create(tenant, 'Best', { kind: 'not', filter: memberOf(gold.id) });
  await expect(change(tenant, gold.id, { isArchived: true }, 1)).rejects.toMatchObject({
    code: 'conflict',
    errors: [{ path: 'definition.filter.filter', message: 'in the segment Best' }],
  });
  await change(tenant, best.id, { isArchived: true }, 1);
  await change(tenant, gold.id, { isArchived: true }, 1);
  await expect(segmentCondition(ctx, tenant.id, gold.id)).rejects.toMatchObject({ code: 'not_found' });
  // What it refers to is still archived.
  const refused = { code: 'validation_failed', errors: [{ path: 'definition.filter.filter' }] };
  await expect(change(tenant, best.id, { isArchived: false }, 2)).rejects.toMatchObject(refused);
  await change(tenant, gold.id, { isArchived: false }, 2);
  await change(tenant, best.id, { isArchived: false }, 2);
  const other = await newTenant();
  await expect(create(other, 'Theirs', memberOf(gold.id))).rejects.toMatchObject({ code: 'validation_failed' });
});

test('the clauses of all segments that one refers to are limited', async () => {
  const tenant = await newTenant();
  const { maxNodes } = segmentFilterLimits;
  const base = { kind: 'or' as const, filters: Array.from({ length: maxNodes - 1 }, () => tierIs('gold')) };
  const large = await create(tenant, 'Large', base);
  const four = { kind: 'and' as const, filters: Array.from({ length: 4 }, () => memberOf(large.id)) };
  const fine = await create(tenant, 'Fine', four);
  const five = { ...four, filters: [...four.filters, memberOf(large.id)] };
  await expect(create(tenant, 'Huge', five)).rejects.toThrow('Huge would have more than 400 clauses');
  const small = await create(tenant, 'Small', tierIs('gold'));
  const both = { kind: 'and' as const, filters: [memberOf(fine.id), memberOf(small.id)] };
  await expect(create(tenant, 'Both', both)).rejects.toThrow('Both would have');
});

test('A5: without its filter, a segment keeps only who was added by hand', async () => {
  const tenant = await newTenant();
  await setTiers(tenant, { anna: 'gold', bea: 'gold', carl: 'gold', dora: null, emil: null });
  const { id } = await create(tenant, 'Gold', tierIs('gold'));
  const { dora, emil } = await idsOf(tenant);
  await changeMembers(ctx, tenant.id, id, { contacts: [dora!, emil!], membership: 'in' });
  expect(await membersOf(tenant, id)).toEqual(['anna', 'bea', 'carl', 'dora', 'emil']);
  await change(tenant, id, { definition: null }, 1);
  expect(await membersOf(tenant, id)).toEqual(['dora', 'emil']);
});

test('A6: who was removed by hand stays out until that is undone', async () => {
  const tenant = await newTenant();
  await setTiers(tenant, { anna: 'gold', bea: 'gold' });
  const gold = await create(tenant, 'Gold', tierIs('gold'));
  const inGold = await create(tenant, 'In gold', memberOf(gold.id));
  const { anna } = await idsOf(tenant);
  const setMembership = (membership: 'in' | 'out' | 'by_filter') =>
    changeMembers(ctx, tenant.id, gold.id, { contacts: [anna!], membership });
  expect(await setMembership('out')).toBe(1);
  expect(await setMembership('out')).toBe(0);
  await setTiers(tenant, { anna: 'silver' });
  await setTiers(tenant, { anna: 'gold' });
  expect(await membersOf(tenant, gold.id)).toEqual(['bea']);
  expect(await membersOf(tenant, inGold.id)).toEqual(['bea']);
  expect(await setMembership('by_filter')).toBe(1);
  expect(await membersOf(tenant, inGold.id)).toEqual(['anna', 'bea']);
});

test('a contact that is not there is named by its place', async () => {
  const tenant = await newTenant();
  await setTiers(tenant, { anna: 'gold' });
  const { anna } = await idsOf(tenant);
  const { id } = await create(tenant, 'By hand', null);
  const contacts = [anna!, `ctc_${'0'.repeat(26)}`];
  const refused = { code: 'validation_failed', errors: [{ path: 'contacts.1' }] };
  await expect(changeMembers(ctx, tenant.id, id, { contacts, membership: 'in' })).rejects.toMatchObject(refused);
  expect(await membersOf(tenant, id)).toEqual([]);
});

test('a merge keeps a removal by hand, and an erasure removes what was changed by hand', async () => {
  const tenant = await newTenant();
  await setTiers(tenant, { anna: 'gold' });
  await collect(ctx, tenant.server, [{ id: 'mail', type: 'custom_thing', email: 'anna@example.com' }]);
  await applyAll(ctx);
  const { id } = await create(tenant, 'By hand', null);
  const { anna: withUserId } = await idsOf(tenant);
  const [{ id: withEmail }] = (await ctx.db.query<{ id: Id<'ctc'> }>(sql`
    select id from contacts where tenant_id = ${tenant.id} and email = 'anna@example.com'`)) as [{ id: Id<'ctc'> }];
  await changeMembers(ctx, tenant.id, id, { contacts: [withEmail], membership: 'in' });
  await changeMembers(ctx, tenant.id, id, { contacts: [withUserId!], membership: 'out' });
  const both = { id: 'both', type: 'custom_thing', userId: 'anna', email: 'anna@example.com' };
  await collect(ctx, tenant.server, [both]);
  await applyAll(ctx);
  expect(await membersOf(tenant, id)).toEqual([]);
  await changeMembers(ctx, tenant.id, id, { contacts: [withEmail], membership: 'in' });
  expect(await membersOf(tenant, id)).toEqual(['anna']);
  await requestErasure(ctx, tenant.id, withEmail, 'command');
  expect((await readMemberCounts(ctx, tenant.id)).get(id)!.contactCount.value).toBe(0);
  const left = await ctx.db.query(sql`select 1 from segment_overrides where segment_id = ${id}`);
  expect(left).toEqual([]);
});

test('a shop has a limited number of segments', async () => {
  const tenant = await newTenant();
  const { maxSegments } = segmentLimitsOfShop;
  await ctx.db.query(sql`
    insert into segments (id, tenant_id, name, description, created_at, updated_at)
    select 'seg_' || lpad(n::text, 26, '0'), ${tenant.id}, 'Segment', '', now(), now()
    from generate_series(1, ${maxSegments}::int) n`);
  await expect(create(tenant, 'One more', null)).rejects.toMatchObject({ code: 'conflict' });
});
