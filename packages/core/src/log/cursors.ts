import { sql } from '../db/index.ts';
import type { AnyContext, Queryable } from '../ports/index.ts';
import { bucketCount } from './bucket.ts';
import type { Consumer } from './consumer.ts';
import type { LoggedEvent } from './event.ts';

/** A bucket that this holder may process as long as no other holder has a newer fence. */
export type Lease = { bucket: number; fence: number; careful: number };

/**
 * A lease that ends more than this many leases from now was taken before the database's clock was set back. A live
 * holder renews it within seconds; the buckets of a dead holder would otherwise wait until the clock catches up.
 */
const credibleLeases = 2;

/** Another holder has the bucket: the work in progress is rolled back. */
export class FenceLost extends Error {
  override readonly name = 'FenceLost';
}

/**
 * Creates the missing cursors of a consumer: those of a projection at the beginning of the log, those of a reaction at
 * its end. A reaction reads the events whose transactions had not ended when its cursors were created.
 */
export async function createCursors(db: Queryable, { name, kind }: Pick<Consumer, 'name' | 'kind'>): Promise<void> {
  await db.query(sql`
    insert into log_cursors (consumer, bucket, xact)
    select ${name}, generate_series(0, ${bucketCount - 1}::int),
      case when ${kind} = 'reaction' then pg_snapshot_xmin(pg_current_snapshot()) else '0'::xid8 end
    on conflict do nothing`);
}

/**
 * Registers this holder as present.
 * @returns how many buckets are its share among all holders present
 */
export async function reportPresence(db: Queryable, consumer: string, holder: string, lease: number): Promise<number> {
  const [row] = await db.query<{ others: number }>(sql`
    with present as (
      insert into log_workers (consumer, holder, alive_until)
      values (${consumer}, ${holder}, clock_timestamp() + ${lease}::int * interval '1 ms')
      on conflict (consumer, holder) do update set alive_until = excluded.alive_until
    ), gone as (
      delete from log_workers where consumer = ${consumer} and alive_until < clock_timestamp() - interval '1 hour'
    )
    select count(*)::int as others from log_workers
    where consumer = ${consumer} and holder <> ${holder} and alive_until > clock_timestamp()
      and alive_until <= clock_timestamp() + ${credibleLeases * lease}::int * interval '1 ms'`);
  return Math.ceil(bucketCount / (1 + row!.others));
}

/**
 * Renews this holder's leases and takes free or expired ones, up to its share. A bucket whose holder died is taken in
 * careful mode: the next events are applied one by one, since one of them may have killed the holder.
 * @param lease milliseconds, by the database's clock
 */
export async function holdLeases(
  db: Queryable,
  consumer: string,
  holder: string,
  options: { lease: number; share: number; carefulEvents: number },
): Promise<Lease[]> {
  return db.query<Lease>(sql`
    with renewed as (
      update log_cursors set lease_until = clock_timestamp() + ${options.lease}::int * interval '1 ms'
      where consumer = ${consumer} and holder = ${holder} and lease_until > clock_timestamp()
      returning bucket, fence, careful
    ), free as (
      select bucket from log_cursors
      where consumer = ${consumer} and (holder is null or lease_until <= clock_timestamp()
        or lease_until > clock_timestamp() + ${credibleLeases * options.lease}::int * interval '1 ms')
      order by bucket
      limit greatest(0, ${options.share}::int - (select count(*) from renewed))
      for update skip locked
    ), taken as (
      update log_cursors c set holder = ${holder}, fence = c.fence + 1,
        lease_until = clock_timestamp() + ${options.lease}::int * interval '1 ms',
        -- A holder that comes back to its own lapsed lease has not died.
        careful = case when c.holder is null or c.holder = ${holder} then c.careful
          else ${options.carefulEvents}::int end
      from free where c.consumer = ${consumer} and c.bucket = free.bucket
      returning c.bucket, c.fence, c.careful
    )
    select bucket, fence, careful from renewed union all select bucket, fence, careful from taken
    order by bucket`);
}

/** Removes this holder from those present: the others share its buckets at once. */
export async function withdrawPresence(db: Queryable, consumer: string, holder: string): Promise<void> {
  await db.query(sql`delete from log_workers where consumer = ${consumer} and holder = ${holder}`);
}

/** Releases buckets at once, so that another holder need not wait for the leases to expire. */
export async function releaseLeases(db: Queryable, consumer: string, holder: string, buckets: number[]): Promise<void> {
  await db.query(sql`
    update log_cursors set holder = null, lease_until = null
    where consumer = ${consumer} and holder = ${holder}
      and bucket in (select value::smallint from jsonb_array_elements_text(${JSON.stringify(buckets)}::text::jsonb))`);
}

export type EventRow = {
  seq: number;
  xact: string;
  bucket: number;
  tenant_id: string;
  source_id: string;
  id: string;
  type: string;
  is_trusted: boolean;
  anonymous_id: string | null;
  user_id: string | null;
  email: string | null;
  properties: Record<string, unknown>;
  context: Record<string, unknown>;
  catalog_version: number;
  occurred_at: Date;
  claimed_at: Date | null;
  received_at: Date;
};

export const eventColumns =
  sql.trusted(`e.seq, e.xact::text as xact, e.bucket, e.tenant_id, e.source_id, e.id, e.type, e.is_trusted,
  e.anonymous_id, e.user_id, e.email, e.properties, e.context, e.catalog_version, e.occurred_at, e.claimed_at,
  e.received_at`);

/**
 * The next events of each bucket that this holder leases, in order. Reads only below the oldest open transaction: above
 * it, a lower sequence number may still be committed.
 * @param after a consumer that must have applied an event before it is read here; null: none
 */
export async function readNext(
  db: Queryable,
  consumer: string,
  after: string | null,
  holder: string,
  perBucket: number,
): Promise<LoggedEvent[]> {
  const isApplied =
    after === null
      ? sql``
      : sql`and (e.xact, e.seq) <= (
          select a.xact, a.seq from log_cursors a where a.consumer = ${after} and a.bucket = c.bucket)`;
  const rows = await db.query<EventRow>(sql`
    select ${eventColumns} from log_cursors c cross join lateral (
      select * from events e
      where e.bucket = c.bucket and (e.xact, e.seq) > (c.xact, c.seq)
        and e.xact < pg_snapshot_xmin(pg_current_snapshot()) ${isApplied}
      order by e.xact, e.seq limit ${perBucket}
    ) e
    where c.consumer = ${consumer} and c.holder = ${holder} and c.lease_until > clock_timestamp()
    order by e.xact, e.seq`);
  return rows.map(toLoggedEvent);
}

/** One event by its place, regardless of the cursors. */
export async function readEvent(db: Queryable, seq: number): Promise<LoggedEvent | null> {
  const [row] = await db.query<EventRow>(sql`select ${eventColumns} from events e where e.seq = ${seq}`);
  return row ? toLoggedEvent(row) : null;
}

/**
 * Moves cursors past the events, in the transaction that applies them.
 * @throws FenceLost when another holder now has one of the buckets
 */
export async function advanceCursors(
  tx: Queryable,
  consumer: string,
  holder: string,
  leases: ReadonlyMap<number, Lease>,
  events: readonly LoggedEvent[],
): Promise<void> {
  const last = new Map<number, { bucket: number; fence: number; xact: string; seq: number; count: number }>();
  for (const { bucket, xact, seq } of events) {
    const fence = leases.get(bucket)?.fence;
    if (fence === undefined) throw new FenceLost(`bucket ${bucket} is not ours`);
    last.set(bucket, { bucket, fence, xact, seq, count: (last.get(bucket)?.count ?? 0) + 1 });
  }
  const moved = await tx.query(sql`
    update log_cursors c
    set xact = v.xact::xid8, seq = v.seq, moved_at = clock_timestamp(), careful = greatest(0, c.careful - v.count), suspect_seq = null,
      suspect_attempts = 0
    from jsonb_to_recordset(${JSON.stringify([...last.values()])}::text::jsonb)
      as v (bucket smallint, fence bigint, xact text, seq bigint, count int)
    where c.consumer = ${consumer} and c.bucket = v.bucket and c.fence = v.fence and c.holder = ${holder}
    returning c.bucket`);
  if (moved.length !== last.size) throw new FenceLost(`another worker took over a bucket of ${consumer}`);
}

/** Announces that the cursors of a consumer have just moved. */
export async function noteMove(tx: Queryable, consumer: string): Promise<void> {
  await tx.query(sql`update log_cursors set moved_at = clock_timestamp() where consumer = ${consumer}`);
}

/**
 * Counts an attempt at one event before it runs, in a separate commit, so that a run that kills the process is counted.
 * @param excused earlier attempts that failed because the database was unavailable, not because of the event
 * @returns the number of attempts so far, including this one
 */
export async function countAttempt(
  db: Queryable,
  consumer: string,
  holder: string,
  lease: Lease,
  event: LoggedEvent,
  excused: number,
): Promise<number> {
  const [row] = await db.query<{ suspect_attempts: number }>(sql`
    update log_cursors set suspect_seq = ${event.seq},
      suspect_attempts = case when suspect_seq = ${event.seq} then suspect_attempts + 1 - ${excused}::int else 1 end
    where consumer = ${consumer} and bucket = ${lease.bucket} and fence = ${lease.fence} and holder = ${holder}
    returning suspect_attempts`);
  if (!row) throw new FenceLost(`another worker took over bucket ${lease.bucket} of ${consumer}`);
  return row.suspect_attempts;
}

export function toLoggedEvent(row: EventRow): LoggedEvent {
  return {
    seq: row.seq,
    xact: row.xact,
    bucket: row.bucket,
    tenantId: row.tenant_id,
    sourceId: row.source_id,
    id: row.id,
    type: row.type,
    isTrusted: row.is_trusted,
    anonymousId: row.anonymous_id,
    userId: row.user_id,
    email: row.email,
    properties: row.properties,
    context: row.context,
    catalogVersion: row.catalog_version,
    occurredAt: row.occurred_at.toISOString(),
    claimedAt: row.claimed_at?.toISOString() ?? null,
    receivedAt: row.received_at.toISOString(),
  };
}

/**
 * Whether a projection is being rebuilt: it has not yet applied again what a reaction has seen with its help. Until it has,
 * its tables lack a part of the past.
 */
export async function isRebuilding(
  ctx: Pick<AnyContext, 'db'>,
  { name, after }: { name: string; after: string },
): Promise<boolean> {
  const [row] = await ctx.db.query<{ isRebuilding: boolean }>(sql`
    select exists (
      select from log_cursors r join log_cursors p on p.bucket = r.bucket and p.consumer = ${after}
      where r.consumer = ${name} and (p.xact, p.seq) < (r.xact, r.seq) and exists (
        select from events e
        where e.bucket = p.bucket and (e.xact, e.seq) > (p.xact, p.seq) and (e.xact, e.seq) <= (r.xact, r.seq))
    ) as "isRebuilding"`);
  return row!.isRebuilding;
}
