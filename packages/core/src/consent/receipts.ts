import { sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { ConsentRecord } from './ledger.ts';
import type { consentHeads, consentLedger } from './tables.ts';

/** An entry with its place in the chain: `hash` is the hash of `previousHash` and the canonical JSON of `record`. */
export type ReceiptEntry = {
  position: number;
  previousHash: string;
  hash: string;
  record: ConsentRecord;
  /** The evidence that the record's digest covers; null where it was erased. */
  evidence: Record<string, unknown> | null;
};

/**
 * Proof of what one contact agreed to: each entry can be verified alone, and the end of the chain says what it was part
 * of.
 */
export type ConsentReceipt = {
  tenantId: Id<'ten'>;
  contactId: Id<'ctc'>;
  entries: ReceiptEntry[];
  end: { position: number; hash: string };
};

type Row = Pick<typeof consentLedger.$inferSelect, 'position' | 'record' | 'hash'> &
  Pick<ReceiptEntry, 'evidence'> & { previousHash: Buffer | null };

/** The entries about a contact and the contacts merged into it, oldest first. @throws DomainError `not_found` */
export async function readConsentReceipt(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
): Promise<ConsentReceipt> {
  const rows = await ctx.db.query<Row>(sql`
    select l.position, l.record, l.hash, p.hash as "previousHash", e.evidence
    from consent_ledger l
    left join consent_ledger p on p.tenant_id = l.tenant_id and p.position = l.position - 1
    left join consent_evidence e on e.id = l.record ->> 'evidenceId' and e.tenant_id = l.tenant_id
    where l.tenant_id = ${tenantId}
      and l.contact_id in (select ${contactId}::text union all select id from contacts where merged_into = ${contactId})
    order by l.position`);
  const [end] = await ctx.db.query<Pick<typeof consentHeads.$inferSelect, 'position' | 'hash'>>(
    sql`select position, hash from consent_heads where tenant_id = ${tenantId}`,
  );
  if (rows.length === 0 || !end) throw new DomainError('not_found', 'the ledger has no entry about this contact');
  return {
    tenantId,
    contactId,
    entries: rows.map(({ position, record, evidence, ...row }) => ({
      position,
      previousHash: (row.previousHash ?? Buffer.alloc(32)).toString('hex'),
      hash: row.hash.toString('hex'),
      record,
      evidence,
    })),
    end: { position: end.position, hash: end.hash.toString('hex') },
  };
}

const pageSize = 5_000;

/** All entries of a period, in the order of the chain, page by page. @param span `from` included, `to` excluded */
export async function* readConsentReport(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  span: { from: Date | null; to: Date | null },
): AsyncGenerator<{ position: number; hash: string; record: ConsentRecord }> {
  let after = 0;
  for (;;) {
    const rows = await ctx.db.query<Pick<Row, 'position' | 'hash' | 'record'>>(sql`
      select position, hash, record from consent_ledger
      where tenant_id = ${tenantId} and position > ${after}
        and (${span.from}::timestamptz is null or (record ->> 'recordedAt')::timestamptz >= ${span.from})
        and (${span.to}::timestamptz is null or (record ->> 'recordedAt')::timestamptz < ${span.to})
      order by position limit ${pageSize}`);
    for (const row of rows) {
      after = row.position;
      yield { ...row, hash: row.hash.toString('hex') };
    }
    if (rows.length < pageSize) return;
  }
}
