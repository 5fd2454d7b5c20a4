import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Context, Queryable, Statement, Transaction } from '../ports/index.ts';
import { deleteEntries, type quarantine } from '../quarantine/index.ts';
import type { Projection } from './consumer.ts';
import { type EventRow, eventColumns, toLoggedEvent } from './cursors.ts';

/** Any number that no other lock uses. */
const retirementLock = 7_231_905;

/**
 * Prevents events from leaving the log and rebuilds from starting until the transaction ends. A rebuild takes this lock
 * before it sets cursors back: events that left earlier are in the counts that it starts with, and afterwards no event
 * leaves before it has been read again.
 */
export async function keepRetirementOut(tx: Queryable): Promise<void> {
  await tx.query(sql`select pg_advisory_xact_lock(${retirementLock}::bigint)`);
}

/** A consumer could not apply it, and its quarantine entry is open. */
const isSetAside = sql`exists (
  select from quarantine q where q.tenant_id = e.tenant_id and q.seq = e.seq and q.resolved_at is null)`;

/**
 * Deletes a tenant's behavior events that were received before a given time, after every consumer has read them. Each
 * projection keeps their counts with `retire`. Events that a consumer has quarantined are skipped and deleted by a later
 * call, after the entry is closed: until then the event is not counted, and the entry is replayed from the log.
 * @param after the place where the last call ended; the log is scanned once, since no event before that place can
 *   become due
 * @param limit maximum events, of all tenants, that one call examines
 * @param isKept whether the event `e` is kept permanently
 * @returns the number of deleted events, the place, and whether the scan has reached the end for now
 */
export async function retireEvents(
  ctx: Context<Transaction>,
  projections: readonly Projection[],
  tenantId: Id<'ten'>,
  before: Date,
  after: number,
  limit: number,
  isKept: Statement,
): Promise<{ removed: number; place: number; isEnd: boolean }> {
  await ctx.db.query(sql`select pg_advisory_xact_lock_shared(${retirementLock}::bigint)`);
  // The place stays before the first event that is not old enough or that some consumer has not read.
  const [end] = await ctx.db.query<{ looked: number; place: number | null; stop: number | null }>(sql`
    with looked as materialized (
      select seq, received_at >= ${before} or exists (
        select from log_cursors c where c.bucket = e.bucket and (c.xact, c.seq) < (e.xact, e.seq)) as is_end
      from events e where seq > ${after} order by seq limit ${limit}
    )
    select count(*)::int as looked, max(seq) as place, min(seq) filter (where is_end) as stop from looked`);
  const place = end!.stop === null ? (end!.place ?? after) : end!.stop - 1;
  const rows = await ctx.db.query<EventRow>(sql`
    with dealt_with as materialized (
      select distinct e.seq from quarantine q join events e on e.seq = q.seq
      where q.tenant_id = ${tenantId} and q.seq <= ${after} and q.resolved_at is not null
        and e.tenant_id = ${tenantId} and e.received_at < ${before} and not ${isKept}
        -- A rebuild has set its consumer back in front of it.
        and not exists (
          select from log_cursors c where c.bucket = e.bucket and (c.xact, c.seq) < (e.xact, e.seq))
      limit ${limit}
    ), walked as (
      delete from events e
      where e.seq > ${after} and e.seq <= ${place} and e.tenant_id = ${tenantId} and not ${isKept} and not ${isSetAside}
      returning ${eventColumns}
    ), passed_over as (
      delete from events e using dealt_with d where e.seq = d.seq and not ${isSetAside} returning ${eventColumns}
    )
    select * from walked union all select * from passed_over`);
  const events = rows.map(toLoggedEvent);
  if (events.length > 0) for (const projection of projections) await projection.retire(ctx, events);
  const isEnd = (end!.stop !== null || end!.looked < limit) && events.length < limit;
  return { removed: events.length, place, isEnd };
}

/**
 * Deletes quarantine entries that were closed before a given time. The entry of a logged event stays until the event
 * has left the log: the removal uses it to find the events that it had to skip.
 * @param isKept whether the event `e` is kept permanently
 * @returns the number of deleted entries
 */
export async function forgetClosedQuarantine(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  before: Date,
  limit: number,
  isKept: Statement,
): Promise<number> {
  const closed = await ctx.db.query<Pick<typeof quarantine.$inferSelect, 'id'>>(sql`
    select id from quarantine q where tenant_id = ${tenantId} and resolved_at < ${before}
      -- Not as "not exists", which may be answered by reading the whole log.
      and (select e.seq from events e where e.seq = q.seq and not ${isKept}) is null
    order by resolved_at limit ${limit} for update skip locked`);
  await deleteEntries(
    ctx,
    closed.map(({ id }) => id),
  );
  return closed.length;
}
