import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';

export type JobLimit = {
  /** Maximum jobs that begin within any `window` (milliseconds). Retries count. */
  rate?: { max: number; window: number };
  /** Maximum jobs in progress. */
  maxRunning?: number;
};

/** Sets or changes the limit of a tenant's jobs with this key. It holds from the next look of a worker, within 0.1 s. */
export async function setJobLimit(ctx: AnyContext, tenantId: string, key: string, limit: JobLimit): Promise<void> {
  const { rate, maxRunning } = limit;
  await ctx.db.query(sql`
    insert into job_limits (tenant_id, key, max_starts, window_ms, max_running)
    values (${tenantId}, ${key}, ${rate?.max ?? null}, ${rate?.window ?? null}, ${maxRunning ?? null})
    on conflict (tenant_id, key) do update set max_starts = excluded.max_starts, window_ms = excluded.window_ms,
      max_running = excluded.max_running`);
}

/** Removes a limit: the jobs that it held become ready. */
export async function removeJobLimit(ctx: AnyContext, tenantId: string, key: string): Promise<void> {
  await ctx.db.query(sql`
    with gone as (delete from job_limits where tenant_id = ${tenantId} and key = ${key})
    delete from job_starts where tenant_id = ${tenantId} and key = ${key}`);
}

/** How many jobs of a tenant with this key have begun within the window of their limit; 0 without a limit. */
export async function countStarts(ctx: AnyContext, tenantId: string, key: string): Promise<number> {
  const [row] = await ctx.db.query<{ jobs: number }>(sql`
    select coalesce(sum(s.jobs), 0)::int as jobs from job_limits l
    join job_starts s on s.tenant_id = l.tenant_id and s.key = l.key
    where l.tenant_id = ${tenantId} and l.key = ${key}
      and s.started_at > ${ctx.clock.now()}::timestamptz - l.window_ms * interval '1 ms'`);
  return row!.jobs;
}
