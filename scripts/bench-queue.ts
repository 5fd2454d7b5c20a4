import { parseArgs } from 'node:util';
import { clock, ids } from '../apps/server/src/system.ts';
import { sql } from '../packages/core/src/db/index.ts';
import { claimJobs, defineJob, enqueue, finishJobs, wakeJobs } from '../packages/core/src/queue/index.ts';
import { openBench } from './bench-database.ts';

/**
 * `pnpm bench:queue [--jobs n] [--done n]`: what a job costs, in CPU of the database (/proc/<pid>/schedstat, Linux) and of
 * this process, by the number of tenants and of jobs that are done. Exits with 1 where claiming and finishing one by one
 * costs more than twice as much with 10,000 tenants and all the done jobs as with one tenant and none.
 */
const { values: options } = parseArgs({
  options: { jobs: { type: 'string', default: '5000' }, done: { type: 'string', default: '1000000' } },
});
const jobs = Number(options.jobs);
const done = Number(options.done);
const maxFactor = 2;
const atOnce = 100;
const enqueuedAtOnce = 500;

type Payload = { deliveryId: string };
const single = defineJob<Payload>({ kind: 'bench.single', run: async () => ({ outcome: 'done' }) });
const inSets = defineJob<Payload>({
  kind: 'bench.set',
  maxSet: atOnce,
  run: async (_, given) => given.map(() => ({ outcome: 'done' })),
});
const definitions = [single, inSets];

const bench = await openBench();
const { ctx, db } = bench;
try {
  console.log('| tenants | done jobs | enqueue | claim and finish, 100 at once | 8 at once | 7 sets of at most 100 |');
  console.log('|---|---|---|---|---|---|');
  // Not counted: the first run of each statement.
  await measure(1, 0);
  const first = await measure(1, 0);
  for (const tenants of [1_000, 10_000]) await measure(tenants, 0);
  await addDone();
  for (const tenants of [1, 1_000]) await measure(tenants, done);
  const last = await measure(10_000, done);
  if (!(last < maxFactor * first)) process.exitCode = 1;
} finally {
  await bench.close();
}

/** @returns microseconds of database CPU to claim and finish one job, 100 at once */
async function measure(tenants: number, doneJobs: number): Promise<number> {
  const start = async () => {
    const [database, own] = [await bench.databaseCpu(), process.cpuUsage()];
    return async () => {
      const { user, system } = process.cpuUsage(own);
      return { database: (((await bench.databaseCpu()) - database) * 1_000) / jobs, own: (user + system) / jobs };
    };
  };
  const fill = async (job: typeof single) => {
    for (let from = 0; from < jobs; from += enqueuedAtOnce) {
      await enqueue(
        ctx,
        job,
        Array.from({ length: Math.min(enqueuedAtOnce, jobs - from) }, (_, at) => ({
          tenantId: `ten_${(from + at) % tenants}`,
          payload: { deliveryId: ids.newId('dlv') },
          uniqueKey: ids.newId('dlv'),
        })),
      );
    }
  };
  const drain = async (slots: number) => {
    let wokenAt = 0;
    for (let left = jobs; left > 0; ) {
      // As often as a worker does.
      if (performance.now() - wokenAt >= 100) {
        await wakeJobs(ctx);
        wokenAt = performance.now();
      }
      const claimed = (await claimJobs(ctx, { slots, lease: 10_000, jobs: definitions })).flatMap((set) => set.jobs);
      await finishJobs(
        ctx,
        claimed.map((job) => ({ job, outcome: { outcome: 'done' } })),
      );
      left -= claimed.length;
    }
  };
  const timed = async (work: () => Promise<void>) => {
    const end = await start();
    await work();
    return end();
  };
  const filled = await timed(() => fill(single));
  const hundreds = await timed(() => drain(atOnce));
  await fill(single);
  const eights = await timed(() => drain(8));
  await fill(inSets);
  const sets = await timed(() => drain(7));
  const shown = [filled, hundreds, eights, sets].map(
    ({ database, own }) => `${database.toFixed(0)} + ${own.toFixed(0)}`,
  );
  console.log(`| ${[tenants, doneJobs, ...shown].join(' | ')} |`);
  return hundreds.database;
}

async function addDone(): Promise<void> {
  await db.query(sql`
    with made as (
      insert into finished_jobs (tenant_id, finished_at, id, kind, unique_key, attempts, created_at)
      select 'ten_' || n % 1000, ${clock.now()}::timestamptz - n * interval '1 second', 'job_done' || n, ${single.kind}, 'done' || n, 1,
        ${clock.now()}::timestamptz - n * interval '1 second'
      from generate_series(1, ${done}::int) n returning tenant_id, kind, unique_key, id
    )
    insert into job_keys (tenant_id, kind, unique_key, job_id) select * from made`);
}
