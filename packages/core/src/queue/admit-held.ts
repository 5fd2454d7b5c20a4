import { sql } from '../db/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import type { jobLimits } from './tables.ts';
import { clocks, nextTurn } from './turns.ts';

/** A limit: the jobs of one tenant with one key. */
export type LimitPlace = Pick<typeof jobLimits.$inferSelect, 'tenantId' | 'key'>;

/** Maximum limits that one call looks at, and jobs that it lets through for each. */
const maxLimits = 100;
const maxAdmitted = 1_000;

/**
 * Makes jobs ready that were held for a limit, as far as the limit has room. A ready job counts as begun from here on, so
 * no more of them can begin within a window than the limit allows, whenever workers claim them.
 * @param after where the last call ended; limits take turns
 * @returns where to go on; null for the first limit
 */
export async function admitHeld(ctx: Context, after: LimitPlace | null): Promise<LimitPlace | null> {
  const places = await findHeld(ctx, after);
  if (places.length === 0) return null;
  await ctx.db.transaction((tx) => admit({ ...ctx, db: tx }, places));
  return places.length < maxLimits ? null : places.at(-1)!;
}

/** The limits that jobs are held for: one look into the index for each, however many jobs there are. */
function findHeld(ctx: AnyContext, after: LimitPlace | null): Promise<LimitPlace[]> {
  return ctx.db.query<LimitPlace>(sql`
    with recursive places as (
      (select tenant_id, limit_key, 1 as number from jobs
        where status = 'held' and (tenant_id, limit_key) > (${after?.tenantId ?? ''}, ${after?.key ?? ''})
        order by tenant_id, limit_key limit 1)
      union all
      select n.*, p.number + 1 from places p cross join lateral (
        select tenant_id, limit_key from jobs
        where status = 'held' and (tenant_id, limit_key) > (p.tenant_id, p.limit_key)
        order by tenant_id, limit_key limit 1
      ) n where p.number < ${maxLimits}::int
    )
    select tenant_id as "tenantId", limit_key as key from places order by number`);
}

async function admit(ctx: Context<Transaction>, places: readonly LimitPlace[]): Promise<void> {
  const given = JSON.stringify(places.map(({ tenantId, key }) => ({ tenant_id: tenantId, key })));
  // A limit that another worker looks at is left to it. Counting follows in the next statement, which sees all that was
  // committed before the lock.
  const locked = await ctx.db.query<LimitPlace>(sql`
    select l.tenant_id as "tenantId", l.key from job_limits l
    join jsonb_to_recordset(${given}::text::jsonb) as g(tenant_id text, key text) on g.tenant_id = l.tenant_id and g.key = l.key
    for update of l skip locked`);
  const ours = JSON.stringify(locked.map(({ tenantId, key }) => ({ tenant_id: tenantId, key })));
  const now = ctx.clock.now();
  await ctx.db.query(sql`
    with ${clocks}, ours as (
      select * from jsonb_to_recordset(${ours}::text::jsonb) as o(tenant_id text, key text)
    ), limits as materialized (
      select g.tenant_id, g.key, l.max_starts, l.max_running, ${now}::timestamptz - l.window_ms * interval '1 ms' as since
      from jsonb_to_recordset(${given}::text::jsonb) as g(tenant_id text, key text)
      left join job_limits l on l.tenant_id = g.tenant_id and l.key = g.key
      where l.key is null or (g.tenant_id, g.key) in (select tenant_id, key from ours)
    ), past as (
      delete from job_starts s using limits l
      where s.tenant_id = l.tenant_id and s.key = l.key and (l.since is null or s.started_at <= l.since)
    ), rooms as materialized (
      select l.tenant_id, l.key, least(${maxAdmitted}::int,
        l.max_starts - (
          select coalesce(sum(s.jobs), 0) from job_starts s
          where s.tenant_id = l.tenant_id and s.key = l.key and s.started_at > l.since
        ) - (
          select count(*) from jobs j where j.tenant_id = l.tenant_id and j.limit_key = l.key and j.status = 'ready'
        ),
        l.max_running - (
          select count(*) from jobs j
          where j.tenant_id = l.tenant_id and j.limit_key = l.key and j.status in ('ready', 'running')
        )) as room
      from limits l
    ), admitted as materialized (
      select h.* from rooms r cross join lateral (
        select id, tenant_id, kind, priority, run_at from jobs j
        where j.status = 'held' and j.tenant_id = r.tenant_id and j.limit_key = r.key
        order by j.priority, j.run_at, j.id limit greatest(r.room, 0) for update skip locked
      ) h
    ), lanes as materialized (
      select l.tenant_id, l.kind, l.priority, ${nextTurn(sql.trusted('l'))} as turn
      from (select distinct tenant_id, kind, priority from admitted) l join clocks c using (priority)
    ), next as (
      select a.id, l.turn + row_number() over (partition by a.tenant_id, a.kind, a.priority order by a.run_at, a.id) - 1 as turn
      from admitted a join lanes l using (tenant_id, kind, priority)
    )
    update jobs j set status = 'ready', turn = n.turn from next n
    where j.id = n.id and j.id = any(array(select id from admitted))`);
}
