import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { JobDefinition, Priority } from './job.ts';
import { revive } from './revive.ts';
import { runWaiting } from './run-waiting.ts';
import { clocks, nextTurn } from './turns.ts';

export type NewJob<Payload extends object> = {
  tenantId: string;
  payload: Payload;
  /** A key is enqueued only once per tenant and kind. */
  uniqueKey?: string;
  /** If omitted, at once. */
  runAt?: Date;
  /** If omitted, that of the definition. */
  priority?: Priority;
  /** Jobs with the same key share the limit that `setJobLimit` sets. */
  limitKey?: string;
};

/**
 * Enqueues jobs with one statement. With a transaction as `ctx.db`, they exist if and only if the transaction commits.
 * @returns the number of jobs whose key was not enqueued before
 */
export async function enqueue<Payload extends object>(
  ctx: AnyContext,
  job: JobDefinition<Payload>,
  items: readonly NewJob<NoInfer<Payload>>[],
): Promise<number> {
  const now = ctx.clock.now();
  // Held jobs begin in the order of their ids, which are random within a millisecond.
  const ids = items.map(() => ctx.ids.newId('job')).sort();
  const given = items.map((item, no) => ({
    no,
    id: ids[no]!,
    tenant_id: item.tenantId,
    payload: item.payload,
    unique_key: item.uniqueKey,
    priority: item.priority ?? job.priority,
    limit_key: item.limitKey,
    run_at: item.runAt ?? now,
  }));
  const [row] = await ctx.db.query<{ added: number }>(sql`
    with given as materialized (
      select g.*, ${job.kind}::text as kind,
        case when g.run_at > ${now}::timestamptz then 'waiting' when g.limit_key is not null then 'held' else 'ready' end as status
      from jsonb_to_recordset(${JSON.stringify(given)}::text::jsonb) as g(
        no integer, id text, tenant_id text, payload jsonb, unique_key text, priority smallint, limit_key text, run_at timestamptz)
    ), fresh as (
      -- In one order, so that two transactions with the same keys do not wait for each other.
      insert into job_keys (tenant_id, kind, unique_key, job_id)
      select tenant_id, kind, unique_key, id from given where unique_key is not null order by tenant_id, unique_key, no
      on conflict do nothing returning job_id
    ), news as materialized (
      select * from given where unique_key is null or id in (select job_id from fresh)
    ), ${clocks}, lanes as materialized (
      select l.tenant_id, l.priority, ${nextTurn(sql.trusted('l'))} as turn
      from (select distinct tenant_id, kind, priority from news where status = 'ready') l join clocks c using (priority)
    ), added as (
      insert into jobs (id, tenant_id, kind, payload, unique_key, priority, limit_key, status, run_at, turn, created_at)
      select n.id, n.tenant_id, n.kind, n.payload, n.unique_key, n.priority, n.limit_key, n.status, n.run_at,
        l.turn + row_number() over (partition by n.status, n.tenant_id, n.priority order by n.no) - 1, ${now}
      from news n left join lanes l
        on n.status = 'ready' and l.tenant_id = n.tenant_id and l.priority = n.priority
      order by n.no
      returning 1
    )
    select count(*)::int as added from added`);
  return row!.added;
}

/**
 * Makes sure that the job with this key is under way: a dead one is put back in the queue, and one that has finished is
 * enqueued anew.
 */
export async function enqueueAgain<Payload extends object>(
  ctx: AnyContext,
  job: JobDefinition<Payload>,
  item: NewJob<NoInfer<Payload>> & { uniqueKey: string },
): Promise<void> {
  const { tenantId, uniqueKey } = item;
  const [known] = await ctx.db.query<{ id: Id<'job'> | null }>(sql`
    select j.id from job_keys k left join jobs j on j.id = k.job_id
    where k.tenant_id = ${tenantId} and k.kind = ${job.kind} and k.unique_key = ${uniqueKey}`);
  if (known?.id) {
    await revive(ctx, tenantId, known.id);
    return;
  }
  if (known) {
    await ctx.db.query(sql`
      delete from job_keys where tenant_id = ${tenantId} and kind = ${job.kind} and unique_key = ${uniqueKey}`);
  }
  await enqueue(ctx, job, [item]);
}

/**
 * The same for many, which are put back or enqueued with few statements. Their errors and attempts start anew. What waits
 * runs at once, unless it is to run later.
 */
export async function enqueueAllAgain<Payload extends object>(
  ctx: AnyContext,
  job: JobDefinition<Payload>,
  items: readonly (NewJob<NoInfer<Payload>> & { tenantId: Id<'ten'>; uniqueKey: string })[],
): Promise<void> {
  for (const [tenantId, own] of Map.groupBy(items, (item) => item.tenantId)) {
    const keys = own.map(({ uniqueKey }) => uniqueKey);
    const theirs = sql`k.tenant_id = ${tenantId} and k.kind = ${job.kind} and k.unique_key in ${sql.texts(keys)}`;
    await ctx.db.query(sql`
      delete from jobs j using job_keys k where ${theirs} and j.id = k.job_id and j.status = 'dead'`);
    await ctx.db.query(sql`
      delete from job_keys k where ${theirs} and not exists (select from jobs j where j.id = k.job_id)`);
    await enqueue(ctx, job, own);
    const now = ctx.clock.now();
    await runWaiting(
      ctx,
      job,
      tenantId,
      own.filter(({ runAt }) => runAt === undefined || runAt <= now).map(({ uniqueKey }) => uniqueKey),
    );
  }
}
