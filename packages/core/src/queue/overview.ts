import type { Queue } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { jobs } from './tables.ts';

const day = 24 * 60 * 60 * 1_000;

type JobOverview = Pick<Queue, 'jobs'> & { deadJobs: (Queue['deadJobs'][number] & { id: Id<'job'> })[] };

type DeadJob = Pick<typeof jobs.$inferSelect, 'id' | 'kind' | 'attempts' | 'lastError' | 'diedAt'>;

/** Counts of a tenant's jobs by state, and the newest dead jobs. */
export async function readJobOverview(ctx: AnyContext, tenantId: string): Promise<JobOverview> {
  const now = ctx.clock.now();
  const own = sql`tenant_id = ${tenantId}`;
  const [counts] = await ctx.db.query<Queue['jobs']>(sql`
    select
      (select count(*)::int from jobs where ${own} and status = 'ready')
        + (select count(*)::int from jobs where ${own} and status = 'waiting' and run_at <= ${now}) as ready,
      (select count(*)::int from jobs where ${own} and status = 'waiting' and run_at > ${now})
        + (select count(*)::int from jobs where ${own} and status = 'held') as scheduled,
      (select count(*)::int from jobs where ${own} and status = 'running') as running,
      (select count(*)::int from jobs where ${own} and status = 'dead') as dead,
      (select count(*)::int from finished_jobs where ${own} and finished_at > ${new Date(now.getTime() - day)}) as "doneLastDay"`);
  const dead = await ctx.db.query<DeadJob>(sql`
    select id, kind, attempts, last_error as "lastError", died_at as "diedAt" from jobs
    where tenant_id = ${tenantId} and status = 'dead' order by id desc limit 50`);
  return {
    jobs: counts!,
    deadJobs: dead.map((job) => ({ ...job, diedAt: job.diedAt!.toISOString() })),
  };
}
