import { sql } from '../db/index.ts';
import type { Queryable, Statement } from '../ports/index.ts';
import { type QuarantineEntry, quarantineParts } from '../quarantine/index.ts';
import { countDiffering } from './differing-repeats.ts';
import type { StoredEvent } from './event.ts';

/**
 * The outcome for an event: the id was new, or the log already has the id with the same content or with other content.
 */
export type Written = 'accepted' | 'duplicate' | 'differing';

/**
 * Writes events and quarantine entries in one statement and one commit. Repeats are compared in a separate statement.
 * @returns the outcome of each event, in the order given; if an id occurs twice, the first occurrence may be new
 */
export async function writeToLog(
  db: Queryable,
  events: StoredEvent[],
  setAside: QuarantineEntry[],
): Promise<Written[]> {
  const rows = await db.query<{ stored: number; name: string | null }>(appendStatement(events, setAside));
  if (rows[0]?.stored === events.length) return events.map(() => 'accepted');
  const stored = new Set(rows.map(({ name }) => name));
  const isNew = events.map(({ sourceId, id }) => stored.delete(`${sourceId}/${id}`));
  const differing = await countDiffering(
    db,
    events.filter((_, at) => !isNew[at]),
  );
  return events.map((event, at) => (isNew[at] ? 'accepted' : differing.has(event) ? 'differing' : 'duplicate'));
}

/**
 * Takes JSON arrays and returns the number of stored events. Returns their ids only if some already existed: reading
 * back the ids of every event costs more than all indexes that a query needs. Sequence numbers follow the order of
 * arrival. Rows are inserted in the order of their keys, so that two statements with the same ids wait for each other
 * instead of deadlocking. `jsonb_to_recordset` costs the client half of what unnest does and a quarter of a multi-row
 * insert built by drizzle (performance-baselines, durable insert).
 */
function appendStatement(events: StoredEvent[], setAside: QuarantineEntry[]): Statement {
  return sql`
    with incoming as (
      select nextval('events_seq_seq') as "seq", e.*
      from jsonb_to_recordset(${JSON.stringify(events)}::text::jsonb) as e (
        "bucket" smallint, "tenantId" text, "sourceId" text, "id" uuid, "type" text, "isTrusted" boolean,
        "anonymousId" text, "userId" text, "email" text, "properties" jsonb, "context" jsonb,
        "catalogVersion" smallint, "occurredAt" timestamptz, "claimedAt" timestamptz, "receivedAt" timestamptz)
    )${setAside.length === 0 ? sql`` : quarantineParts(setAside)}, stored as (
    insert into events (seq, bucket, tenant_id, source_id, id, type, is_trusted, anonymous_id, user_id, email, properties,
      context, catalog_version, occurred_at, claimed_at, received_at) overriding system value
    select "seq", "bucket", "tenantId", "sourceId", "id", "type", "isTrusted", "anonymousId", "userId", "email", "properties",
      "context", "catalogVersion", "occurredAt", "claimedAt", "receivedAt"
    from incoming order by "id", "sourceId", "seq"
    on conflict (tenant_id, source_id, id) do nothing
    returning source_id, id
    )
    select total as stored, source_id || '/' || id as name
    from (select count(*)::int as total from stored) as t left join stored on total < ${events.length}::int`;
}
