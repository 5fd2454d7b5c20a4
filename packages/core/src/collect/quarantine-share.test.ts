import { quarantineLimits } from '@beckon/contract';
import { expect, test } from 'vitest';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { collect, createTestContext, type TestTenant } from '../testing/index.ts';
import { listQuarantine, readOverflow, replayQuarantined } from './quarantine.ts';

const { ctx, clock, newTenant } = await createTestContext({ maxConnections: 8 });

let made = 0;
const bad = (more: object = {}) => ({ id: `bad ${++made}`, ...more });

/** The counters of a source, and what is actually stored. */
async function count(sourceId: string) {
  const [row] = await ctx.db.query<{ counted: number[]; there: number[]; rows: number }>(sql`
    select (select jsonb_build_array(coalesce(sum(entries), 0), coalesce(sum(bytes), 0))
        from quarantine_usage where source_id = ${sourceId}) as counted,
      (select jsonb_build_array(count(*), coalesce(sum(octet_length(q.raw) + length(v.envelope::text)), 0))
        from quarantine q join quarantine_envelopes v on v.id = q.envelope_id
        where q.source_id = ${sourceId} and q.resolved_at is null) as there,
      (select count(*)::int from quarantine_usage where source_id = ${sourceId}) as rows`);
  return row!;
}

/** Makes a source look as if only this much of its share were left. */
const leave = (tenant: TestTenant, { entries = 1_000, bytes = 1_000_000 }) =>
  ctx.db.query(sql`
    insert into quarantine_usage (tenant_id, source_id, entries, bytes)
    values (${tenant.id}, ${tenant.browser.id}, ${quarantineLimits.entriesPerSource - entries},
      ${quarantineLimits.bytesPerSource - bytes})`);

test('open entries are counted when they are added, closed and deleted', async () => {
  const tenant = await newTenant();
  await collect(ctx, tenant.browser, [bad(), bad(), bad({ type: 'thing_done', email: 'x' })]);
  await collect(ctx, tenant.browser, [bad()], {});
  let { counted, there } = await count(tenant.browser.id);
  expect(counted).toEqual(there);
  expect(there[0]).toBe(4);
  const [entry] = await ctx.db.query<{ id: Id<'qrt'> }>(sql`
    update quarantine set raw = '{"id":"good","type":"thing_done"}' where code = 'person_invalid' returning id`);
  expect(await replayQuarantined(ctx, tenant.id, entry!.id)).toEqual({ result: 'accepted' });
  await ctx.db.query(sql`
    delete from quarantine where id = (select min(id) from quarantine where tenant_id = ${tenant.id})`);
  ({ counted, there } = await count(tenant.browser.id));
  expect(counted).toEqual(there);
  expect(there[0]).toBe(2);
});

test('beyond its entries a source keeps no more bytes: each is counted by its code, with the latest reason', async () => {
  const tenant = await newTenant();
  await leave(tenant, { entries: 3 });
  const person = () => bad({ type: 'thing_done', email: 'x' });
  await collect(ctx, tenant.browser, [bad(), person(), bad()]);
  const answer = await collect(ctx, tenant.browser, [bad(), person(), bad()]);
  expect(answer).toMatchObject({ quarantined: 3, results: Array(3).fill({ result: 'quarantined' }) });
  clock.advance(60_000);
  await collect(ctx, tenant.browser, [bad(), { ...bad(), type: 'thing_done' }]);
  expect(await listQuarantine(ctx, tenant.id, { limit: 50, before: null })).toHaveLength(3);
  const at = (minutes: number) => new Date(clock.now().getTime() - minutes * 60_000).toISOString();
  const source = 'Storefront';
  const missing = { code: 'type_missing', reason: 'type is missing', dropped: 3, firstAt: at(1), lastAt: at(0) };
  const invalid = { code: 'person_invalid', reason: 'email is not an e-mail address', dropped: 1 };
  expect(await readOverflow(ctx, tenant.id)).toEqual([
    { source, ...missing },
    { source, ...invalid, firstAt: at(1), lastAt: at(1) },
  ]);
  expect(await readOverflow(ctx, (await newTenant()).id)).toEqual([]);
});

test('beyond its bytes too, and an envelope counts with each entry that holds it', async () => {
  const tenant = await newTenant();
  await leave(tenant, { bytes: 10_000 });
  await collect(ctx, tenant.browser, [bad(), bad(), bad(), bad()], { context: { note: 'x'.repeat(3_000) } });
  expect(await listQuarantine(ctx, tenant.id, { limit: 50, before: null })).toHaveLength(3);
  expect(await readOverflow(ctx, tenant.id)).toMatchObject([{ code: 'type_missing', dropped: 1 }]);
});

test('closed entries free space', async () => {
  const tenant = await newTenant();
  await leave(tenant, { entries: 1 });
  await collect(ctx, tenant.browser, [bad(), bad()]);
  await ctx.db.query(sql`update quarantine set resolved_at = ${clock.now()} where tenant_id = ${tenant.id}`);
  const next = bad();
  await collect(ctx, tenant.browser, [next]);
  expect(await listQuarantine(ctx, tenant.id, { limit: 50, before: null })).toMatchObject([{ eventId: next.id }]);
});

test('a transaction that deletes entries and stays open keeps no other writer waiting, and the count is right after it', async () => {
  const tenant = await newTenant();
  await collect(ctx, tenant.browser, [bad(), bad(), bad()]);
  await ctx.db.transaction(async (tx) => {
    await tx.query(sql`delete from quarantine where id in (
      select id from quarantine where tenant_id = ${tenant.id} order by id limit 2)`);
    expect(await collect(ctx, tenant.browser, [bad()])).toMatchObject({ quarantined: 1 });
  });
  await collect(ctx, tenant.browser, [bad()]);
  const { counted, there, rows } = await count(tenant.browser.id);
  expect(counted).toEqual(there);
  expect(there[0]).toBe(3);
  // The counters of both are merged into one row again.
  expect(rows).toBe(1);
});

test('whatever comes, is closed and is deleted at the same time, the count is that of the entries', async () => {
  const tenant = await newTenant();
  const some = sql`select id from quarantine where tenant_id = ${tenant.id} and resolved_at is null
    order by random() limit 3 for update skip locked`;
  for (let round = 0; round < 40; round++) {
    await Promise.all([
      ...Array.from({ length: 3 }, () => collect(ctx, tenant.browser, [bad(), bad(), bad()])),
      ctx.db.query(sql`update quarantine set resolved_at = ${clock.now()} where id in (${some})`),
      ctx.db.query(sql`delete from quarantine where id in (${some})`),
    ]);
  }
  const { counted, there } = await count(tenant.browser.id);
  expect(counted).toEqual(there);
});
