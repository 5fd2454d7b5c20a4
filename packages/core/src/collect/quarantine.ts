import { eventCatalogVersion, type QuarantinedEvent, type QuarantineOverflow } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { DomainError, decodeMarked, encodeMarked, type Id, parseJson } from '../lib/index.ts';
import { type EventSource, writeToLog } from '../log/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';
import {
  type QuarantineEntry,
  type quarantine,
  type quarantineOverflow,
  resolveQuarantined,
  type SetAside,
  type SharedEnvelope,
} from '../quarantine/index.ts';
import type { KnownSource } from '../sources/index.ts';
import type { Envelope } from './envelope.ts';
import { validateEvent } from './validate-event.ts';

/** @param tenantId of the batch's source */
export function shareEnvelope(ctx: Pick<AnyContext, 'ids'>, tenantId: Id<'ten'>, envelope: Envelope): SharedEnvelope {
  const bytes = Buffer.byteLength(JSON.stringify(envelope));
  return { id: ctx.ids.newId('env'), tenantId, envelope, bytes };
}

export function quarantineEntry(
  ctx: Pick<AnyContext, 'ids'>,
  source: EventSource,
  fault: SetAside,
  given: { raw: string; eventId: unknown; envelope: SharedEnvelope; receivedAt: Date },
): QuarantineEntry {
  const raw = encodeMarked(given.raw);
  return {
    id: ctx.ids.newId('qrt'),
    tenantId: source.tenantId,
    sourceId: source.id,
    eventId: typeof given.eventId === 'string' ? storableText(given.eventId).slice(0, 100) : null,
    isTrusted: source.kind !== 'browser',
    consumer: null,
    seq: null,
    code: fault.code,
    reason: storableText(fault.reason).slice(0, 500),
    raw: raw.toString('base64'),
    bytes: raw.length + given.envelope.bytes,
    envelope: given.envelope,
    catalogVersion: eventCatalogVersion,
    receivedAt: given.receivedAt.toISOString(),
  };
}

function storableText(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

type EntryRow = Pick<typeof quarantine.$inferSelect, 'id' | 'eventId' | 'code' | 'reason' | 'raw' | 'receivedAt'> & {
  source: string;
};

/** The open entries, newest first. */
export async function listQuarantine(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  page: { limit: number; before: string | null },
): Promise<(QuarantinedEvent & Pick<EntryRow, 'id'>)[]> {
  const rows = await ctx.db.query<EntryRow>(sql`
    select q.id, q.event_id as "eventId", s.name as source, q.code, q.reason, substring(q.raw for 8000) as raw,
      q.received_at as "receivedAt"
    from quarantine q join sources s on s.id = q.source_id
    where q.tenant_id = ${tenantId} and q.resolved_at is null and (${page.before}::text is null or q.id < ${page.before})
    order by q.id desc limit ${page.limit}`);
  return rows.map((row) => ({
    ...row,
    raw: row.raw.toString('utf8'),
    receivedAt: row.receivedAt.toISOString(),
  }));
}

/** How many entries are open. */
export async function countQuarantine(ctx: AnyContext, tenantId: Id<'ten'>): Promise<number> {
  const [row] = await ctx.db.query<{ count: number }>(
    sql`select count(*)::int as count from quarantine where tenant_id = ${tenantId} and resolved_at is null`,
  );
  return row!.count;
}

type OverflowRow = Pick<
  typeof quarantineOverflow.$inferSelect,
  'code' | 'reason' | 'dropped' | 'firstAt' | 'lastAt'
> & { source: string };

/** Events that were counted but not kept because their source had no room left, the latest first. */
export async function readOverflow(ctx: AnyContext, tenantId: Id<'ten'>): Promise<QuarantineOverflow[]> {
  const rows = await ctx.db.query<OverflowRow>(sql`
    select s.name as source, o.code, o.reason, o.dropped, o.first_at as "firstAt", o.last_at as "lastAt"
    from quarantine_overflow o join sources s on s.id = o.source_id
    where o.tenant_id = ${tenantId} order by o.last_at desc, o.code`);
  return rows.map(({ firstAt, lastAt, ...row }) => ({
    ...row,
    firstAt: firstAt.toISOString(),
    lastAt: lastAt.toISOString(),
  }));
}

type OpenEntry = Pick<typeof quarantine.$inferSelect, 'sourceId' | 'consumer' | 'seq' | 'raw' | 'receivedAt'> &
  Pick<KnownSource, 'kind' | 'allowedTypes' | 'identityKeyIds'> & { envelope: Envelope };

/** The result of a replay. `reapply`: the event is in the log, and its consumer must apply it again. */
export type ReplayResult =
  | { result: 'accepted' | 'duplicate' }
  | { result: 'quarantined'; reason: string }
  | { result: 'reapply'; consumer: string; seq: number };

/**
 * Validates a quarantined event again, by the current rules. A valid event goes to the log with the time of its first
 * receipt, and the entry is closed in the same transaction.
 * @throws DomainError `not_found` when there is no open entry with this id
 */
export async function replayQuarantined(ctx: Context, tenantId: Id<'ten'>, id: Id<'qrt'>): Promise<ReplayResult> {
  return ctx.db.transaction(async (tx) => {
    // Lock first, read in the next statement: another replay may close the entry in between.
    await tx.query(sql`select 1 from quarantine where tenant_id = ${tenantId} and id = ${id} for update`);
    const [entry] = await tx.query<OpenEntry>(sql`
      select q.source_id as "sourceId", s.kind, to_jsonb(s.allowed_types) as "allowedTypes",
        -- A signature is judged by the keys of the time it came.
        (select coalesce(jsonb_agg(k.id), '[]') from source_keys k
          where k.source_id = s.id and k.kind = 'identity' and k.revoked_at is null
            and (k.expires_at is null or k.expires_at > q.received_at)) as "identityKeyIds",
        q.consumer, q.seq, q.raw, coalesce(v.envelope, q.envelope) as envelope, q.received_at as "receivedAt"
      from quarantine q join sources s on s.id = q.source_id left join quarantine_envelopes v on v.id = q.envelope_id
      where q.tenant_id = ${tenantId} and q.id = ${id} and q.resolved_at is null`);
    if (!entry) throw new DomainError('not_found', 'there is no open quarantine entry with this id');
    if (entry.consumer !== null) return { result: 'reapply', consumer: entry.consumer, seq: entry.seq! };

    const { sourceId, kind, allowedTypes, identityKeyIds } = entry;
    const source = { id: sourceId, tenantId, kind, allowedTypes, identityKeyIds };
    const checked = validateEvent(ctx, parse(entry.raw), source, entry.envelope, entry.receivedAt);
    if ('code' in checked) return { result: 'quarantined', reason: checked.reason };
    const [written] = await writeToLog(tx, [checked], []);
    const result = written === 'accepted' ? 'accepted' : 'duplicate';
    await resolveQuarantined({ ...ctx, db: tx }, tenantId, id, result);
    return { result };
  });
}

function parse(raw: Buffer): unknown {
  try {
    return parseJson(decodeMarked(raw));
  } catch {
    return undefined;
  }
}
