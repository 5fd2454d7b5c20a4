import { expect, test } from 'vitest';
import { createTestQueue, lapseClaims, namesOf, page } from '../testing/index.ts';
import { removeJobLimit, setJobLimit } from './limits.ts';
import { readJobOverview } from './overview.ts';
import { wakeJobs } from './wake.ts';

const second = 1_000;
const limitKey = 'account';
const perMinute = (max: number) => ({ rate: { max, window: 60 * second } });

test('limit of 2 in 60 s, 6 jobs: no window of 60 s has more than 2, and all are done in about two minutes', async () => {
  const { ctx, clock, newTenant, putMany, claim, finishAll } = await createTestQueue();
  const { id } = await newTenant();
  await setJobLimit(ctx, id, limitKey, perMinute(2));
  await putMany(id, 'mail', 6, { limitKey });
  const began: number[] = [];
  for (let at = 0; at <= 125; at++) {
    const jobs = await claim();
    began.push(...jobs.map(() => at));
    await finishAll(jobs);
    clock.advance(second);
  }
  expect(began).toEqual([0, 0, 60, 60, 120, 120]);
});

test('a limit that is raised while it holds jobs takes effect at once, and so does its removal', async () => {
  const { ctx, newTenant, putMany, claim } = await createTestQueue();
  const { id } = await newTenant();
  await setJobLimit(ctx, id, limitKey, perMinute(2));
  await putMany(id, 'mail', 15, { limitKey });
  expect(await claim()).toHaveLength(2);
  expect(await claim()).toEqual([]);
  await setJobLimit(ctx, id, limitKey, perMinute(10));
  expect(await claim()).toHaveLength(8);
  await setJobLimit(ctx, id, limitKey, perMinute(1));
  expect(await claim()).toEqual([]);
  await removeJobLimit(ctx, id, limitKey);
  expect(await claim()).toHaveLength(5);
});

test('jobs that are held cost no attempt, block no others, and are shown as scheduled', async () => {
  const { ctx, clock, newTenant, put, putMany, claim } = await createTestQueue();
  const [limited, free] = [await newTenant(), await newTenant()];
  await setJobLimit(ctx, limited.id, limitKey, perMinute(1));
  await putMany(limited.id, 'held', 100, { limitKey });
  expect(await claim()).toHaveLength(1);
  await put(limited.id, 'other');
  await put(free.id, 'same key of another shop', { limitKey });
  expect(namesOf(await claim()).toSorted()).toEqual(['other', 'same key of another shop']);
  expect((await readJobOverview(ctx, limited.id)).jobs).toMatchObject({ ready: 0, scheduled: 99, running: 2 });
  clock.advance(60 * second);
  const [next] = await claim();
  expect(next!.attempts).toBe(1);
});

test('a limit of jobs in progress counts those that workers hold, and gives room when they end', async () => {
  const { ctx, newTenant, putMany, claim, finish } = await createTestQueue();
  const { id } = await newTenant();
  await setJobLimit(ctx, id, limitKey, { maxRunning: 2 });
  await putMany(id, 'call', 5, { limitKey });
  const [first, second] = await claim();
  expect(await claim()).toEqual([]);
  await finish(first!);
  expect(await claim()).toHaveLength(1);
  await finish(second!, { outcome: 'retry', reason: 'busy' });
  expect(await claim()).toHaveLength(1);
  expect(await claim()).toEqual([]);
});

test('what a dead worker began counts for the rate; its jobs wait for room like others', async () => {
  const { ctx, clock, newTenant, putMany, claim } = await createTestQueue();
  const { id } = await newTenant();
  await setJobLimit(ctx, id, limitKey, perMinute(2));
  await putMany(id, 'mail', 2, { limitKey });
  expect(await claim()).toHaveLength(2);
  await lapseClaims(ctx);
  expect(await claim()).toEqual([]);
  clock.advance(60 * second);
  expect(await claim()).toHaveLength(2);
});

test('several workers at once do not begin more than a limit allows, whenever they claim what was let through', async () => {
  const { ctx, clock, newTenant, putMany, claim, finishAll } = await createTestQueue({ maxConnections: 8 });
  const { id } = await newTenant();
  await setJobLimit(ctx, id, limitKey, { ...perMinute(7), maxRunning: 5 });
  await putMany(id, 'mail', 40, { limitKey }, page);
  const began: number[] = [];
  for (let at = 0; began.length < 40; at += 10) {
    // Small claims leave jobs that have passed the limit to the next round.
    const claims = await Promise.all([claim(1), claim(1), claim(1), claim(1)]);
    const jobs = claims.flat();
    expect(jobs.length).toBeLessThanOrEqual(5);
    began.push(...jobs.map(() => at));
    await finishAll(jobs);
    for (const start of began) {
      expect(began.filter((time) => time >= start && time < start + 60).length).toBeLessThanOrEqual(7);
    }
    clock.advance(10 * second);
    if (at > 600) throw new Error(`only ${began.length} began in ten minutes`);
  }
});

test('more limits than one look takes are all served', async () => {
  const { ctx, newTenant, put, claim } = await createTestQueue();
  const { id } = await newTenant();
  for (let key = 0; key < 250; key++) await put(id, `job ${key}`, { limitKey: `key ${key}` });
  let after = await wakeJobs(ctx);
  expect(after).not.toBeNull();
  for (let look = 0; look < 2; look++) after = await wakeJobs(ctx, { after });
  expect(after).toBeNull();
  expect(await claim(300)).toHaveLength(250);
});
