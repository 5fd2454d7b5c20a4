import { sql } from '../db/index.ts';
import { type Id, retryDelay } from '../lib/index.ts';
import type { AnyContext, Statement } from '../ports/index.ts';
import type { ClaimedJob, JobOutcome } from './job.ts';
import type { jobs } from './tables.ts';

export type FinishedRun = { job: ClaimedJob; outcome: JobOutcome };

/**
 * Records the outcomes of runs with one statement, each if its claim is still valid.
 * @returns the jobs of which it was; the others have been claimed by another worker since, and nothing was written
 */
export async function finishJobs(ctx: AnyContext, runs: readonly FinishedRun[]): Promise<Set<Id<'job'>>> {
  const now = ctx.clock.now();
  const given = runs.map(({ job, outcome }) => {
    const delay = delayOf(ctx, job, outcome);
    return {
      id: job.id,
      fence: job.fence,
      status: outcome.outcome === 'done' ? 'done' : delay === null ? 'dead' : 'waiting',
      run_at: delay === null ? null : new Date(now.getTime() + delay),
      last_error: 'reason' in outcome ? outcome.reason.slice(0, 1_000) : null,
      resets: outcome.outcome === 'waiting',
    };
  });
  const rows = await ctx.db.query<Pick<typeof jobs.$inferSelect, 'id'>>(sql`
    with given as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(given)}::text::jsonb)
        as g(id text, fence bigint, status text, run_at timestamptz, last_error text, resets boolean)
    ), ours as materialized (
      -- Locked in one order, since the renewal of these leases may be under way.
      -- Running jobs are those with a lease. Asked for by status, the database also reads the index of all that ran lately.
      select j.id, g.status, g.run_at, g.last_error, g.resets from jobs j join given g on j.id = g.id and j.fence = g.fence
      where j.lease_until is not null and j.id = any(array(select id from given)) order by j.id for update of j
    ), done as (
      delete from jobs j where j.id = any(array(select id from ours where status = 'done'))
      returning j.tenant_id, j.id, j.kind, j.unique_key, j.attempts, j.created_at
    ), kept as (
      insert into finished_jobs (tenant_id, finished_at, id, kind, unique_key, attempts, created_at)
      select tenant_id, ${now}, id, kind, unique_key, attempts, created_at from done
    ), others as (
      update jobs j set status = o.status, lease_until = null,
        attempts = case when o.resets then 0 else j.attempts end, deaths = case when o.resets then 0 else j.deaths end,
        last_error = o.last_error, run_at = coalesce(o.run_at, j.run_at),
        died_at = case when o.status = 'dead' then ${now}::timestamptz end,
        failed_at = case when not o.resets then ${now}::timestamptz end
      from ours o
      where j.id = o.id and j.id = any(array(select id from ours where status <> 'done'))
    )
    select id from ours`);
  return new Set(rows.map(({ id }) => id));
}

/** @returns milliseconds until the next run; null when there is none */
function delayOf(ctx: AnyContext, job: ClaimedJob, outcome: JobOutcome): number | null {
  if (outcome.outcome === 'waiting') return outcome.runAfter;
  return outcome.outcome === 'retry' ? retryDelay(job.attempts, ctx.random.fraction(), outcome.retryAfter) : null;
}

/**
 * Deletes jobs that finished before a given time, and their keys; dead jobs stay until a user decides.
 * @returns the number of deleted jobs
 */
export async function forgetDoneJobs(ctx: AnyContext, tenantId: string, before: Date, limit: number): Promise<number> {
  const [row] = await ctx.db.query<{ gone: number }>(sql`
    with old as materialized (
      select tenant_id, finished_at, id from finished_jobs where tenant_id = ${tenantId} and finished_at < ${before}
      order by finished_at limit ${limit} for update skip locked
    ), gone as (
      delete from finished_jobs f using old o
      where f.tenant_id = o.tenant_id and f.finished_at = o.finished_at and f.id = o.id
      returning f.tenant_id, f.kind, f.unique_key, f.id
    ), keys as (
      delete from job_keys k using gone g
      where k.tenant_id = g.tenant_id and k.kind = g.kind and k.unique_key = g.unique_key and k.job_id = g.id
    )
    select count(*)::int as gone from gone`);
  return row!.gone;
}

/**
 * Clears the last error of jobs, which may quote an address.
 * @param keys a query for their unique keys
 */
export async function eraseJobErrors(ctx: AnyContext, tenantId: string, kind: string, keys: Statement): Promise<void> {
  const theirs = await ctx.db.query<Pick<typeof jobs.$inferSelect, 'id'>>(sql`
    select job_id as id from job_keys where tenant_id = ${tenantId} and kind = ${kind} and unique_key in (${keys})`);
  await ctx.db.query(sql`
    with known as materialized (
      select id from jobs where id in ${sql.texts(theirs.map(({ id }) => id))} order by id for update
    )
    update jobs j set last_error = null from known k where j.id = k.id`);
}
