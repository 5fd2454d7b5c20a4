import { expect, test } from 'vitest';
import { sql } from '../db/index.ts';
import { retrySchedule } from '../lib/index.ts';
import { createTestQueue, lapseClaims, namesOf, note } from '../testing/index.ts';
import { extendLeases } from './claim.ts';
import { enqueue, enqueueAgain } from './enqueue.ts';
import { forgetDoneJobs } from './finish.ts';
import { readJobOverview } from './overview.ts';
import { replayJob } from './revive.ts';
import { wakeJobs } from './wake.ts';

const second = 1_000;

test('workers that claim at once never get the same job', async () => {
  const { newTenant, putMany, claim } = await createTestQueue({ maxConnections: 8 });
  const { id } = await newTenant();
  await putMany(id, 'job', 60);
  const claims = await Promise.all(Array.from({ length: 8 }, () => claim(10)));
  const names = namesOf(claims.flat());
  expect(new Set(names).size).toBe(names.length);
  // Jobs that a claim skipped because another had locked them are available to the next claim.
  expect([...names, ...namesOf(await claim(60))].length).toBe(60);
});

test('a job is not run before its time', async () => {
  const { ctx, clock, newTenant, put, claim } = await createTestQueue();
  const { id } = await newTenant();
  await put(id, 'later', { runAt: new Date(clock.now().getTime() + 5 * second) });
  expect(await claim()).toEqual([]);
  expect((await readJobOverview(ctx, id)).jobs).toMatchObject({ ready: 0, scheduled: 1 });
  clock.advance(5 * second);
  expect(namesOf(await claim())).toEqual(['later']);
});

test('a worker that lost its claim can no longer change the job', async () => {
  const { ctx, lease, newTenant, put, claim, finish } = await createTestQueue();
  const { id } = await newTenant();
  await put(id, 'a');
  const [late] = await claim();
  await lapseClaims(ctx);
  const [current] = await claim();
  expect(current!.fence).toBe(late!.fence + 1);
  expect(await extendLeases(ctx, [late!], lease)).toBe(0);
  expect(await finish(late!, { outcome: 'done' })).toBe(false);
  expect(await finish(late!, { outcome: 'dead', reason: 'x' })).toBe(false);
  expect((await readJobOverview(ctx, id)).jobs).toMatchObject({ running: 1, dead: 0, doneLastDay: 0 });
  expect(await extendLeases(ctx, [current!], lease)).toBe(1);
  expect(await finish(current!, { outcome: 'done' })).toBe(true);
  expect(await finish(current!, { outcome: 'retry', reason: 'x' })).toBe(false);
  expect((await readJobOverview(ctx, id)).jobs).toMatchObject({ running: 0, doneLastDay: 1 });
});

test('a lease that is renewed holds', async () => {
  const { ctx, lease, newTenant, put, claim } = await createTestQueue();
  await put((await newTenant()).id, 'a');
  const [job] = await claim();
  await lapseClaims(ctx);
  expect(await extendLeases(ctx, [job!], lease)).toBe(1);
  expect(await claim()).toEqual([]);
  expect(await claim()).toEqual([]);
});

test('a failed job is tried again at the times of the schedule, and is dead after the last', async () => {
  const { ctx, chance, clock, newTenant, put, claim, finish } = await createTestQueue();
  const { id } = await newTenant();
  chance.is = 0;
  await put(id, 'a');
  for (const wait of retrySchedule) {
    const [job] = await claim();
    expect(await finish(job!, { outcome: 'retry', reason: 'no answer' })).toBe(true);
    clock.advance(wait - 1);
    expect(await claim()).toEqual([]);
    clock.advance(1);
  }
  const [last] = await claim();
  expect(last!.attempts).toBe(retrySchedule.length + 1);
  await finish(last!, { outcome: 'retry', reason: 'no answer' });
  expect(await readJobOverview(ctx, id)).toMatchObject({
    jobs: { ready: 0, scheduled: 0, running: 0, dead: 1 },
    deadJobs: [{ kind: 'test.note', attempts: 13, lastError: 'no answer', diedAt: clock.now().toISOString() }],
  });
});

test('what a vendor asks for is waited for', async () => {
  const { clock, newTenant, put, claim, finish } = await createTestQueue();
  await put((await newTenant()).id, 'a');
  const [job] = await claim();
  await finish(job!, { outcome: 'retry', reason: '429', retryAfter: 90 * second });
  clock.advance(89 * second);
  expect(await claim()).toEqual([]);
  clock.advance(1 * second);
  expect(await claim()).toHaveLength(1);
});

test('a job that waits runs again when it said, with a fresh set of tries', async () => {
  const { ctx, clock, newTenant, put, claim, finish } = await createTestQueue();
  const { id } = await newTenant();
  await put(id, 'a');
  for (let run = 0; run <= retrySchedule.length + 1; run++) {
    const [job] = await claim();
    expect(job!.attempts).toBe(1);
    expect(await finish(job!, { outcome: 'waiting', runAfter: 3 * second })).toBe(true);
    clock.advance(3 * second - 1);
    expect(await claim()).toEqual([]);
    clock.advance(1);
  }
  expect((await readJobOverview(ctx, id)).jobs).toMatchObject({ ready: 1, dead: 0, doneLastDay: 0 });
});

test('a job whose worker dies three times is dead', async () => {
  const { ctx, newTenant, put, claim } = await createTestQueue();
  const { id } = await newTenant();
  await put(id, 'killer');
  for (let death = 1; death <= 3; death++) {
    expect(await claim()).toHaveLength(1);
    await lapseClaims(ctx);
  }
  expect(await claim()).toEqual([]);
  expect(await readJobOverview(ctx, id)).toMatchObject({
    jobs: { dead: 1, running: 0, ready: 0 },
    deadJobs: [{ lastError: 'its worker died' }],
  });
});

test('a dead job can be put back in line, with all its tries and lives', async () => {
  const { ctx, newTenant, put, claim } = await createTestQueue();
  const [owner, stranger] = [await newTenant(), await newTenant()];
  await put(owner.id, 'a');
  for (let death = 1; death <= 3; death++) {
    await claim();
    await lapseClaims(ctx);
  }
  await wakeJobs(ctx);
  const [dead] = (await readJobOverview(ctx, owner.id)).deadJobs;
  await expect(replayJob(ctx, stranger.id, dead!.id)).rejects.toMatchObject({ code: 'not_found' });
  await replayJob(ctx, owner.id, dead!.id);
  await expect(replayJob(ctx, owner.id, dead!.id)).rejects.toMatchObject({ code: 'not_found' });
  const [again] = await claim();
  expect(again).toMatchObject({ id: dead!.id, attempts: 1 });
  await lapseClaims(ctx);
  await wakeJobs(ctx);
  expect((await readJobOverview(ctx, owner.id)).jobs).toMatchObject({ ready: 1, dead: 0 });
});

test('the same key is enqueued once per tenant', async () => {
  const { newTenant, put, claim } = await createTestQueue();
  const [mine, theirs] = [await newTenant(), await newTenant()];
  await put(mine.id, 'first', { uniqueKey: 'k' });
  await put(mine.id, 'second', { uniqueKey: 'k' });
  await put(theirs.id, 'theirs', { uniqueKey: 'k' });
  await put(mine.id, 'no key');
  await put(mine.id, 'no key');
  expect(namesOf(await claim()).toSorted()).toEqual(['first', 'no key', 'no key', 'theirs']);
});

test('a job exists if and only if the transaction that enqueued it commits', async () => {
  const { ctx, newTenant, claim } = await createTestQueue();
  const { id } = await newTenant();
  const inTransaction = (name: string, end: () => void) =>
    ctx.db.transaction(async (tx) => {
      await enqueue({ ...ctx, db: tx }, note, [{ tenantId: id, payload: { name } }]);
      end();
    });
  await inTransaction('dropped', () => {
    throw new Error('no');
  }).catch(() => {});
  await inTransaction('kept', () => {});
  expect(namesOf(await claim())).toEqual(['kept']);
  expect(await ctx.db.query(sql`select count(*)::int as count from jobs`)).toEqual([{ count: 1 }]);
});

test('a set of jobs is written with one statement, and a key counts within it and for as long as its job is known', async () => {
  const { ctx, clock, newTenant, claim, finishAll } = await createTestQueue();
  const { id } = await newTenant();
  const item = (name: string, uniqueKey?: string) => ({
    tenantId: id,
    payload: { name },
    ...(uniqueKey ? { uniqueKey } : {}),
  });
  expect(await enqueue(ctx, note, [item('a', 'k'), item('b', 'k'), item('c', 'l'), item('d')])).toBe(3);
  expect(await enqueue(ctx, note, [item('a', 'k'), item('e', 'm')])).toBe(1);
  expect(await enqueue(ctx, note, [])).toBe(0);
  const claimed = await claim();
  expect(namesOf(claimed).toSorted()).toEqual(['a', 'c', 'd', 'e']);
  await finishAll(claimed);
  expect(await enqueue(ctx, note, [item('a', 'k')])).toBe(0);
  clock.advance(second);
  expect(await forgetDoneJobs(ctx, id, clock.now(), 3)).toBe(3);
  expect(await forgetDoneJobs(ctx, id, clock.now(), 3)).toBe(1);
  expect(await enqueue(ctx, note, [item('a', 'k'), item('c', 'l')])).toBe(2);
  expect(await ctx.db.query(sql`select count(*)::int as count from job_keys`)).toEqual([{ count: 2 }]);
});

test('transactions with the same keys in different orders do not lock each other out', async () => {
  const { ctx, newTenant, claim } = await createTestQueue({ maxConnections: 4 });
  const { id } = await newTenant();
  const keys = Array.from({ length: 50 }, (_, at) => `${at}`);
  const put = (names: string[]) =>
    enqueue(
      ctx,
      note,
      names.map((name) => ({ tenantId: id, payload: { name }, uniqueKey: name })),
    );
  for (let round = 0; round < 10; round++) {
    const added = await Promise.all([put(keys), put(keys.toReversed()), put(keys)]);
    expect(added.reduce((sum, count) => sum + count)).toBe(round === 0 ? 50 : 0);
  }
  expect(await claim()).toHaveLength(50);
});

test('a job that is asked for again is put back if dead, enqueued anew if done, and left alone if under way', async () => {
  const { ctx, newTenant, claim, finish } = await createTestQueue();
  const { id } = await newTenant();
  const ask = () => enqueueAgain(ctx, note, { tenantId: id, payload: { name: 'a' }, uniqueKey: 'k' });
  await ask();
  await ask();
  const [first] = await claim();
  await ask();
  expect(await claim()).toEqual([]);
  await finish(first!, { outcome: 'dead', reason: 'no' });
  expect(await claim()).toEqual([]);
  await ask();
  const [again] = await claim();
  expect(again).toMatchObject({ id: first!.id, attempts: 1 });
  await finish(again!);
  await ask();
  const [anew] = await claim();
  expect(anew!.id).not.toBe(first!.id);
});
