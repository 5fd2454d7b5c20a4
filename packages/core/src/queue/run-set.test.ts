import { expect, test } from 'vitest';
import { createTestQueue, lapseClaims, type Note, namesOf } from '../testing/index.ts';
import { finishJobs } from './finish.ts';
import { type ClaimedJob, defineJob, type JobOutcome } from './job.ts';
import { readJobOverview } from './overview.ts';
import { runJobSet } from './run-set.ts';

/** Runs a set of jobs, named `job 0`, `job 1`, …, by this code. */
async function setUp(count: number, run: (jobs: readonly ClaimedJob<Note>[]) => Promise<JobOutcome[]>) {
  const queue = await createTestQueue();
  const job = defineJob<Note>({ kind: 'test.set', maxSet: 10, run: (_, jobs) => run(jobs) });
  const { id } = await queue.newTenant();
  await queue.putMany(id, 'job', count, {}, job);
  const claimSets = () => queue.claimSets(8, { jobs: [job] });
  const outcomes = async () => {
    const [set] = await claimSets();
    const runs = await runJobSet(queue.ctx, [job], set!);
    await finishJobs(queue.ctx, runs);
    return runs.map(({ outcome }) => outcome.outcome);
  };
  return { ...queue, id, job, claimSets, outcomes };
}

test('each job of a set gets its own outcome', async () => {
  const all: JobOutcome[] = [
    { outcome: 'done' },
    { outcome: 'retry', reason: 'busy' },
    { outcome: 'waiting', runAfter: 5_000 },
    { outcome: 'dead', reason: 'no such contact' },
  ];
  const { ctx, id, outcomes } = await setUp(4, async () => all);
  expect(await outcomes()).toEqual(['done', 'retry', 'waiting', 'dead']);
  expect(await readJobOverview(ctx, id)).toMatchObject({
    jobs: { ready: 0, scheduled: 2, running: 0, dead: 1, doneLastDay: 1 },
    deadJobs: [{ lastError: 'no such contact' }],
  });
});

test('when a set throws, its jobs run one by one, and only the bad one is tried again', async () => {
  const ran: string[][] = [];
  const { ctx, id, outcomes } = await setUp(4, async (jobs) => {
    ran.push(namesOf(jobs));
    if (namesOf(jobs).includes('job 2')) throw new Error('cannot read job 2');
    return jobs.map(() => ({ outcome: 'done' }));
  });
  expect(await outcomes()).toEqual(['done', 'done', 'retry', 'done']);
  expect(ran).toEqual([['job 0', 'job 1', 'job 2', 'job 3'], ['job 0'], ['job 1'], ['job 2'], ['job 3']]);
  expect((await readJobOverview(ctx, id)).jobs).toMatchObject({ scheduled: 1, doneLastDay: 3 });
});

test('too few outcomes for a set are a fault of its code, not of its jobs', async () => {
  const { outcomes, log } = await setUp(2, async () => [{ outcome: 'done' }]);
  expect(await outcomes()).toEqual(['done', 'done']);
  expect(log.lines).toContainEqual(expect.objectContaining({ level: 'warn', message: expect.stringMatching('set') }));
});

test('jobs on which a worker died run alone, so that the one that kills does not take the others with it', async () => {
  const { ctx, id, claimSets, finishAll } = await setUp(6, async () => []);
  expect((await claimSets()).map(({ jobs }) => jobs.length)).toEqual([6]);
  await lapseClaims(ctx);
  for (let round = 0; round < 2; round++) {
    const sets = await claimSets();
    expect(sets.every(({ jobs }) => jobs.length === 1)).toBe(true);
    // All but one live through it.
    for (const { jobs } of sets) if (!namesOf(jobs).includes('job 3')) await finishAll(jobs);
    await lapseClaims(ctx);
  }
  expect(await claimSets()).toEqual([]);
  expect((await readJobOverview(ctx, id)).jobs).toMatchObject({ dead: 1, doneLastDay: 5 });
});

test('a job of an unknown kind waits and is told of in the log; a worker that knows it runs it', async () => {
  const { ctx, clock, log, id, job, claimSets } = await setUp(1, async (jobs) => jobs.map(() => ({ outcome: 'done' })));
  for (let look = 0; look < 20; look++) {
    const [set] = await claimSets();
    await finishJobs(ctx, await runJobSet(ctx, [], set!));
    expect(await claimSets()).toEqual([]);
    clock.advance(60_000);
  }
  expect(log.lines).toContainEqual(expect.objectContaining({ level: 'warn', fields: { kind: 'test.set', jobs: 1 } }));
  const [set] = await claimSets();
  expect(set!.jobs[0]!.attempts).toBe(1);
  await finishJobs(ctx, await runJobSet(ctx, [job], set!));
  expect((await readJobOverview(ctx, id)).jobs).toMatchObject({ scheduled: 0, doneLastDay: 1 });
});
