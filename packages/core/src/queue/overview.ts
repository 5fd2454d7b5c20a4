import type { Queue } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';

const day = 24 * 60 * 60 * 1_000;

/** Counts of a tenant's jobs by state, and the newest dead ones. */
export async function readJobOverview(ctx: AnyContext, tenantId: string): Promise<Pick<Queue, 'jobs' | 'deadJobs'>> {
  const now = ctx.clock.now();
  const [counts] = await ctx.db.query<Queue['jobs']>(sql`
    select
      count(*) filter (where status = 'ready' and run_at <= ${now})::int as ready,
      count(*) filter (where status = 'ready' and run_at > ${now})::int as scheduled,
      count(*) filter (where status = 'running')::int as running,
      count(*) filter (where status = 'dead')::int as dead,
      count(*) filter (where status = 'done' and finished_at > ${new Date(now.getTime() - day)})::int as "doneLastDay"
    from jobs where tenant_id = ${tenantId}`);
  const dead = await ctx.db.query<{
    id: string;
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
