import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { bucketCount } from './bucket.ts';
import type { events } from './tables.ts';

/**
 * Maximum events counted in each bucket; the number beyond it is estimated. With a backlog of 1,000,000 events and
 * three consumers this reads 19,000 index entries; a full count read 3,000,000.
 */
const countedPerBucket = 100;

export type ConsumerLag = {
  name: string;
  lag: number;
  /** More events are waiting than were counted. */
  isEstimate: boolean;
  lagSeconds: number;
  bucketsLeased: number;
  buckets: number;
};

/**
 * How far each consumer is behind the end of the log. Up to a hundred events are counted per bucket. For a bucket with
 * more, the number is estimated from the sequence numbers assigned since, divided evenly among the buckets.
 * @param tenantId counts only this tenant's events; null: all. A tenant's share of an estimate is its share of the
 *   counted events.
 */
export async function readLag(ctx: AnyContext, tenantId: Id<'ten'> | null = null): Promise<ConsumerLag[]> {
  const isOwn = tenantId === null ? sql`true` : sql`e.tenant_id = ${tenantId}`;
  // The heap is read only for the first event where more is not needed.
  const oldest =
    tenantId === null
      ? sql`(select e.received_at from events e where e.bucket = c.bucket and (e.xact, e.seq) > (c.xact, c.seq)
          order by e.xact, e.seq limit 1)`
      : sql`min(e.received_at) filter (where ${isOwn})`;
  const rows = await ctx.db.query<{
    name: string;
    lag: number;
    isEstimate: boolean;
    oldest: Date | null;
    leased: number;
  }>(sql`
    select c.consumer as name, ceil(sum(w.all_waiting * w.own / greatest(w.counted, 1)))::float as lag,
      bool_or(w.counted > ${countedPerBucket}) as "isEstimate", min(w.oldest) as oldest,
      count(*) filter (where c.lease_until > clock_timestamp())::int as leased
    from log_cursors c cross join (select max(seq) as last from events) l cross join lateral (
      select count(*)::numeric as counted, count(*) filter (where ${isOwn}) as own, ${oldest} as oldest,
        case when count(*) <= ${countedPerBucket} then count(*)
          else greatest(count(*), (l.last - min(e.seq)) / ${bucketCount}) end as all_waiting
      from (
        select e.* from events e where e.bucket = c.bucket and (e.xact, e.seq) > (c.xact, c.seq)
        order by e.xact, e.seq limit ${countedPerBucket + 1}
      ) e
    ) w
    group by c.consumer order by c.consumer`);
  const now = ctx.clock.now().getTime();
  return rows.map((row) => ({
    name: row.name,
    lag: row.lag,
    isEstimate: row.isEstimate,
    lagSeconds: row.oldest ? Math.max(0, (now - row.oldest.getTime()) / 1_000) : 0,
    bucketsLeased: row.leased,
    buckets: bucketCount,
  }));
}

/** The events of one tenant that a consumer has not processed yet, and when the oldest of them was received. */
export type TenantLag = Pick<typeof events.$inferSelect, 'tenantId'> & { name: string; lag: number; oldest: Date };

/**
 * How far each consumer is behind with the events of each tenant, in one statement: only tenants of which events wait. It is
 * counted and estimated as in `readLag`. A tenant is left out where all its events lie behind a hundred of others in
 * their buckets.
 */
export function readLagOfTenants(ctx: AnyContext): Promise<TenantLag[]> {
  return ctx.db.query<TenantLag>(sql`
    select c.consumer as name, w.tenant_id as "tenantId", ceil(sum(w.all_waiting * w.own / w.counted))::float as lag,
      min(w.oldest) as oldest
    from log_cursors c cross join (select max(seq) as last from events) l cross join lateral (
      select g.tenant_id, g.own, g.oldest, sum(g.own) over () as counted,
        case when sum(g.own) over () <= ${countedPerBucket} then sum(g.own) over ()
          else greatest(sum(g.own) over (), (l.last - min(g.first) over ()) / ${bucketCount}) end as all_waiting
      from (
        select e.tenant_id, count(*) as own, min(e.received_at) as oldest, min(e.seq) as first
        from (
          select e.* from events e where e.bucket = c.bucket and (e.xact, e.seq) > (c.xact, c.seq)
          order by e.xact, e.seq limit ${countedPerBucket + 1}
        ) e group by e.tenant_id
      ) g
    ) w
    group by 1, 2 order by 1, 2`);
}
