import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseUnavailable } from '@beckon/core/db';
import type { Context } from '@beckon/core/ports';
import {
  defineJob,
  enqueue,
  type JobDefinition,
  priorities,
  readJobOverview,
  setJobLimit,
  wakeJobs,
} from '@beckon/core/queue';
import { createTestContext, lapseClaims } from '@beckon/core/testing';
import { expect, onTestFinished, test } from 'vitest';
import { runJobs } from './run-jobs.ts';

type Note = { name: string };

async function setUp() {
  const context = await createTestContext({ maxConnections: 6 });
  const ctx: Context = {
    ...context.ctx,
    clock: { now: () => new Date(), monotonic: () => performance.now() },
  };
  const { id } = await context.newTenant();
  const start = (job: JobDefinition<Note>, options: { concurrency?: number; db?: Context['db'] } = {}) => {
    const stop = new AbortController();
    const loop = runJobs(
      { ...ctx, db: options.db ?? ctx.db },
      {
        signal: stop.signal,
        jobs: [job],
        untilStored: (milliseconds) => pause(Math.min(milliseconds, 20)),
        ...(options.concurrency ? { concurrency: options.concurrency } : {}),
      },
    );
    const end = async () => {
      stop.abort();
      await loop;
    };
    onTestFinished(end);
    return end;
  };
  const put = (job: JobDefinition<Note>, names: string[], more: object = {}) =>
    enqueue(
      ctx,
      job,
      names.map((name) => ({ tenantId: id, payload: { name }, ...more })),
    );
  const done = async () => (await readJobOverview(ctx, id)).jobs.doneLastDay;
  return { ctx, id, start, put, done };
}

const numbered = (count: number) => Array.from({ length: count }, (_, at) => `${at}`);

test('an urgent job has a place of its own while bulk jobs fill the others', async () => {
  const { start, put } = await setUp();
  const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
  const ran: string[] = [];
  const job = defineJob<Note>({
    kind: 'test.slow',
    async run(_, { payload }) {
      ran.push(payload.name);
      if (payload.name !== 'opt-in') await mayEnd;
      return { outcome: 'done' };
    },
  });
  await put(job, numbered(20), { priority: priorities.bulk });
  start(job, { concurrency: 4 });
  onTestFinished(() => end());
  await expect.poll(() => ran.length, { timeout: 10_000 }).toBe(3);
  await put(job, ['opt-in'], { priority: priorities.urgent });
  await expect.poll(() => ran, { timeout: 10_000 }).toContain('opt-in');
  expect(ran).toHaveLength(4);
});

test('hundreds of jobs run in sets, each once', async () => {
  const { start, put, done } = await setUp();
  const sizes: number[] = [];
  const ran: string[] = [];
  const job = defineJob<Note>({
    kind: 'test.set',
    maxSet: 100,
    async run(_, jobs) {
      sizes.push(jobs.length);
      ran.push(...jobs.map(({ payload }) => payload.name));
      return jobs.map(() => ({ outcome: 'done' }));
    },
  });
  await put(job, numbered(450));
  start(job);
  await expect.poll(done, { timeout: 20_000 }).toBe(450);
  expect(new Set(ran).size).toBe(450);
  expect(ran).toHaveLength(450);
  expect(sizes.toSorted((a, b) => b - a)).toEqual([100, 100, 100, 100, 50]);
});

test('a worker that dies before it claims, after it claimed, or before it stores the outcome leaves no job behind', async () => {
  const { ctx, start, put, done } = await setUp();
  const ran: string[] = [];
  const job = defineJob<Note>({
    kind: 'test.fragile',
    maxSet: 10,
    async run(_, jobs) {
      ran.push(...jobs.map(({ payload }) => payload.name));
      return jobs.map(() => ({ outcome: 'done' }));
    },
  });
  await put(job, numbered(30));
  // The statement is done or not, and its answer does not come: the worker knows nothing of it.
  for (const [point, happens] of [
    [/with heads/, false],
    [/with heads/, true],
    [/insert into finished_jobs/, false],
    [/insert into finished_jobs/, true],
  ] as const) {
    let deaths = 0;
    const query: Context['db']['query'] = async (statement, options) => {
      if (!point.test(statement.text)) return ctx.db.query(statement, options);
      if (happens && deaths === 0) await ctx.db.query(statement, options);
      deaths++;
      throw new DatabaseUnavailable('the worker died');
    };
    const end = start(job, { db: { ...ctx.db, query } });
    await expect.poll(() => deaths, { timeout: 10_000 }).toBeGreaterThan(0);
    await end();
    await lapseClaims(ctx);
    // Another worker, which has been in touch with the database for long enough, finds the lapsed leases.
    await wakeJobs(ctx);
  }
  start(job);
  await expect.poll(done, { timeout: 30_000 }).toBe(30);
  expect(new Set(ran).size).toBe(30);
}, 60_000);

test('a limit of one job in progress is used without pauses', async () => {
  const { ctx, id, start, put, done } = await setUp();
  await setJobLimit(ctx, id, 'account', { maxRunning: 1 });
  let running = 0;
  let most = 0;
  const job = defineJob<Note>({
    kind: 'test.limited',
    async run() {
      most = Math.max(most, ++running);
      await pause(2);
      running--;
      return { outcome: 'done' };
    },
  });
  await put(job, numbered(20), { limitKey: 'account' });
  start(job);
  await expect.poll(done, { timeout: 20_000 }).toBe(20);
  expect(most).toBe(1);
});
