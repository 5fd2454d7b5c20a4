import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { type ConsentRecord, chainHash } from './ledger.ts';

export type LedgerVerdict =
  | { entries: number; fault: null }
  | { entries: number; fault: { position: number; what: string } };

const pageSize = 5_000;

/** Walks a tenant's chain from its first entry and names the first place where it does not hold. */
export async function verifyLedger(ctx: AnyContext, tenantId: string): Promise<LedgerVerdict> {
  let hash: Uint8Array = Buffer.alloc(32);
  let position = 0;
  for (;;) {
    const rows = await ctx.db.query<{ position: number; record: ConsentRecord; hash: Buffer }>(sql`
      select position, record, hash from consent_ledger
      where tenant_id = ${tenantId} and position > ${position} order by position limit ${pageSize}`);
    for (const row of rows) {
      if (row.position !== position + 1) return fault(position, position + 1, 'the entry is missing');
      hash = chainHash(hash, row.record);
      if (Buffer.compare(hash, row.hash) !== 0) return fault(position, row.position, 'the entry was changed');
      position = row.position;
    }
    if (rows.length < pageSize) break;
  }
  const [head] = await ctx.db.query<{ position: number; hash: Buffer }>(
    sql`select position, hash from consent_heads where tenant_id = ${tenantId}`,
  );
  if (head && (head.position !== position || Buffer.compare(head.hash, hash) !== 0)) {
    return fault(position, position + 1, 'the end of the chain is missing');
  }
  return { entries: position, fault: null };
}

function fault(entries: number, position: number, what: string): LedgerVerdict {
  return { entries, fault: { position, what } };
}
