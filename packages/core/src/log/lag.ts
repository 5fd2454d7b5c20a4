import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { bucketCount } from './bucket.ts';

/** Counting stops here: beyond it the figure is a floor. */
const countedPerBucket = 20_000;

export type ConsumerLag = { name: string; lag: number; lagSeconds: number; bucketsLeased: number; buckets: number };

/** How far each consumer is behind the end of the log. */
export async function readLag(ctx: AnyContext): Promise<ConsumerLag[]> {
  const rows = await ctx.db.query<{ name: string; lag: number; oldest: Date | null; leased: number }>(sql`
    select c.consumer as name, sum(w.waiting)::int as lag, min(w.oldest) as oldest,
      count(*) filter (where c.lease_until > clock_timestamp())::int as leased
    from log_cursors c cross join lateral (
      select count(*) as waiting, min(received_at) as oldest from (
        select e.received_at from events e
        where e.bucket = c.bucket and (e.xact, e.seq) > (c.xact, c.seq) order by e.xact, e.seq limit ${countedPerBucket}
      ) e
    ) w
    group by c.consumer order by c.consumer`);
  const now = ctx.clock.now().getTime();
  return rows.map((row) => ({
    name: row.name,
    lag: row.lag,
    lagSeconds: row.oldest ? Math.max(0, (now - row.oldest.getTime()) / 1_000) : 0,
    bucketsLeased: row.leased,
    buckets: bucketCount,
  }));
}
