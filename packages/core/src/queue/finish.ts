import { sql } from '../db/index.ts';
import { DomainError, type Id, retryDelay } from '../lib/index.ts';
import type { AnyContext, Statement } from '../ports/index.ts';
import type { ClaimedJob } from './claim.ts';
import type { JobKind } from './enqueue.ts';

/** What a handler reports about its run. */
export type JobOutcome =
  | { outcome: 'done' }
  | { outcome: 'retry'; reason: string; retryAfter?: number }
  /**
   * Nothing failed, but the job cannot finish yet: it runs again after this many milliseconds, with its attempts reset.
   */
  | { outcome: 'waiting'; runAfter: number }
  | { outcome: 'dead'; reason: string };

/**
 * Records the outcome of a run, if the claim is still valid.
 * @returns false when another worker has claimed the job since: nothing was written
 */
export async function finishJob(ctx: AnyContext, job: ClaimedJob, outcome: JobOutcome): Promise<boolean> {
  const now = ctx.clock.now();
  const delay = delayOf(ctx, job, outcome);
  const isOver = outcome.outcome === 'done' || outcome.outcome === 'dead';
  const status = isOver ? outcome.outcome : delay === null ? 'dead' : 'ready';
  const isWaiting = outcome.outcome === 'waiting';
  const rows = await ctx.db.query(sql`
    update jobs set status = ${status}, lease_until = null,
      attempts = case when ${isWaiting}::boolean then 0 else attempts end,
      deaths = case when ${isWaiting}::boolean then 0 else deaths end,
      last_error = ${'reason' in outcome ? outcome.reason.slice(0, 1_000) : null},
      run_at = case when ${status} = 'ready' then ${new Date(now.getTime() + (delay ?? 0))} else run_at end,
      finished_at = case when ${status} in ('done', 'dead') then ${now}::timestamptz end
    where id = ${job.id} and status = 'running' and fence = ${job.fence} returning id`);
  return rows.length === 1;
}

/** @returns milliseconds until the next run; null when there is none */
function delayOf(ctx: AnyContext, job: ClaimedJob, outcome: JobOutcome): number | null {
  if (outcome.outcome === 'waiting') return outcome.runAfter;
  return outcome.outcome === 'retry' ? retryDelay(job.attempts, ctx.random.fraction(), outcome.retryAfter) : null;
}

/**
 * Deletes jobs that finished before a given time; dead jobs stay until a user decides.
 * @returns the number of deleted jobs
 */
export async function forgetDoneJobs(ctx: AnyContext, tenantId: string, before: Date, limit: number): Promise<number> {
  const gone = await ctx.db.query(sql`
    delete from jobs where id in (
      select id from jobs where tenant_id = ${tenantId} and status = 'done' and finished_at < ${before}
      order by finished_at limit ${limit} for update skip locked)
    returning id`);
  return gone.length;
}

/**
 * Clears the last error of jobs, which may quote an address.
 * @param keys a query for their unique keys
 */
export async function eraseJobErrors(ctx: AnyContext, tenantId: string, kind: JobKind, keys: Statement): Promise<void> {
  await ctx.db.query(sql`
    update jobs set last_error = null where tenant_id = ${tenantId} and kind = ${kind} and unique_key in (${keys})`);
}

/**
 * Puts a dead job back in the queue with its attempts reset.
 * @throws DomainError `not_found` when there is no dead job with this id
 */
export async function replayJob(ctx: AnyContext, tenantId: Id<'ten'>, id: Id<'job'>): Promise<void> {
  const rows = await ctx.db.query(sql`
    update jobs set status = 'ready', attempts = 0, deaths = 0, run_at = ${ctx.clock.now()}, finished_at = null
    where tenant_id = ${tenantId} and id = ${id} and status = 'dead' returning id`);
  if (rows.length === 0) throw new DomainError('not_found', 'there is no dead job with this id');
}
