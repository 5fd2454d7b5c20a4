import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { type AnyJobDefinition, type ClaimedJob, type Priority, priorities } from './job.ts';
import type { jobs } from './tables.ts';

/** Jobs of one tenant and kind that run together. */
export type JobSet = { tenantId: string; kind: string; jobs: ClaimedJob[] };

const { urgent, normal, bulk } = priorities;

/** One claim in so many begins with a lower priority, so that urgent jobs without end do not keep others out. */
const turnsOfOrder = 8;

/** Which priorities a claim takes jobs of, first to last. */
function chooseOrder(fraction: number): readonly [Priority, Priority, Priority] {
  if (fraction < 1 / turnsOfOrder) return [bulk, urgent, normal];
  if (fraction < 2 / turnsOfOrder) return [normal, urgent, bulk];
  return [urgent, normal, bulk];
}

/**
 * Claims ready jobs. A lane is what one tenant has ready of one kind and priority; lanes take turns, so that thousands of
 * jobs of one tenant do not delay another's only job.
 * @param options.slots maximum sets
 * @param options.lease milliseconds
 * @param options.urgentOnly leaves other jobs where they are
 * @param options.jobs what this worker can run. Jobs of other kinds are claimed too, one at a time
 */
export async function claimJobs(
  ctx: AnyContext,
  options: { slots: number; lease: number; jobs: readonly AnyJobDefinition[]; urgentOnly?: boolean },
): Promise<JobSet[]> {
  const { slots, lease, urgentOnly = false } = options;
  const order = urgentOnly ? [urgent] : chooseOrder(ctx.random.fraction());
  const maxSets = Object.fromEntries(options.jobs.map(({ kind, maxSet }) => [kind, maxSet]));
  const now = ctx.clock.now();
  const rows = await ctx.db.query<ClaimedRow>(sql`
    with heads as materialized (
      -- The parts are read in this order, each only as far as the limit is not reached.
      ${sql.join(
        order.map(
          (priority) => sql`
            select * from (
              select id, tenant_id, kind, priority, turn, deaths from jobs where status = 'ready' and priority = ${priority}::smallint
              order by turn, id limit ${slots}::int for update skip locked
            ) head`,
        ),
        ' union all ',
      )}
      limit ${slots}::int
    ), lanes as materialized (
      select tenant_id, kind, priority, count(*) * max((${JSON.stringify(maxSets)}::text::jsonb ->> kind)::int) as room
      from heads where deaths = 0 and (${JSON.stringify(maxSets)}::text::jsonb ->> kind)::int > 1 group by 1, 2, 3
    ), taken as materialized (
      -- A job on which a worker died runs alone: it may have been the cause.
      select id, turn from heads h where not exists (
        select from lanes l where l.tenant_id = h.tenant_id and l.kind = h.kind and l.priority = h.priority and h.deaths = 0)
      union all
      select t.id, t.turn from lanes l cross join lateral (
        select j.id, j.turn from jobs j
        where j.status = 'ready' and j.tenant_id = l.tenant_id and j.kind = l.kind and j.priority = l.priority and j.deaths = 0
        order by j.turn, j.id limit l.room for update skip locked
      ) t
    ), clocks as (
      select setval(('job_clock_' || h.priority)::regclass, greatest(max(h.turn),
        pg_sequence_last_value(('job_clock_' || h.priority)::regclass))) from heads h group by h.priority
    ), claimed as (
      update jobs j set status = 'running', turn = null, attempts = attempts + 1, fence = fence + 1,
        lease_until = clock_timestamp() + ${lease}::int * interval '1 ms'
      -- An array, so that each row is found by its key: of a join the database expects a part of all jobs, and reads all.
      where j.id = any(array(select id from taken))
      returning j.id, j.tenant_id as "tenantId", j.kind, j.payload, j.attempts, j.fence, j.limit_key as "limitKey", j.deaths,
        j.priority
    ), starts as (
      insert into job_starts (tenant_id, key, started_at, jobs)
      select c."tenantId", c."limitKey", ${now}, count(*) from claimed c
      join job_limits l on l.tenant_id = c."tenantId" and l.key = c."limitKey" and l.window_ms is not null
      group by 1, 2
    )
    select c.*, (select count(*) from clocks) as "clocksMoved" from claimed c join taken t on t.id = c.id
    order by c.priority, t.turn, c.id`);
  return toSets(rows, maxSets);
}

type ClaimedRow = ClaimedJob & Pick<typeof jobs.$inferSelect, 'deaths' | 'priority'>;

function toSets(rows: readonly ClaimedRow[], maxSets: Record<string, number>): JobSet[] {
  const sets: JobSet[] = [];
  const open = new Map<string, JobSet>();
  for (const { id, tenantId, kind, payload, attempts, fence, limitKey, deaths, priority } of rows) {
    const job: ClaimedJob = { id, tenantId, kind, payload, attempts, fence, limitKey };
    const lane = JSON.stringify([tenantId, kind, priority]);
    const begun = deaths === 0 ? open.get(lane) : undefined;
    if (begun && begun.jobs.length < (maxSets[kind] ?? 1)) {
      begun.jobs.push(job);
      continue;
    }
    const set: JobSet = { tenantId, kind, jobs: [job] };
    sets.push(set);
    if (deaths === 0) open.set(lane, set);
  }
  return sets;
}

/**
 * Renews claims while their jobs run.
 * @returns the number of jobs that are still this worker's
 */
export async function extendLeases(ctx: AnyContext, claims: readonly ClaimedJob[], lease: number): Promise<number> {
  const held = claims.map(({ id, fence }) => ({ id, fence }));
  const rows = await ctx.db.query(sql`
    with given as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(held)}::text::jsonb) as g(id text, fence bigint)
    ), held as materialized (
      select j.id from jobs j join given g on j.id = g.id and j.fence = g.fence
      where j.lease_until is not null and j.id = any(array(select id from given)) order by j.id for update of j
    )
    update jobs j set lease_until = clock_timestamp() + ${lease}::int * interval '1 ms'
    where j.id = any(array(select id from held)) returning j.id`);
  return rows.length;
}
