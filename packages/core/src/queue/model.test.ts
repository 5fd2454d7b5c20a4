import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sql } from '../db/index.ts';
import { createTestQueue, lapseClaims, type Note, note, page, runs } from '../testing/index.ts';
import { enqueue } from './enqueue.ts';
import { finishJobs } from './finish.ts';
import type { ClaimedJob, JobOutcome } from './job.ts';
import { setJobLimit } from './limits.ts';
import { replayJob } from './revive.ts';
import { wakeJobs } from './wake.ts';

type Step =
  | {
      do: 'enqueue';
      tenant: 0 | 1;
      count: number;
      isSet: boolean;
      later: boolean;
      limited: boolean;
      key: number | null;
    }
  | { do: 'wake' }
  | { do: 'lapse' }
  | { do: 'replay' }
  | { do: 'pass time' }
  | { do: 'claim'; slots: number }
  | { do: 'finish'; count: number; outcome: JobOutcome['outcome']; late: boolean };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('enqueue' as const),
    tenant: fc.constantFrom(0 as const, 1 as const),
    count: fc.integer({ min: 1, max: 5 }),
    isSet: fc.boolean(),
    later: fc.boolean(),
    limited: fc.boolean(),
    key: fc.option(fc.integer({ min: 0, max: 3 })),
  }),
  fc.constantFrom<Step>({ do: 'wake' }, { do: 'lapse' }, { do: 'replay' }, { do: 'pass time' }),
  fc.record({ do: fc.constant('claim' as const), slots: fc.integer({ min: 1, max: 4 }) }),
  fc.record({
    do: fc.constant('finish' as const),
    count: fc.integer({ min: 1, max: 6 }),
    outcome: fc.constantFrom('done' as const, 'retry' as const, 'waiting' as const, 'dead' as const),
    late: fc.boolean(),
  }),
);

const toOutcome = (outcome: JobOutcome['outcome']): JobOutcome => {
  if (outcome === 'waiting') return { outcome, runAfter: 1_000 };
  return outcome === 'done' ? { outcome } : { outcome, reason: 'no' };
};

const queue = await createTestQueue();
const { ctx, clock, claim, newTenant } = queue;

test('in whatever order jobs are enqueued, claimed, finished, lapsed and replayed: each ends once, and none is lost', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      for (const table of ['jobs', 'job_keys', 'finished_jobs', 'job_limits', 'job_starts']) {
        await ctx.db.query(sql`delete from ${sql.trusted(table)}`);
      }
      const tenants = [await newTenant(), await newTenant()] as const;
      for (const { id } of tenants)
        await setJobLimit(ctx, id, 'slow', { rate: { max: 3, window: 10_000 }, maxRunning: 2 });
      let made = 0;
      let enqueued = 0;
      const keys = new Set<string>();
      /** Claims that no worker has given up, newest last; and those whose lease has lapsed. */
      let held: ClaimedJob[] = [];
      let lapsed: ClaimedJob[] = [];
      const finished = new Set<string>();

      const run = async (given: Step) => {
        if (given.do === 'enqueue') {
          const tenantId = tenants[given.tenant].id;
          const job = given.isSet ? page : note;
          const items = Array.from({ length: given.count }, () => ({
            tenantId,
            payload: { name: `${++made}` } satisfies Note,
            ...(given.key === null ? {} : { uniqueKey: `${given.key}` }),
            ...(given.later ? { runAt: new Date(clock.now().getTime() + 2_000) } : {}),
            ...(given.limited ? { limitKey: 'slow' } : {}),
          }));
          const name = `${given.tenant} ${job.kind} ${given.key}`;
          const expected = given.key === null ? given.count : keys.has(name) ? 0 : 1;
          if (given.key !== null) keys.add(name);
          expect(await enqueue(ctx, job, items)).toBe(expected);
          enqueued += expected;
        } else if (given.do === 'wake') {
          await wakeJobs(ctx);
        } else if (given.do === 'lapse') {
          await lapseClaims(ctx);
          lapsed = [...lapsed, ...held];
          held = [];
        } else if (given.do === 'pass time') {
          clock.advance(5_000);
        } else if (given.do === 'replay') {
          const [dead] = await ctx.db.query<{ id: ClaimedJob['id']; tenant_id: ClaimedJob['tenantId'] }>(sql`
            select id, tenant_id from jobs where status = 'dead' limit 1`);
          if (dead) await replayJob(ctx, dead.tenant_id, dead.id);
        } else if (given.do === 'claim') {
          const jobs = await claim(given.slots);
          const taken = new Set(held.map(({ id }) => id));
          for (const { id } of jobs) {
            expect(finished.has(id), 'claimed after it was done').toBe(false);
            expect(taken.has(id), 'claimed while another worker holds it').toBe(false);
          }
          held.push(...jobs);
        } else {
          const from = given.late ? lapsed : held;
          const jobs = from.splice(0, given.count);
          const ours = await finishJobs(
            ctx,
            jobs.map((job) => ({ job, outcome: toOutcome(given.outcome) })),
          );
          for (const { id } of jobs) {
            if (!given.late) expect(ours.has(id), 'a valid claim was refused').toBe(true);
            if (ours.has(id) && given.outcome === 'done') {
              expect(finished.has(id), 'done twice').toBe(false);
              finished.add(id);
            }
          }
        }
        const [counts] = await ctx.db.query<{ live: number; done: number }>(sql`
          select (select count(*)::int from jobs) as live, (select count(*)::int from finished_jobs) as done`);
        expect(counts).toEqual({ live: enqueued - finished.size, done: finished.size });
      };
      for (const each of steps) await run(each);

      // What is left comes to its end: workers die no more, and time passes.
      await lapseClaims(ctx);
      held = [];
      for (let round = 0; round < 200 && finished.size < enqueued; round++) {
        clock.advance(30_000);
        await run({ do: 'replay' });
        await run({ do: 'claim', slots: 100 });
        await run({ do: 'finish', count: 1_000, outcome: 'done', late: false });
      }
      expect(finished.size).toBe(enqueued);
    }),
    { numRuns: runs(40) },
  );
}, 240_000);
