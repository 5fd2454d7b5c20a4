import { sql } from '../db/index.ts';
import type { Statement } from '../ports/index.ts';

/** The common table expression `clocks`: the turn that is being claimed, by priority. */
export const clocks = sql`
  clocks as materialized (
    select 0::smallint as priority, last_value as turn from job_clock_0
    union all select 1, last_value from job_clock_1
    union all select 2, last_value from job_clock_2
  )`;

/**
 * The turn of a lane's next job: after the lane's last one, else after the turn that is being claimed. So no job
 * joins a turn that has begun, and each turn comes to an end. Reads without a lock, so transactions that add to one lane at the same time may give the same turns.
 * @param lane what has `tenant_id`, `kind` and `priority`, joined with `clocks c`
 */
export const nextTurn = (lane: Statement): Statement => sql`
  coalesce((
    select j.turn + 1 from jobs j
    where j.status = 'ready' and j.tenant_id = ${lane}.tenant_id and j.kind = ${lane}.kind and j.priority = ${lane}.priority
      and j.turn >= c.turn
    order by j.turn desc limit 1
  ), c.turn + 1)`;
