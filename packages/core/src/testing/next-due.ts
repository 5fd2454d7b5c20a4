import type { FlowTrigger } from '@beckon/contract';
import { Temporal } from 'temporal-polyfill';
import { resolution } from '../alerts/index.ts';
import { nextMoments } from '../campaigns/index.ts';
import { sql } from '../db/index.ts';
import { millisecondsOf, momentOf } from '../lib/index.ts';
import type { AnyContext, Statement } from '../ports/index.ts';

const hour = 60 * 60 * 1_000;
const day = 24 * hour;

/** Opens and clicks are decided some seconds after the last of them. */
const fetchesEvery = 10_000;
/** Orders are attributed by the next tick. */
const attributedEvery = 10_000;

/**
 * The next moment at which something may become due, at most a day ahead: a clock that jumps from one to the next skips
 * nothing. What has no moment of its own is looked at by the clock: segments with relative dates every hour,
 * the rest every day. A moment at which nothing turns out to be due costs only time.
 */
export async function nextDueAt(ctx: AnyContext): Promise<Date> {
  const now = ctx.clock.now();
  const [row] = await ctx.db.query<{ at: Date | null }>(sql`
    select min(at) as at from (
      select run_at as at from jobs where status = 'waiting'
      union all
      select s.started_at + l.window_ms * interval '1 ms' from job_starts s
      join job_limits l on l.tenant_id = s.tenant_id and l.key = s.key
      where exists (select from jobs j where j.tenant_id = s.tenant_id and j.limit_key = s.key and j.status = 'held')
      union all
      select r.due_at from flow_runs r join flows f on f.id = r.flow_id and f.status = 'live'
      where r.status = 'active' and not r.is_paused
      union all
      select c.last_change_at + t.cart_idle_seconds * interval '1 second'
      from carts c join tenants t on t.id = c.tenant_id where not c.is_settled
      union all
      select expires_at from waitlist_entries where status in ('pending', 'waiting', 'notified')
      union all
      select started_at + decide_after_seconds * interval '1 second' from experiments where decided_at is null
      union all
      select coalesce(a.below_since + ${resolution.milliseconds}::int * interval '1 ms', ${now}::timestamptz + ${hour}::int * interval '1 ms')
      from alerts a where a.resolved_at is null
      union all
      select least(
        (select min(q.received_at) from quarantine q where q.tenant_id = t.id and q.resolved_at is null),
        (select min(j.died_at) from jobs j where j.tenant_id = t.id and j.status = 'dead')) + interval '24 hours 1 second'
      from tenants t
      union all
      select ${now}::timestamptz + ${fetchesEvery}::int * interval '1 ms' where exists (select from mail_fetches)
      union all
      select ${now}::timestamptz + ${attributedEvery}::int * interval '1 ms' where exists (select from attribution_marks)
      union all
      select ${now}::timestamptz + ${hour}::int * interval '1 ms' where exists (
        select from segments
        where archived_at is null and definition::text ~ 'within_last|more_than_ago|is_today|on_this_day')
    ) moments
    -- What is overdue was tried at this moment already, and is tried again at the next one.
    where at > ${now}`);
  const moments = [row!.at, ...(await entrances(ctx)), ...(await nextMoments(ctx))].map(
    (at) => at?.getTime() ?? Number.POSITIVE_INFINITY,
  );
  return new Date(Math.min(now.getTime() + day, ...moments));
}

type Timed = { tenantId: string; timezone: string; trigger: FlowTrigger };

/** When contacts enter flows because of the time. */
async function entrances(ctx: AnyContext): Promise<(Date | null)[]> {
  const timed = await ctx.db.query<Timed>(sql`
    select f.tenant_id as "tenantId", t.timezone, v.definition -> 'trigger' as trigger
    from flows f join tenants t on t.id = f.tenant_id
    join flow_versions v on v.flow_id = f.id and v.version = f.published_version
    where f.status = 'live' and v.definition -> 'trigger' ->> 'kind' in ('elapsed', 'anniversary')`);
  return Promise.all(
    timed.map(async ({ tenantId, timezone, trigger }) => {
      if (trigger.kind === 'anniversary') return nextTimeOfDay(ctx.clock.now(), trigger.at, timezone);
      return trigger.kind === 'elapsed' ? nextElapsed(ctx, tenantId, trigger) : null;
    }),
  );
}

async function nextElapsed(
  ctx: AnyContext,
  tenantId: string,
  { field, after }: Extract<FlowTrigger, { kind: 'elapsed' }>,
): Promise<Date | null> {
  const date: Statement = sql.trusted(field === 'lastOrderAt' ? 'last_order_at' : 'registered_at');
  const since = new Date(ctx.clock.now().getTime() - millisecondsOf(after));
  const [row] = await ctx.db.query<{ at: Date | null }>(
    sql.composed(sql`select min(${date}) as at from contacts where tenant_id = ${tenantId} and ${date} > ${since}`),
  );
  return row?.at ? new Date(row.at.getTime() + millisecondsOf(after)) : null;
}

/** The next time that the clocks of a zone show a time of day. */
function nextTimeOfDay(now: Date, time: string, timezone: string): Date | null {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timezone).toPlainDate();
  const moments = [0, 1].map((days) =>
    momentOf(today.add({ days }).toPlainDateTime(Temporal.PlainTime.from(time)), timezone),
  );
  return moments.find((at) => at > now) ?? null;
}
