import { quarantineLimits } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Queryable, Statement } from '../ports/index.ts';
import { countDiffering } from './differing-repeats.ts';
import type { StoredEvent } from './event.ts';
import type { QuarantineEntry } from './quarantine.ts';

/** What became of an event: its id was new, or an event with the same content was there, or one with another. */
export type Written = 'accepted' | 'duplicate' | 'differing';

/**
 * Writes events and what was set aside in one statement and one commit. Repeats are compared in a statement of their own.
 * @returns what became of each event, in their order; of the same id twice the first may be new
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
 * JSON arrays in, the number of stored events out, and their ids only where some were there before: reading back the
 * ids of every event costs more than all indexes that a query needs. Sequence numbers follow the order of arrival; rows
 * go in by their keys, so that two statements with the same ids wait for each other and do not deadlock.
 * `jsonb_to_recordset` costs the client half of what unnest does and a quarter of a multi-row insert built by drizzle
 * (performance-baselines, durable insert).
 */
function appendStatement(events: StoredEvent[], setAside: QuarantineEntry[]): Statement {
  return sql`
    with incoming as (
      select nextval('events_seq_seq') as "seq", e.*
      from jsonb_to_recordset(${JSON.stringify(events)}::text::jsonb) as e (
        "bucket" smallint, "tenantId" text, "sourceId" text, "id" uuid, "type" text, "isTrusted" boolean,
        "anonymousId" text, "userId" text, "email" text, "properties" jsonb, "context" jsonb,
        "catalogVersion" smallint, "occurredAt" timestamptz, "claimedAt" timestamptz, "receivedAt" timestamptz)
    )${setAside.length === 0 ? sql`` : setAsideParts(setAside)}, stored as (
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

/**
 * Entries of the quarantine as far as their source has room for them; the others are counted. The room is that of the
 * statement's snapshot: statements that run at the same time may each fill it, and each brings at most what the
 * appender takes at once (5,000 entries, 8 MB).
 */
function setAsideParts(setAside: QuarantineEntry[]): Statement {
  const rows = setAside.map(({ envelope, ...entry }) => ({ ...entry, envelopeId: envelope?.id ?? null }));
  const envelopes = [...new Set(setAside.map(({ envelope }) => envelope))].filter((envelope) => envelope !== null);
  return sql`, offered as (
      select q.*, count(*) over before as place, sum("bytes") over before as running
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as q (
        "id" text, "tenantId" text, "sourceId" text, "eventId" text, "isTrusted" boolean, "consumer" text,
        "seq" bigint, "code" text, "reason" text, "raw" text, "bytes" integer, "envelopeId" text,
        "catalogVersion" smallint, "receivedAt" timestamptz)
      window before as (partition by "sourceId" order by "id" rows unbounded preceding)
    ), used as (
      select source_id, sum(entries) as entries, sum(bytes) as bytes from quarantine_usage
      where source_id in (select "sourceId" from offered) group by source_id
    ), judged as (
      select o.*, "consumer" is not null or (
        coalesce(u.entries, 0) + o.place <= ${quarantineLimits.entriesPerSource}
        and coalesce(u.bytes, 0) + o.running <= ${quarantineLimits.bytesPerSource}) as fits
      from offered o left join used u on u.source_id = o."sourceId"
    ), kept as (
      insert into quarantine (id, tenant_id, source_id, event_id, is_trusted, consumer, seq, code, reason, raw, bytes,
        envelope_id, catalog_version, received_at)
      select "id", "tenantId", "sourceId", "eventId", "isTrusted", "consumer", "seq", "code", "reason",
        decode("raw", 'base64'), "bytes", "envelopeId", "catalogVersion", "receivedAt"
      from judged where fits order by "tenantId", "sourceId", "raw", "consumer"
      on conflict do nothing returning envelope_id
    ), envelopes as (
      insert into quarantine_envelopes (id, tenant_id, envelope)
      select "id", "tenantId", "envelope"
      from jsonb_to_recordset(${JSON.stringify(envelopes)}::text::jsonb) as v ("id" text, "tenantId" text, "envelope" jsonb)
      where "id" in (select envelope_id from kept)
      on conflict do nothing
    ), overflow as (
      insert into quarantine_overflow as o (tenant_id, source_id, code, reason, dropped, first_at, last_at)
      select "tenantId", "sourceId", "code", max("reason"), count(*), min("receivedAt"), max("receivedAt")
      from judged where not fits group by "tenantId", "sourceId", "code" order by "sourceId", "code"
      on conflict (source_id, code) do update set reason = excluded.reason, dropped = o.dropped + excluded.dropped,
        last_at = excluded.last_at
    )`;
}
