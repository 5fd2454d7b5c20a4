import type { Queue } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';

const day = 24 * 60 * 60 * 1_000;

type JobOverview = Pick<Queue, 'jobs'> & { deadJobs: (Queue['deadJobs'][number] & { id: Id<'job'> })[] };

/** Counts of a tenant's jobs by state, and the newest dead jobs. */
export async function readJobOverview(ctx: AnyContext, tenantId: string): Promise<JobOverview> {
  const now = ctx.clock.now();
  // Each state is counted separately, since each has its index: finished jobs are kept for a month.
  const own = (status: 'ready' | 'running' | 'dead' | 'done') =>
    sql`select count(*)::int from jobs where tenant_id = ${tenantId} and status = ${sql.trusted(`'${status}'`)}`;
  const [counts] = await ctx.db.query<Queue['jobs']>(sql`
    select
      (${own('ready')} and run_at <= ${now}) as ready, (${own('ready')} and run_at > ${now}) as scheduled,
      (${own('running')}) as running, (${own('dead')}) as dead,
      (${own('done')} and finished_at > ${new Date(now.getTime() - day)}) as "doneLastDay"`);
  const dead = await ctx.db.query<{
    id: Id<'job'>;
    kind: string;
    attempts: number;
    last_error: string | null;
    finished_at: Date;
  }>(sql`
    select id, kind, attempts, last_error, finished_at from jobs
    where tenant_id = ${tenantId} and status = 'dead' order by id desc limit 50`);
  return {
    jobs: counts!,
    deadJobs: dead.map((job) => ({
      id: job.id,
      kind: job.kind,
      attempts: job.attempts,
      lastError: job.last_error,
      diedAt: job.finished_at.toISOString(),
    })),
  };
}
