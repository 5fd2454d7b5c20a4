import type { ConsentEntry, ConsentType } from '@beckon/contract';
import { endPushSubscriptions } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { canonicalJson, type Id, sha256, sha256Hex } from '../lib/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import { type ConsentAction, foldConsent } from './fold.ts';
import type { consentHeads, consentLedger, consentState } from './tables.ts';

/** A ledger entry about one consent of one contact. */
export type NewConsentEntry = {
  contactId: string;
  type: ConsentType;
  action: ConsentAction;
  /** Where the contact stated it: `newsletter`, `checkout`, `preferences`. */
  source: string;
  /** How it was verified: `form`, `double_opt_in`, `one_click`, `secret_key`. */
  method: string;
  wordingVersion: string | null;
  /** Identifies the person: stored separately, so that it can be erased; the ledger holds its digest. */
  evidence: Record<string, unknown>;
};

/** The record of one entry. The chain hashes its canonical JSON. */
export type ConsentRecord = {
  contact: string;
  type: ConsentType;
  action: ConsentAction;
  source: string;
  method: string;
  wordingVersion: string | null;
  evidenceId: string;
  evidenceDigest: string;
  recordedAt: string;
};

/**
 * Appends entries to the tenant's ledger and folds them into the state, all in the caller's transaction. Locks the row
 * of the chain's end, so that the entries of one tenant have a single order.
 */
export async function recordConsent(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  entries: readonly NewConsentEntry[],
): Promise<void> {
  await ctx.db.query(sql`
    insert into consent_heads (tenant_id, position, hash) values (${tenantId}, 0, ${Buffer.alloc(32)}) on conflict do nothing`);
  const [head] = await ctx.db.query<Pick<typeof consentHeads.$inferSelect, 'position' | 'hash'>>(
    sql`select position, hash from consent_heads where tenant_id = ${tenantId} for update`,
  );
  let { position, hash } = head!;
  const recordedAt = ctx.clock.now().toISOString();
  for (const entry of entries) {
    const evidence = canonicalJson(entry.evidence);
    const record: ConsentRecord = {
      contact: entry.contactId,
      type: entry.type,
      action: entry.action,
      source: entry.source,
      method: entry.method,
      wordingVersion: entry.wordingVersion,
      evidenceId: ctx.ids.newId('cev'),
      evidenceDigest: sha256Hex(evidence),
      recordedAt,
    };
    position += 1;
    hash = chainHash(hash, record);
    await ctx.db.query(sql`
      with evidence as (
        insert into consent_evidence (id, tenant_id, contact_id, evidence, recorded_at)
        values (${record.evidenceId}, ${tenantId}, ${entry.contactId}, ${evidence}::text::jsonb, ${recordedAt})
      )
      insert into consent_ledger (tenant_id, position, record, hash)
      values (${tenantId}, ${position}, ${canonicalJson(record)}::text::jsonb, ${hash})`);
    await foldIntoState(ctx, tenantId, position, record);
    // Whenever push is revoked, the subscriptions are deleted in the same transaction.
    if (entry.type === 'push' && entry.action === 'revoked') {
      await endPushSubscriptions(ctx, tenantId, entry.contactId);
    }
  }
  await ctx.db.query(
    sql`update consent_heads set position = ${position}, hash = ${hash} where tenant_id = ${tenantId}`,
  );
}

/** Each hash covers the previous hash and the record: a change to any entry invalidates every later hash. */
export function chainHash(previous: Uint8Array, record: ConsentRecord): Buffer {
  const text = canonicalJson(record);
  // A UTF-16 unit takes three bytes at most. One buffer instead of three, since a ledger is long.
  const bytes = Buffer.allocUnsafe(previous.length + text.length * 3);
  bytes.set(previous);
  return sha256(bytes.subarray(0, previous.length + bytes.write(text, previous.length)));
}

async function foldIntoState(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  position: number,
  record: ConsentRecord,
): Promise<void> {
  const [current] = await ctx.db.query<Pick<typeof consentState.$inferSelect, 'state'>>(sql`
    select state from consent_state
    where tenant_id = ${tenantId} and contact_id = ${record.contact} and type = ${record.type}`);
  // A request does not change the state: neither when it began nor the last decision.
  if (current && record.action === 'requested') return;
  const state = foldConsent(current?.state ?? null, record.action);
  await ctx.db.query(sql`
    insert into consent_state as s (tenant_id, contact_id, type, state, position, since, said_at)
    values (${tenantId}, ${record.contact}, ${record.type}, ${state}, ${position}, ${record.recordedAt},
      ${record.recordedAt})
    on conflict (tenant_id, contact_id, type) do update set state = excluded.state, position = excluded.position,
      said_at = excluded.said_at, since = case when s.state = excluded.state then s.since else excluded.since end`);
}

/** The entries about one contact, newest first, with their evidence where it is still kept. */
export async function readConsentHistory(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
): Promise<ConsentEntry[]> {
  const rows = await ctx.db.query<
    Pick<typeof consentLedger.$inferSelect, 'position' | 'record'> & Pick<ConsentEntry, 'wording' | 'wordingStatus'>
  >(sql`
    select l.position, l.record, coalesce(e.evidence ->> 'wording', e.evidence -> 'signUp' ->> 'wording') as wording,
      coalesce(e.evidence ->> 'wordingStatus', e.evidence -> 'signUp' ->> 'wordingStatus') as "wordingStatus"
    from consent_ledger l left join consent_evidence e on e.id = l.record ->> 'evidenceId' and e.tenant_id = l.tenant_id
    where l.tenant_id = ${tenantId} and l.contact_id = ${contactId} order by l.position desc`);
  return rows.map(({ position, record, wording, wordingStatus }) => ({
    position,
    type: record.type,
    action: record.action,
    source: record.source,
    wordingVersion: record.wordingVersion,
    wording,
    wordingStatus,
    method: record.method,
    recordedAt: record.recordedAt,
  }));
}
