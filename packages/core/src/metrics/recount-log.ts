import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context } from '../ports/index.ts';

/** The events of one tenant that one consumer has passed, and how many of them its projection has counted. */
export type Recounted = { tenantId: Id<'ten'>; consumer: string; inLog: number; applied: number };

/** The whole log is read once; at 10,000,000 events that takes minutes. */
const deadline = 30 * 60_000;

/**
 * Counts the whole log below the cursors and compares it with what the consumers have counted, for all tenants: an
 * event that a cursor has passed and no projection has seen is lost to the projections. Quarantined events do not
 * count. One statement, so that it reads cursors and projections at the same moment, even while a server is running.
 */
export async function recountLog(ctx: Context): Promise<Recounted[]> {
  return ctx.db.query<Recounted>(
    sql`
    with passed as (
      select c.consumer, e.source_id, count(*) as events
      from log_cursors c join events e on e.bucket = c.bucket and (e.xact, e.seq) <= (c.xact, c.seq)
      -- The projections that count what they apply.
      where c.consumer in ('contacts', 'sources') and not exists (
        select from quarantine q where q.consumer = c.consumer and q.seq = e.seq
          and (q.resolved_at is null or q.resolution is distinct from 'applied'))
      group by 1, 2
    ), retired as (
      -- Events that have left the log, and are still counted.
      select 'contacts' as consumer, source_id, events from retired_source_activity
      union all
      select 'sources', source_id, sum(events) from retired_source_schemas group by 2
    ), logged as (
      select consumer, source_id, sum(events) as events
      from (select * from passed union all select * from retired) parts group by 1, 2
    ), counted as (
      select 'contacts' as consumer, source_id, events from source_activity
      union all
      select 'sources', source_id, sum(events) from source_schemas group by 2
    )
    select s.tenant_id as "tenantId", consumer, coalesce(sum(p.events), 0)::bigint as "inLog",
      coalesce(sum(n.events), 0)::bigint as applied
    from logged p full join counted n using (consumer, source_id) join sources s on s.id = source_id
    group by 1, 2 order by 1, 2`,
    { deadline },
  );
}

/** How many events of trusted sources name a person and are on no timeline, by tenant. */
export async function findUnlisted(ctx: Context): Promise<{ tenantId: Id<'ten'>; events: number }[]> {
  return ctx.db.query<{ tenantId: Id<'ten'>; events: number }>(
    sql`
    select e.tenant_id as "tenantId", count(*)::int as events
    from log_cursors c join events e on e.bucket = c.bucket and (e.xact, e.seq) <= (c.xact, c.seq)
    where c.consumer = 'contacts' and e.is_trusted and (e.user_id is not null or e.email is not null)
      and not exists (select from timeline t where t.seq = e.seq)
      and not exists (
        select from quarantine q where q.consumer = 'contacts' and q.seq = e.seq
          and (q.resolved_at is null or q.resolution is distinct from 'applied'))
    group by 1 order by 1`,
    { deadline },
  );
}
