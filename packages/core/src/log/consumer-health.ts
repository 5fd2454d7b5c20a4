import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';

/**
 * Milliseconds that a bucket may stall while events wait in it. A worker that freezes in a transaction is ended after
 * 10 s and its buckets are taken over after 8 s; a longer stall does not resolve by itself.
 */
export const maxStall = 30_000;

export type ConsumerHealth = {
  /** Consumers with stalled buckets in which events wait, and for how long these have waited. */
  stuck: { consumer: string; buckets: number; seconds: number }[];
  /** The oldest transaction of the cluster that has written: consumers read only up to it. Null: none is old. */
  pinnedBy: {
    pid: number | null;
    /** Of the connection, or of the prepared transaction. Null where the server does not show it to us. */
    name: string | null;
    database: string | null;
    state: string | null;
    seconds: number | null;
  } | null;
};

/**
 * Whether the consumers make progress, and what blocks them. Reads one event per bucket, however many are waiting.
 * @param longTransaction milliseconds after which an open transaction is reported
 */
export async function readConsumerHealth(ctx: AnyContext, longTransaction = 5_000): Promise<ConsumerHealth> {
  const now = ctx.clock.now();
  const stuck = await ctx.db.query<ConsumerHealth['stuck'][number]>(sql`
    select c.consumer, count(*)::int as buckets,
      max(extract(epoch from ${now}::timestamptz - e.received_at))::float8 as seconds
    from log_cursors c cross join lateral (
      select e.received_at from events e
      where e.bucket = c.bucket and (e.xact, e.seq) > (c.xact, c.seq) order by e.xact, e.seq limit 1
    ) e
    where e.received_at < ${new Date(now.getTime() - maxStall)}
      and c.moved_at < clock_timestamp() - ${maxStall}::int * interval '1 ms'
    group by c.consumer order by c.consumer`);
  // Every role can see locks; of other users' sessions, an ordinary role sees only that they exist.
  const [oldest] = await ctx.db.query<NonNullable<ConsumerHealth['pinnedBy']>>(sql`
    select l.pid, coalesce(p.gid, a.application_name) as name, coalesce(p.database, a.datname) as database,
      case when p.gid is null then a.state else 'prepared' end as state,
      extract(epoch from clock_timestamp() - coalesce(p.prepared, a.xact_start))::float8 as seconds
    from pg_locks l
      left join pg_stat_activity a on a.pid = l.pid
      left join pg_prepared_xacts p on p.transaction = l.transactionid
    where l.locktype = 'transactionid' and l.mode = 'ExclusiveLock' and l.granted
    order by age(l.transactionid) desc limit 1`);
  const isOld = oldest && (oldest.seconds === null || oldest.seconds * 1_000 >= longTransaction);
  return { stuck, pinnedBy: isOld ? oldest : null };
}
