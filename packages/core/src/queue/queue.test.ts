import { expect, test } from 'vitest';
import { sql } from '../db/index.ts';
import { type Id, retrySchedule } from '../lib/index.ts';
import { createTestContext, lapseClaims } from '../testing/index.ts';
import { type ClaimedJob, claimJobs, extendLease } from './claim.ts';
import { enqueue } from './enqueue.ts';
import { finishJob, replayJob } from './finish.ts';
import { readJobOverview } from './overview.ts';

const second = 1_000;
const lease = 10_000;

/** Each test has its own database: a claim takes jobs of all tenants. */
async function setUp() {
  const { ctx, clock, newTenant } = await createTestContext();
  const put = (tenantId: string, name: string, more: object = {}) =>
    enqueue(ctx, { tenantId, kind: 'delivery.send', payload: { deliveryId: name as Id<'dlv'> }, ...more });
  const claim = (limit = 100) => claimJobs(ctx, limit, lease);
  const namesOf = (jobs: ClaimedJob[]) =>
    jobs.map(({ payload }) => (payload as { deliveryId: string }).deliveryId).toSorted();
  return { ctx, clock, newTenant, put, claim, namesOf };
}

test('tenants are served in turn: one that floods does not keep the others waiting', async () => {
  const { newTenant, put, claim, namesOf } = await setUp();
  const [noisy, quiet, modest] = [await newTenant(), await newTenant(), await newTenant()];
  for (let number = 0; number < 100; number++) await put(noisy.id, `noisy ${number}`);
  await put(quiet.id, 'quiet');
  await put(modest.id, 'modest 1');
  await put(modest.id, 'modest 2');
  expect(namesOf(await claim(6)).filter((name) => !name.startsWith('noisy'))).toEqual([
    'modest 1',
    'modest 2',
    'quiet',
  ]);
});

test('workers that claim at once never get the same job', async () => {
  const { newTenant, put, claim, namesOf } = await setUp();
  const { id } = await newTenant();
  for (let number = 0; number < 60; number++) await put(id, `${number}`);
  const claims = await Promise.all(Array.from({ length: 8 }, () => claim(10)));
  const names = namesOf(claims.flat());
  expect(new Set(names).size).toBe(names.length);
  // Jobs that a claim skipped because another had locked them are available to the next claim.
  expect(namesOf([...claims.flat(), ...(await claim(60))])).toHaveLength(60);
});

test('a job is not run before its time', async () => {
  const { ctx, clock, newTenant, put, claim, namesOf } = await setUp();
  const { id } = await newTenant();
  await put(id, 'later', { runAt: new Date(clock.now().getTime() + 5 * second) });
  expect(await claim()).toEqual([]);
  expect((await readJobOverview(ctx, id)).jobs).toMatchObject({ ready: 0, scheduled: 1 });
  clock.advance(5 * second);
  expect(namesOf(await claim())).toEqual(['later']);
});

test('a worker that lost its claim can no longer change the job', async () => {
  const { ctx, newTenant, put, claim } = await setUp();
  const { id } = await newTenant();
  await put(id, 'a');
  const [late] = await claim();
  await lapseClaims(ctx);
  expect(await claim()).toEqual([]);
  const [current] = await claim();
  expect(current!.fence).toBe(late!.fence + 1);
  expect(await extendLease(ctx, late!, lease)).toBe(false);
  expect(await finishJob(ctx, late!, { outcome: 'done' })).toBe(false);
  expect(await finishJob(ctx, late!, { outcome: 'dead', reason: 'x' })).toBe(false);
  expect((await readJobOverview(ctx, id)).jobs).toMatchObject({ running: 1, dead: 0, doneLastDay: 0 });
  expect(await extendLease(ctx, current!, lease)).toBe(true);
  expect(await finishJob(ctx, current!, { outcome: 'done' })).toBe(true);
  expect(await finishJob(ctx, current!, { outcome: 'retry', reason: 'x' })).toBe(false);
  expect((await readJobOverview(ctx, id)).jobs).toMatchObject({ running: 0, doneLastDay: 1 });
});

test('a lease that is renewed holds', async () => {
  const { ctx, newTenant, put, claim } = await setUp();
  await put((await newTenant()).id, 'a');
  const [job] = await claim();
  await lapseClaims(ctx);
  expect(await extendLease(ctx, job!, lease)).toBe(true);
  expect(await claim()).toEqual([]);
  expect(await claim()).toEqual([]);
});

test('a failed job is tried again at the times of the schedule, and is dead after the last', async () => {
  const { ctx, clock, newTenant, put, claim } = await setUp();
  const { id } = await newTenant();
  const patient = { ...ctx, random: { ...ctx.random, fraction: () => 0 } };
  await put(id, 'a');
  for (const wait of retrySchedule) {
    const [job] = await claim();
    expect(await finishJob(patient, job!, { outcome: 'retry', reason: 'no answer' })).toBe(true);
    clock.advance(wait - 1);
    expect(await claim()).toEqual([]);
    clock.advance(1);
  }
  const [last] = await claim();
  expect(last!.attempts).toBe(retrySchedule.length + 1);
  await finishJob(patient, last!, { outcome: 'retry', reason: 'no answer' });
  expect(await readJobOverview(ctx, id)).toMatchObject({
    jobs: { ready: 0, scheduled: 0, running: 0, dead: 1 },
    deadJobs: [{ kind: 'delivery.send', attempts: 13, lastError: 'no answer', diedAt: clock.now().toISOString() }],
  });
});

test('what a vendor asks for is waited for', async () => {
  const { ctx, clock, newTenant, put, claim } = await setUp();
  await put((await newTenant()).id, 'a');
  const [job] = await claim();
  await finishJob(ctx, job!, { outcome: 'retry', reason: '429', retryAfter: 90 * second });
  clock.advance(89 * second);
  expect(await claim()).toEqual([]);
  clock.advance(1 * second);
  expect(await claim()).toHaveLength(1);
});

test('a job that waits runs again when it said, with a fresh set of tries', async () => {
  const { ctx, clock, newTenant, put, claim } = await setUp();
  const { id } = await newTenant();
  await put(id, 'a');
  for (let run = 0; run <= retrySchedule.length + 1; run++) {
    const [job] = await claim();
    expect(job!.attempts).toBe(1);
    expect(await finishJob(ctx, job!, { outcome: 'waiting', runAfter: 3 * second })).toBe(true);
    clock.advance(3 * second - 1);
    expect(await claim()).toEqual([]);
    clock.advance(1);
  }
  expect((await readJobOverview(ctx, id)).jobs).toMatchObject({ ready: 1, dead: 0, doneLastDay: 0 });
});

test('a job whose worker dies three times is dead', async () => {
  const { ctx, newTenant, put, claim } = await setUp();
  const { id } = await newTenant();
  await put(id, 'killer');
  for (let death = 1; death <= 3; death++) {
    expect(await claim()).toHaveLength(1);
    await lapseClaims(ctx);
    expect(await claim()).toEqual([]);
  }
  expect(await claim()).toEqual([]);
  expect(await readJobOverview(ctx, id)).toMatchObject({
    jobs: { dead: 1, running: 0, ready: 0 },
    deadJobs: [{ lastError: 'its worker died' }],
  });
});

test('a dead job can be put back in line, with all its tries and lives', async () => {
  const { ctx, newTenant, put, claim } = await setUp();
  const [owner, stranger] = [await newTenant(), await newTenant()];
  await put(owner.id, 'a');
  for (let death = 1; death <= 3; death++) {
    await claim();
    await lapseClaims(ctx);
    await claim();
  }
  const [dead] = (await readJobOverview(ctx, owner.id)).deadJobs;
  await expect(replayJob(ctx, stranger.id, dead!.id)).rejects.toMatchObject({ code: 'not_found' });
  await replayJob(ctx, owner.id, dead!.id);
  await expect(replayJob(ctx, owner.id, dead!.id)).rejects.toMatchObject({ code: 'not_found' });
  const [again] = await claim();
  expect(again).toMatchObject({ id: dead!.id, attempts: 1 });
  await lapseClaims(ctx);
  await claim();
  expect((await readJobOverview(ctx, owner.id)).jobs).toMatchObject({ ready: 1, dead: 0 });
});

test('the same key is enqueued once per tenant', async () => {
  const { newTenant, put, claim, namesOf } = await setUp();
  const [mine, theirs] = [await newTenant(), await newTenant()];
  await put(mine.id, 'first', { uniqueKey: 'k' });
  await put(mine.id, 'second', { uniqueKey: 'k' });
  await put(theirs.id, 'theirs', { uniqueKey: 'k' });
  await put(mine.id, 'no key');
  await put(mine.id, 'no key');
  expect(namesOf(await claim())).toEqual(['first', 'no key', 'no key', 'theirs']);
});

test('a job exists if and only if the transaction that enqueued it commits', async () => {
  const { ctx, newTenant, claim, namesOf } = await setUp();
  const { id } = await newTenant();
  const inTransaction = (name: string, end: () => void) =>
    ctx.db.transaction(async (tx) => {
      await enqueue(
        { ...ctx, db: tx },
        { tenantId: id, kind: 'delivery.send', payload: { deliveryId: name as Id<'dlv'> } },
      );
      end();
    });
  await inTransaction('dropped', () => {
    throw new Error('no');
  }).catch(() => {});
  await inTransaction('kept', () => {});
  expect(namesOf(await claim())).toEqual(['kept']);
  expect(await ctx.db.query(sql`select count(*)::int as count from jobs`)).toEqual([{ count: 1 }]);
});
