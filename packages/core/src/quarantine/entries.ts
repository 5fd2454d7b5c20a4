import { type QuarantineReason, quarantineLimits } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Statement } from '../ports/index.ts';

/** Why an event cannot be stored or applied. */
export type SetAside = { code: QuarantineReason; reason: string };

/** A quarantined event, with the bytes as received. */
export type QuarantineEntry = {
  id: string;
  tenantId: string;
  sourceId: string;
  eventId: string | null;
  isTrusted: boolean;
  /** The consumer that failed on it, and its place in the log; null when it never got there. */
  consumer: string | null;
  seq: number | null;
  code: QuarantineReason;
  reason: string;
  /** Base64. */
  raw: string;
  /** What it takes of its source's share. */
  bytes: number;
  /** What its batch says for all events; null where there is no batch. */
  envelope: SharedEnvelope | null;
  catalogVersion: number;
  receivedAt: string;
};

/** The envelope of one batch, written once for all entries that hold it. */
export type SharedEnvelope = { id: string; tenantId: Id<'ten'>; envelope: object; bytes: number };

/**
 * Entries of the quarantine as far as their source has room for them; the others are counted. The room is that of the
 * statement's snapshot: statements that run at the same time may each fill it, and each brings at most what the
 * appender takes at once (5,000 entries, 8 MB).
 */
export function quarantineParts(setAside: QuarantineEntry[]): Statement {
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
