import { expect, test } from 'vitest';
import { listContacts } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { applyAll, collect, createTestContext } from '../testing/index.ts';
import { countMatching, listSegments, readStats } from './counts.ts';
import { keepCounts } from './kept-counts.ts';

const { ctx, clock, log, newTenant } = await createTestContext();

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

test('a large shop is counted in the background, and responses contain the time of the count', async () => {
  const tenant = await newLargeTenant();
  const takenAt = clock.now().toISOString();
  await keepCounts(ctx);
  await add(tenant, 2);
  clock.advance(59_000);
  await keepCounts(ctx);
  const all = { filters: [], search: null };
  expect(await readStats(ctx, tenant.id)).toMatchObject({ contacts: 1, events: 50_002, takenAt });
  expect(await countMatching(ctx, tenant.id, all)).toEqual({ value: 1, isEstimate: false, takenAt });
  expect(await listSegments(ctx, tenant.id, 'active')).toMatchObject([{ contactCount: { value: 0, takenAt } }]);
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

test('a clock that was ahead for a moment does not stop later counts', async () => {
  const tenant = await newLargeTenant();
  const now = clock.now().toISOString();
  clock.advance(365 * 24 * 60 * 60_000);
  await keepCounts(ctx);
  clock.set(now);
  await add(tenant, 1);
  await keepCounts(ctx);
  expect(await readStats(ctx, tenant.id)).toMatchObject({ contacts: 2, takenAt: now });
});

test('a machine that sleeps during a count, and a shop that cannot be counted, do not stop the counts of the others', async () => {
  const tenants = [await newLargeTenant(), await newLargeTenant(), await newLargeTenant()];
  await keepCounts(ctx);
  for (const tenant of tenants) await add(tenant, 1);
  const [slept, bad, other] = tenants as [(typeof tenants)[0], (typeof tenants)[0], (typeof tenants)[0]];
  // As if it had taken 13 hours, and as if it had taken as long as a number can say.
  await ctx.db.query(sql`update tenant_counts set took_ms = 46800000 where tenant_id = ${slept.id}`);
  await ctx.db.query(sql`update tenant_counts set took_ms = 2147483647 where tenant_id = ${bad.id}`);
  await ctx.db.query(
    sql.trusted(`alter table tenant_counts add constraint refused check (tenant_id <> '${bad.id}') not valid`),
  );
  clock.advance(24 * 60 * 60_000);
  await keepCounts(ctx);
  await ctx.db.query(sql`alter table tenant_counts drop constraint refused`);
  const counted = async (tenant: typeof slept) => (await readStats(ctx, tenant.id)).contacts;
  expect([await counted(slept), await counted(bad), await counted(other)]).toEqual([2, 1, 2]);
  const warned = log.lines.filter(({ message }) => message === 'a shop could not be counted');
  expect(warned).toMatchObject([{ level: 'warn', fields: { tenantId: bad.id } }]);
});

test('what a count took is noted as no longer than a count may take', async () => {
  const tenant = await newLargeTenant();
  const jumping = {
    now: () => clock.now(),
    monotonic: () => {
      clock.advance(13 * 60 * 60_000);
      return clock.monotonic();
    },
  };
  await keepCounts({ ...ctx, clock: jumping });
  expect(await ctx.db.query(sql`select took_ms from tenant_counts where tenant_id = ${tenant.id}`)).toEqual([
    { took_ms: 60_000 },
  ]);
});

test('a shop that has become small is counted when it is asked', async () => {
  const tenant = await newLargeTenant();
  await keepCounts(ctx);
  await ctx.db.query(sql`update source_activity set events = 10 where source_id = ${tenant.server.id}`);
  await add(tenant, 1);
  expect(await readStats(ctx, tenant.id)).toMatchObject({ contacts: 2 });
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
