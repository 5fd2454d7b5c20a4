import { sql, sqlState } from '../db/index.ts';
import type { Db, Queryable } from '../ports/index.ts';
import { bucketCount } from './bucket.ts';
import type { logHome } from './tables.ts';

/** The transaction ids of the log come from another cluster: readers of the log would skip new events. */
export class ForeignLog extends Error {
  override readonly name = 'ForeignLog';
}

/**
 * Checks that the log belongs to this cluster. A dump restored elsewhere brings transaction ids that the new cluster
 * has not reached; until it has, the cursors are ahead of everything that is stored. For a new log, records the
 * cluster.
 * @throws ForeignLog with the reason and what to do
 */
export async function assertLogOfCluster(db: Db): Promise<void> {
  const identifier = await readIdentifier(db);
  const home = await readHome(db);
  if (home?.isRebasing) throw foreign('its adoption was started but not finished');
  if (await isAhead(db)) throw foreign('its transaction ids are ahead of this cluster');
  if (home && home.systemIdentifier !== null && identifier !== null && home.systemIdentifier !== identifier) {
    throw foreign('it was written by another cluster');
  }
  if (!home)
    await db.query(sql`insert into log_home (system_identifier) values (${identifier}) on conflict do nothing`);
}

function foreign(reason: string): ForeignLog {
  return new ForeignLog(
    `the event log belongs to another cluster: ${reason}. It was probably restored from a dump, or the cluster was upgraded. ` +
      'Stop every process of Beckon and run: beckon log adopt',
  );
}

/** Timeout in milliseconds for one of these transactions. */
const deadline = 10 * 60_000;

/**
 * Gives the events of a log from another cluster new positions in this one, without losing or repeating any. After a
 * failure, running it again continues where it stopped.
 * @throws Error while a worker is running on the database
 */
export async function adoptLog(
  db: Db,
  options: {
    /** Number of events that get new positions in one transaction; 20,000 by default. */
    batchSize?: number;
    /** Called with the progress, in sequence numbers. */
    onProgress?: (done: number, of: number) => void;
  } = {},
): Promise<{ rebased: boolean }> {
  const identifier = await readIdentifier(db);
  const mustRebase = (await isAhead(db)) || (await readHome(db))?.isRebasing === true;
  if (mustRebase) {
    await db.transaction(begin, { deadline });
    for (let isDone = false; !isDone; ) {
      const progress = await db.transaction((tx) => rebaseSome(tx, options.batchSize ?? 20_000), { deadline });
      options.onProgress?.(progress.done, progress.until);
      isDone = progress.done >= progress.until;
    }
    await db.transaction(finish, { deadline });
  }
  await db.query(sql`
    insert into log_home (system_identifier) values (${identifier})
    on conflict (is_only) do update set system_identifier = excluded.system_identifier, since = excluded.since`);
  return { rebased: mustRebase };
}

/** Records the current cursors, which say what has been applied, and blocks all other access to them. */
async function begin(tx: Queryable): Promise<void> {
  const present = await tx.query(sql`
    select from log_cursors where holder is not null and lease_until > clock_timestamp() limit 1`);
  if (present.length > 0) throw new Error('a worker runs on this database: stop it first');
  await tx.query(sql`insert into log_home default values on conflict do nothing`);
  const started = await tx.query(sql`
    update log_home set rebased = 0, rebase_until = (select coalesce(max(seq), 0) from events)
    where rebase_until is null returning is_only`);
  if (started.length === 0) return;
  await tx.query(sql`delete from log_rebase`);
  await tx.query(sql`
    insert into log_rebase (consumer, bucket, xact, seq) select consumer, bucket, xact, seq from log_cursors`);
}

/**
 * An event's new transaction id is a small number: one more than the number of its bucket's cursors that lay before it.
 * Events that a cursor had passed therefore stay below those that it had not passed, and events between two cursors
 * keep the order in which they were stored. No transaction has an id this small.
 */
async function rebaseSome(tx: Queryable, batchSize: number): Promise<{ done: number; until: number }> {
  const [home] = await tx.query<Pick<typeof logHome.$inferSelect, 'rebased' | 'rebaseUntil'>>(
    sql`select rebased, rebase_until as "rebaseUntil" from log_home for update`,
  );
  const [rebased, until] = [home!.rebased!, home!.rebaseUntil!];
  const [part] = await tx.query<{ last: number | null }>(sql`
    select max(seq) as last from (
      select seq from events where seq > ${rebased} and seq <= ${until} order by seq limit ${batchSize}) e`);
  const done = part!.last ?? until;
  // The only change to an event besides erasure: the owner of the table makes it while all other access is blocked.
  await tx.query(sql`alter table events disable trigger events_are_immutable`);
  await tx.query(sql`
    update events e set xact = ((
      select 1 + count(*) from log_rebase r where r.bucket = e.bucket and (r.xact, r.seq) < (e.xact, e.seq)
    )::text)::xid8
    where e.seq > ${rebased} and e.seq <= ${done}`);
  await tx.query(sql`alter table events enable trigger events_are_immutable`);
  await tx.query(sql`update log_home set rebased = ${done}`);
  return { done, until };
}

/** Sets each cursor to the end of the events that it had passed. */
async function finish(tx: Queryable): Promise<void> {
  await tx.query(sql`
    update log_cursors c set holder = null, lease_until = null, fence = c.fence + 1,
      seq = (select rebase_until from log_home), xact = ((
        select 1 + count(*) from log_rebase o where o.bucket = r.bucket and (o.xact, o.seq) < (r.xact, r.seq)
      )::text)::xid8
    from log_rebase r where r.consumer = c.consumer and r.bucket = c.bucket`);
  await tx.query(sql`delete from log_rebase`);
  await tx.query(sql`update log_home set rebase_until = null, rebased = null`);
}

type Home = Pick<typeof logHome.$inferSelect, 'systemIdentifier'> & { isRebasing: boolean };

async function readHome(db: Queryable): Promise<Home | undefined> {
  const [row] = await db.query<Home>(sql`
    select system_identifier as "systemIdentifier", rebase_until is not null as "isRebasing" from log_home`);
  return row;
}

/** Whether events or cursors have transaction ids that this cluster has not assigned yet. */
async function isAhead(db: Queryable): Promise<boolean> {
  const [row] = await db.query<{ isAhead: boolean }>(sql`
    select coalesce(max(xact) >= pg_snapshot_xmax(pg_current_snapshot()), false) as "isAhead" from (
      select xact from log_cursors
      union all
      select last.xact from generate_series(0, ${bucketCount - 1}::int) b cross join lateral (
        select e.xact from events e where e.bucket = b order by e.xact desc limit 1) last
    ) places`);
  return row!.isAhead;
}

/**
 * Identifies a cluster: set by initdb, kept by physical copies, different in any other cluster. Null without permission
 * to read it.
 */
async function readIdentifier(db: Queryable): Promise<string | null> {
  try {
    const [row] = await db.query<{ id: string }>(sql`select system_identifier::text as id from pg_control_system()`);
    return row!.id;
  } catch (error) {
    if (sqlState(error) === '42501') return null;
    throw error;
  }
}
