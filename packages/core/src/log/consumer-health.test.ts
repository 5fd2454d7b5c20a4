import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { createDb, sql } from '../db/index.ts';
import type { Queryable } from '../ports/index.ts';
import { applyAll, collect, createTestContext, drain } from '../testing/index.ts';
import { ConsumerRunner, createProjection } from './consumer.ts';
import { maxStall, readConsumerHealth } from './consumer-health.ts';
import { readLag } from './lag.ts';
import { rebuild } from './quarantine-logged.ts';

const recorder = createProjection('recorder', [
  {
    async apply({ db }, events) {
      for (const { properties } of events) {
        await db.query(sql`insert into applied (name) values (${String(properties.name)})`);
      }
    },
  },
]);

async function setUp() {
  const context = await createTestContext({ maxConnections: 6 });
  const { ctx } = context;
  await ctx.db.query(sql`create table applied (name text)`);
  const tenant = await context.newTenant();
  const store = (name: string) =>
    collect(ctx, tenant.server, [{ id: name, type: 'step_done', userId: 'u', properties: { name } }]);
  const applied = async () =>
    (await ctx.db.query<{ name: string }>(sql`select name from applied`)).map(({ name }) => name);
  /** Simulates that no cursor has moved for this long, by both clocks. */
  const standStill = async (milliseconds: number) => {
    context.clock.advance(milliseconds);
    await ctx.db.query(sql`update log_cursors set moved_at = moved_at - ${milliseconds}::int * interval '1 ms'`);
  };
  return { ...context, tenant, store, applied, standStill };
}

test('a bucket that stands still while an event waits in it is stuck, and is not once it has moved', async () => {
  const { ctx, store, standStill } = await setUp();
  await applyAll(ctx, recorder);
  // A quiet hour is not a stall, and neither is the first event after it.
  await standStill(60 * 60_000);
  await store('a');
  expect((await readConsumerHealth(ctx)).stuck).toEqual([]);
  await standStill(maxStall + 1_000);
  expect((await readConsumerHealth(ctx)).stuck).toEqual([{ consumer: 'recorder', buckets: 1, seconds: 31 }]);
  await applyAll(ctx, recorder);
  expect((await readConsumerHealth(ctx)).stuck).toEqual([]);
});

test('after a rebuild nothing is stuck before it had time to move', async () => {
  const { ctx, store, standStill } = await setUp();
  await store('a');
  await applyAll(ctx, recorder);
  await standStill(60 * 60_000);
  // Emptying a large projection takes longer than the time that a bucket may stall.
  const clear = async ({ db }: { db: Queryable }) =>
    void (await db.query(sql`update log_cursors set moved_at = moved_at - interval '1 minute'`));
  await rebuild(ctx, { ...recorder, clear });
  expect((await readConsumerHealth(ctx)).stuck).toEqual([]);
  await standStill(maxStall + 1_000);
  expect((await readConsumerHealth(ctx)).stuck).toMatchObject([{ consumer: 'recorder', buckets: 1 }]);
});

test('the transaction that blocks the readers is reported, without its statement', async () => {
  const { ctx, databaseUrl } = await setUp();
  const db = createDb({ url: databaseUrl, applicationName: 'forgotten session', monotonic: () => performance.now() });
  onTestFinished(() => db.close());
  await db.transaction(async (tx) => {
    const [{ pid } = { pid: 0 }] = await tx.query<{ pid: number }>(sql`
      insert into applied values ('secret') returning pg_backend_pid() as pid`);
    const named = { pid, name: 'forgotten session', state: 'idle in transaction' };
    expect((await readConsumerHealth(ctx)).pinnedBy?.pid).not.toBe(pid);
    await expect
      .poll(async () => (await readConsumerHealth(ctx, 100)).pinnedBy, { timeout: 10_000 })
      .toMatchObject({ ...named, seconds: expect.any(Number) });
    expect(JSON.stringify(await readConsumerHealth(ctx, 0))).not.toContain('insert');
  });
});

test('a process that freezes in a transaction holds the consumers back no longer than the server lets it', async () => {
  const { ctx, databaseUrl, store, applied } = await setUp();
  const runner = new ConsumerRunner(ctx, recorder, { holder: 'worker' });
  await runner.heartbeat();
  const frozen = spawn(process.execPath, ['--input-type=module', '-e', freezing, databaseUrl], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void frozen.kill('SIGKILL'));
  await once(frozen.stdout, 'data');
  frozen.kill('SIGSTOP');
  const since = performance.now();
  await store('after');
  expect(await runner.turn()).toMatchObject({ state: 'idle' });
  await drain(ctx, runner, recorder);
  expect(await applied()).toEqual(['after']);
  const held = performance.now() - since;
  expect(held).toBeGreaterThan(300);
  expect(held).toBeLessThan(500 + 2_000);
});

/** Writes in a transaction and then stays idle. */
const freezing = `
  const { createDb, sql } = await import(${JSON.stringify(new URL('../db/index.ts', import.meta.url).href)});
  const db = createDb({ url: process.argv[1], monotonic: () => performance.now(), idleInTransaction: 500 });
  await db.transaction(async (tx) => {
    await tx.query(sql\`insert into applied (name) values ('never')\`);
    console.log('written');
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  });`;

test('leases from before the database clock was set back are worth nothing', async () => {
  const { ctx, store, applied } = await setUp();
  const dead = new ConsumerRunner(ctx, recorder, { holder: 'dead' });
  await dead.heartbeat();
  // Its worker has died, and by the current clock its leases and presence last another hour.
  await ctx.db.query(sql`update log_cursors set lease_until = lease_until + interval '1 hour'`);
  await ctx.db.query(sql`update log_workers set alive_until = alive_until + interval '1 hour'`);
  const next = new ConsumerRunner(ctx, recorder, { holder: 'next' });
  await next.heartbeat();
  const [lag] = await readLag(ctx);
  expect(lag!.bucketsLeased).toBe(lag!.buckets);
  await store('a');
  await drain(ctx, next, recorder);
  expect(await applied()).toEqual(['a']);
});
