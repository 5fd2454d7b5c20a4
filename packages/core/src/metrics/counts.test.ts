import { expect, test } from 'vitest';
import { listContacts } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { applyAll, collect, createTestContext } from '../testing/index.ts';
import { countMatching, keepCounts, readSegments, readStats } from './index.ts';

const { ctx, clock, newTenant } = await createTestContext();

/** A shop is large by its events. */
async function newLargeTenant() {
  const tenant = await newTenant();
  await add(tenant, 1);
  await ctx.db.query(sql`update source_activity set events = 50000 where source_id = ${tenant.server.id}`);
  return tenant;
}

let made = 0;
async function add(tenant: Awaited<ReturnType<typeof newTenant>>, contacts: number) {
  const events = Array.from({ length: contacts }, () => ({
    id: `c ${++made}`,
    type: 'contact_created',
    email: `person.${made}@example.com`,
  }));
  await collect(ctx, tenant.server, events);
  await applyAll(ctx);
}

test('a shop of a usual size is counted when it is asked', async () => {
  const tenant = await newTenant();
  await add(tenant, 3);
  await keepCounts(ctx);
  await add(tenant, 1);
  const takenAt = clock.now().toISOString();
  expect(await readStats(ctx, tenant.id)).toMatchObject({ contacts: 4, takenAt });
  expect(await countMatching(ctx, tenant.id, { filters: [], search: null })).toEqual({
    value: 4,
    isEstimate: false,
    takenAt,
  });
});

test('a large shop is counted beside its requests, and the answers say when', async () => {
  const tenant = await newLargeTenant();
  const takenAt = clock.now().toISOString();
  await keepCounts(ctx);
  await add(tenant, 2);
  clock.advance(59_000);
  await keepCounts(ctx);
  const all = { filters: [], search: null };
  expect(await readStats(ctx, tenant.id)).toMatchObject({ contacts: 1, events: 50_002, takenAt });
  expect(await countMatching(ctx, tenant.id, all)).toEqual({ value: 1, isEstimate: false, takenAt });
  expect(await readSegments(ctx, tenant.id)).toMatchObject([{ contactCount: { value: 0, takenAt } }]);
  clock.advance(1_000);
  await keepCounts(ctx);
  expect(await countMatching(ctx, tenant.id, all)).toMatchObject({ value: 3, takenAt: clock.now().toISOString() });
});

test('what took long to count is counted less often', async () => {
  const tenant = await newLargeTenant();
  await keepCounts(ctx);
  await ctx.db.query(sql`update tenant_counts set took_ms = 4000 where tenant_id = ${tenant.id}`);
  const first = (await readStats(ctx, tenant.id)).takenAt;
  clock.advance(199_000);
  await keepCounts(ctx);
  expect((await readStats(ctx, tenant.id)).takenAt).toBe(first);
  clock.advance(1_000);
  await keepCounts(ctx);
  expect((await readStats(ctx, tenant.id)).takenAt).toBe(clock.now().toISOString());
});

test('up to 10,000 matches of a large shop are counted one by one, more are estimated', async () => {
  const tenant = await newLargeTenant();
  await keepCounts(ctx);
  await ctx.db.query(sql`
    insert into contacts (id, tenant_id, email, created_at)
    select 'ctc_' || lpad(n::text, 26, '0'), ${tenant.id}, 'many.' || n || case when n % 2 = 0 then '@half.test' else '@other.test' end,
      ${clock.now()} from generate_series(1, 20100) n`);
  await ctx.db.query(sql`analyze contacts`);
  const count = (search: string) => countMatching(ctx, tenant.id, { filters: [], search });
  expect(await count('half.test')).toMatchObject({ isEstimate: true });
  expect((await count('half.test')).value).toBeGreaterThan(10_000);
  expect(await count('many.2010')).toMatchObject({ value: 2, isEstimate: false });
});

test('one or two letters find what begins with them, three find any part', async () => {
  const tenant = await newTenant();
  const person = (id: string, email: string, properties: object) => ({
    id,
    type: 'contact_created',
    userId: `u-${id}`,
    email,
    properties,
  });
  await collect(ctx, tenant.server, [
    person('1', 'anna@shop.test', { firstName: 'Anna', lastName: 'Berg' }),
    person('2', 'joanna@shop.test', { lastName: 'Bender' }),
    person('3', '100%_real@shop.test', { firstName: 'Zoë' }),
  ]);
  await applyAll(ctx);
  const found = async (search: string) =>
    (await listContacts(ctx, tenant.id, { filters: [], search, limit: 50, before: null }))
      .map(({ userId }) => userId)
      .toSorted();
  expect(await found('an')).toEqual(['u-1']);
  expect(await found('BE')).toEqual(['u-1', 'u-2']);
  expect(await found('u')).toEqual(['u-1', 'u-2', 'u-3']);
  expect(await found('nna')).toEqual(['u-1', 'u-2']);
  expect(await found('anna berg')).toEqual(['u-1']);
  expect(await found('10')).toEqual(['u-3']);
  expect(await found('0%_real')).toEqual(['u-3']);
  expect(await found('oë')).toEqual([]);
});
