import { setTimeout as pause } from 'node:timers/promises';
import { consumers } from '@beckon/core/consumers';
import { DatabaseUnavailable, sql } from '@beckon/core/db';
import { readLag } from '@beckon/core/log';
import { deliver, readDeliveries } from '@beckon/core/messages';
import { readStats } from '@beckon/core/metrics';
import type { Context } from '@beckon/core/ports';
import { readJobOverview } from '@beckon/core/queue';
import { collect, createTestContext, lapseClaims } from '@beckon/core/testing';
import { expect, onTestFinished, test } from 'vitest';
import { startWorker } from './index.ts';

/** A worker of its own, with a clock that runs: the heartbeat asks it. */
async function setUp() {
  const context = await createTestContext({ maxConnections: 8 });
  const started = performance.now();
  const wall = { setBack: 0 };
  const ctx: Context = {
    ...context.ctx,
    clock: {
      now: () => new Date(Date.parse('2026-03-01T12:00:00Z') + performance.now() - started - wall.setBack),
      monotonic: () => performance.now(),
    },
  };
  const tenant = await context.newTenant();
  const away = { is: false };
  /** The worker's way to the database, which can be cut. */
  const reach: Context['db'] = {
    ...ctx.db,
    query: (...given) => (away.is ? Promise.reject(new DatabaseUnavailable('away')) : ctx.db.query(...given)),
    transaction: (...given) =>
      away.is ? Promise.reject(new DatabaseUnavailable('away')) : ctx.db.transaction(...given),
  };
  const start = (holder: string) => {
    const worker = startWorker(
      { ...ctx, db: reach },
      { holder, untilStored: (milliseconds) => pause(Math.min(milliseconds, 20)) },
    );
    onTestFinished(() => worker.stop());
    return worker;
  };
  const order = (number: number) => ({
    id: `order ${number}`,
    type: 'placed_order',
    userId: `user ${number % 10}`,
    properties: { orderId: `${number}`, total: 100, currency: 'USD' },
  });
  const orders = async () => (await readStats(ctx, tenant.id)).orders;
  return { ...context, ctx, tenant, start, order, orders, wall, away };
}

async function makeDelivery(ctx: Context, tenantId: string): Promise<string> {
  const contactId = ctx.ids.newId('ctc');
  await ctx.db.query(sql`
    insert into contacts (id, tenant_id, email, created_at)
    values (${contactId}, ${tenantId}, ${`${contactId}@example.com`}, ${ctx.clock.now()})`);
  await deliver(ctx, {
    tenantId,
    contactId,
    message: 'newsletter_confirmation',
    businessKey: contactId,
    variables: { confirm_url: 'https://beckon.test/c/x' },
  });
  return contactId;
}

async function readJob(ctx: Context) {
  const rows = await ctx.db.query<{ status: string; deaths: number | null; attempts: number; is_held: boolean }>(sql`
    select status, deaths, attempts, lease_until > clock_timestamp() as is_held from jobs
    union all select 'done', null, attempts, false from finished_jobs`);
  return rows[0]!;
}

test('it applies stored events and sends due deliveries', async () => {
  const { ctx, tenant, sender, start, order, orders } = await setUp();
  start('worker');
  await collect(ctx, tenant.server, [order(1), order(2)]);
  const contactId = await makeDelivery(ctx, tenant.id);
  await expect.poll(orders, { timeout: 10_000 }).toBe(2);
  await expect.poll(() => sender.sent.length, { timeout: 10_000 }).toBe(1);
  await expect.poll(async () => (await readDeliveries(ctx, tenant.id, contactId))[0]!.status).toBe('sent');
});

test('a stopping worker finishes its current work and releases its buckets', async () => {
  const { ctx, tenant, sender, start } = await setUp();
  const { promise: isSending, resolve: sending } = Promise.withResolvers<void>();
  const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>();
  sender.answer = async () => {
    sending();
    await mayAnswer;
    return { outcome: 'sent', vendorId: null };
  };
  const worker = start('worker');
  await makeDelivery(ctx, tenant.id);
  await isSending;
  const stopped = worker.stop();
  answer();
  await stopped;
  expect((await readJobOverview(ctx, tenant.id)).jobs).toMatchObject({ running: 0, doneLastDay: 1 });
  for (const lag of await readLag(ctx)) expect(lag.bucketsLeased).toBe(0);
});

test('a clock that is set back by an hour does not stop the worker', async () => {
  const { ctx, tenant, start, order, orders, wall } = await setUp();
  start('worker');
  await collect(ctx, tenant.server, [order(1)]);
  await expect.poll(orders, { timeout: 10_000 }).toBe(1);
  wall.setBack = 60 * 60_000;
  // Longer than a lease: without a heartbeat its buckets lapse.
  await pause(9_000);
  await collect(ctx, tenant.server, [order(2)]);
  await expect.poll(orders, { timeout: 10_000 }).toBe(2);
  const leases = await readLag(ctx);
  expect(leases.map(({ bucketsLeased, buckets }) => bucketsLeased === buckets)).toEqual(consumers.map(() => true));
}, 40_000);

test('a job whose lease lapses during a database outage continues, and no death is counted', async () => {
  const { ctx, tenant, sender, start, away } = await setUp();
  const { promise: isSending, resolve: sending } = Promise.withResolvers<void>();
  const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>();
  sender.answer = async () => {
    sending();
    await mayAnswer;
    return { outcome: 'sent', vendorId: null };
  };
  start('worker');
  const contactId = await makeDelivery(ctx, tenant.id);
  const job = () => readJob(ctx);
  await isSending;
  for (let outage = 0; outage < 3; outage++) {
    away.is = true;
    await lapseClaims(ctx);
    await pause(1_200);
    away.is = false;
    await expect.poll(job, { timeout: 10_000 }).toMatchObject({ status: 'running', deaths: 0, is_held: true });
  }
  answer();
  await expect
    .poll(async () => (await readDeliveries(ctx, tenant.id, contactId))[0]!.status, { timeout: 5_000 })
    .toBe('sent');
  await expect.poll(job).toMatchObject({ status: 'done', attempts: 1 });
}, 60_000);

test('an outcome that meets an outage is recorded after it, and no death is counted', async () => {
  const { ctx, tenant, sender, start, away } = await setUp();
  sender.answer = async () => {
    away.is = true;
    return { outcome: 'sent', vendorId: null };
  };
  start('worker');
  await makeDelivery(ctx, tenant.id);
  await expect.poll(() => away.is, { timeout: 10_000 }).toBe(true);
  await pause(1_500);
  away.is = false;
  await expect
    .poll(() => readJob(ctx), { timeout: 5_000 })
    .toMatchObject({ status: 'waiting', deaths: 0, attempts: 1 });
}, 30_000);

test('a worker that is stopped in an outage does not wait for its end', async () => {
  const { ctx, tenant, sender, start, away } = await setUp();
  sender.answer = async () => {
    away.is = true;
    return { outcome: 'sent', vendorId: null };
  };
  const worker = start('worker');
  await makeDelivery(ctx, tenant.id);
  await expect.poll(() => away.is, { timeout: 10_000 }).toBe(true);
  await pause(500);
  const stopped = performance.now();
  await worker.stop();
  expect(performance.now() - stopped).toBeLessThan(5_000);
}, 30_000);

test('two workers share the log, and when one goes the other does its part', async () => {
  const { ctx, tenant, start, order, orders } = await setUp();
  const first = start('first');
  start('second');
  for (let number = 0; number < 40; number += 10) {
    await collect(
      ctx,
      tenant.server,
      Array.from({ length: 10 }, (_, next) => order(number + next)),
    );
  }
  await expect.poll(orders, { timeout: 15_000 }).toBe(40);
  await first.stop();
  await collect(
    ctx,
    tenant.server,
    Array.from({ length: 10 }, (_, next) => order(100 + next)),
  );
  await expect.poll(orders, { timeout: 15_000 }).toBe(50);
});

test('a job whose handler fails is tried again and says why', async () => {
  const { ctx, tenant, sender, start } = await setUp();
  sender.answer = () => {
    throw new TypeError('the adapter has a fault');
  };
  start('worker');
  await makeDelivery(ctx, tenant.id);
  const lastError = async () =>
    (await ctx.db.query<{ last_error: string | null }>(sql`select last_error from jobs`))[0]!.last_error;
  await expect.poll(lastError, { timeout: 10_000 }).toBe('TypeError: the adapter has a fault');
});

test('a worker survives a database outage', async () => {
  const { ctx, tenant, start, order, orders } = await setUp();
  start('worker');
  await collect(ctx, tenant.server, [order(1)]);
  await expect.poll(orders, { timeout: 10_000 }).toBe(1);
  for (let round = 0; round < 5; round++) {
    await ctx.db
      .query(sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`)
      .catch(() => {});
    // As a client does: after a failure the pool refuses to connect for a moment, so one repeat is not enough.
    await expect
      .poll(
        () =>
          collect(ctx, tenant.server, [order(10 + round)]).then(
            () => true,
            () => false,
          ),
        { timeout: 10_000 },
      )
      .toBe(true);
  }
  await expect.poll(() => orders().catch(() => 0), { timeout: 15_000 }).toBe(6);
});

test('consumers have names of their own', () => {
  expect(new Set(consumers.map(({ name }) => name)).size).toBe(consumers.length);
});
