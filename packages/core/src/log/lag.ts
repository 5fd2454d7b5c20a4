import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { bucketCount } from './bucket.ts';

/**
 * Counted in each bucket; what waits beyond is estimated. At a backlog of 1,000,000 events and three consumers this
 * reads 19,000 entries of an index, where counting to the end read 3,000,000.
 */
const countedPerBucket = 100;

export type ConsumerLag = {
  name: string;
  lag: number;
  /** More wait than are counted. */
  isEstimate: boolean;
  lagSeconds: number;
  bucketsLeased: number;
  buckets: number;
};

/**
 * How far each consumer is behind the end of the log. Up to a hundred events in a bucket are counted; of a bucket with
 * more it is estimated from the sequence numbers that were given out since, of which each bucket has its share.
 * @param tenantId of whose events; null: of all. One tenant's part of an estimate is its part of what was counted.
 */
export async function readLag(ctx: AnyContext, tenantId: string | null = null): Promise<ConsumerLag[]> {
  const isOwn = tenantId === null ? sql`true` : sql`e.tenant_id = ${tenantId}`;
  // The heap is read for the first event alone where it need not be read for more.
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
