import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { JobKind, JobPayloads } from './enqueue.ts';

/**
 * A job in progress. The worker that holds `fence` may finish it; after the lease expires, another worker may have a
 * newer fence.
 */
export type ClaimedJob = {
  [K in JobKind]: {
    id: Id<'job'>;
    tenantId: Id<'ten'>;
    kind: K;
    payload: JobPayloads[K];
    attempts: number;
    fence: number;
  };
}[JobKind];

/** A job whose worker dies this often is dead: the attempt is counted when the job is claimed, before it runs. */
export const maxDeaths = 3;

/**
 * Claims jobs that are ready, taking the tenants in turn, so that thousands of jobs of one tenant do not delay
 * another's only job. Jobs whose worker died (lease expired by the database's clock) are put back in the queue.
 * @param lease milliseconds
 * @param isWatching false while this worker has not reached the database for the length of a lease: then leases expire
 *   because the database was unavailable, and live workers have not renewed theirs yet
 */
export async function claimJobs(
  ctx: AnyContext,
  limit: number,
  lease: number,
  isWatching = true,
): Promise<ClaimedJob[]> {
  const rows = await ctx.db.query<{
    id: Id<'job'>;
    tenant_id: Id<'ten'>;
    kind: JobKind;
    payload: never;
    attempts: number;
    fence: number;
  }>(sql`
    with lapsed as (
      update jobs set deaths = deaths + 1, lease_until = null, last_error = 'its worker died',
        status = case when deaths + 1 < ${maxDeaths}::int then 'ready' else 'dead' end,
        finished_at = case when deaths + 1 < ${maxDeaths}::int then null else ${ctx.clock.now()}::timestamptz end
      where id in (
        select id from jobs where ${isWatching}::boolean and status = 'running' and lease_until <= clock_timestamp()
        order by lease_until limit 100 for update skip locked)
      returning id
    ), candidates as (
      select j.id, j.rank from tenants t cross join lateral (
        select id, row_number() over (order by run_at, id) as rank from jobs
        where tenant_id = t.id and status = 'ready' and run_at <= ${ctx.clock.now()}
        order by run_at, id limit ${limit}
      ) j
      order by j.rank limit ${limit}
    ), locked as (
      select j.id from jobs j join candidates c on c.id = j.id
      where j.status = 'ready' for update of j skip locked
    )
    update jobs j set status = 'running', attempts = attempts + 1, fence = fence + 1,
      lease_until = clock_timestamp() + ${lease}::int * interval '1 ms'
    from locked where j.id = locked.id
    returning j.id, j.tenant_id, j.kind, j.payload, j.attempts, j.fence`);
  return rows.map((row) => ({
    id: row.id,
    tenantId: row.tenant_id,
    kind: row.kind,
    payload: row.payload,
    attempts: row.attempts,
    fence: row.fence,
  }));
}

/** Renews a claim while its job runs. Returns false when another worker has claimed the job: stop. */
export async function extendLease(ctx: AnyContext, job: ClaimedJob, lease: number): Promise<boolean> {
  const rows = await ctx.db.query(sql`
    update jobs set lease_until = clock_timestamp() + ${lease}::int * interval '1 ms'
    where id = ${job.id} and status = 'running' and fence = ${job.fence} returning id`);
  return rows.length === 1;
}
