import { sql } from '../db/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';
import { admitHeld, type LimitPlace } from './admit-held.ts';
import { clocks, nextTurn } from './turns.ts';

/** A job whose worker dies this often is dead: the attempt is counted when the job is claimed, before it runs. */
export const maxDeaths = 3;

/** Maximum jobs of each priority that become ready at once: some 50 ms. */
const maxDue = 5_000;

/**
 * Makes ready what may run: jobs whose time has come, jobs of dead workers (whose lease has expired by the database's
 * clock), and jobs whose limit has room. A job of a dead worker is ready after the next call.
 * @param options.isWatching false while this worker has not reached the database for the length of a lease: then leases
 *   expire because the database was unavailable, and live workers have not renewed theirs yet
 * @param options.after where the last call ended among the limits
 * @returns where to go on among the limits
 */
export async function wakeJobs(
  ctx: Context,
  options: { isWatching?: boolean; after?: LimitPlace | null } = {},
): Promise<LimitPlace | null> {
  const { isWatching = true, after = null } = options;
  if (isWatching) await releaseLapsed(ctx);
  await makeDueReady(ctx);
  return admitHeld(ctx, after);
}

async function releaseLapsed(ctx: AnyContext): Promise<void> {
  await ctx.db.query(sql`
    update jobs set deaths = deaths + 1, lease_until = null, last_error = 'its worker died',
      status = case when deaths + 1 < ${maxDeaths}::int then 'waiting' else 'dead' end,
      died_at = case when deaths + 1 < ${maxDeaths}::int then null else ${ctx.clock.now()}::timestamptz end,
      failed_at = ${ctx.clock.now()}
    where id = any(array(
      select id from jobs where status = 'running' and lease_until <= clock_timestamp()
      order by lease_until limit 1000 for update skip locked))`);
}

async function makeDueReady(ctx: AnyContext): Promise<void> {
  const now = ctx.clock.now();
  await ctx.db.query(sql`
    with ${clocks}, due as materialized (
      select d.* from clocks c cross join lateral (
        select id, tenant_id, kind, priority, limit_key, run_at from jobs
        where status = 'waiting' and priority = c.priority and run_at <= ${now}
        order by run_at limit ${maxDue}::int for update skip locked
      ) d
    ), lanes as materialized (
      select l.tenant_id, l.kind, l.priority, ${nextTurn(sql.trusted('l'))} as turn
      from (select distinct tenant_id, kind, priority from due where limit_key is null) l join clocks c using (priority)
    ), next as (
      select d.id, case when l.turn is null then 'held' else 'ready' end as status,
        l.turn + row_number() over (partition by d.limit_key is null, d.tenant_id, d.kind, d.priority order by d.run_at, d.id) - 1
          as turn
      from due d left join lanes l
        on d.limit_key is null and l.tenant_id = d.tenant_id and l.kind = d.kind and l.priority = d.priority
    )
    update jobs j set status = n.status, turn = n.turn from next n
    where j.id = n.id and j.id = any(array(select id from due))`);
}
