import { sql } from '../db/index.ts';
import { canonicalJson, sha256 } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { type ConsentRecord, chainHash } from './ledger.ts';

export type LedgerVerdict =
  | { entries: number; fault: null }
  | { entries: number; fault: { position: number; what: string } };

type Row = { position: number; record: ConsentRecord; hash: Buffer; evidence: unknown };

const pageSize = 5_000;

/**
 * Walks a tenant's chain from its first entry and names the first place where it does not hold. Entries that are
 * recorded meanwhile do no harm: the end is read first. Evidence may have been erased, not changed.
 */
export async function verifyLedger(ctx: AnyContext, tenantId: string): Promise<LedgerVerdict> {
  const head = await readHead(ctx, tenantId);
  let hash: Uint8Array = Buffer.alloc(32);
  let position = 0;
  for await (const rows of readPages(ctx, tenantId)) {
    for (const row of rows) {
      if (row.position !== position + 1) return fault(position, position + 1, 'the entry is missing');
      hash = chainHash(hash, row.record);
      if (Buffer.compare(hash, row.hash) !== 0) return fault(position, row.position, 'the entry was changed');
      if (row.evidence !== null && sha256(canonicalJson(row.evidence)).toString('hex') !== row.record.evidenceDigest) {
        return fault(position, row.position, 'the evidence was changed');
      }
      position = row.position;
      if (head?.position === position && Buffer.compare(head.hash, hash) !== 0) {
        return fault(position - 1, position, 'the entry is not the one that the end of the chain names');
      }
    }
  }
  const isEndMissing = head ? position < head.position : position > 0 && !(await readHead(ctx, tenantId));
  if (isEndMissing) return fault(position, position + 1, 'the end of the chain is missing');
  return { entries: position, fault: null };
}

/** Page by page; while one is checked the database reads the next. */
async function* readPages(ctx: AnyContext, tenantId: string): AsyncGenerator<Row[]> {
  const read = (after: number) => {
    const page = ctx.db.query<Row>(sql`
      select l.position, l.record, l.hash, e.evidence
      from consent_ledger l left join consent_evidence e on e.id = l.record ->> 'evidenceId' and e.tenant_id = l.tenant_id
      where l.tenant_id = ${tenantId} and l.position > ${after} order by l.position limit ${pageSize}`);
    // A fault ends the walk while a page is on its way: then nobody waits for it.
    page.catch(() => {});
    return page;
  };
  for (let next: Promise<Row[]> | null = read(0); next; ) {
    const rows: Row[] = await next;
    next = rows.length < pageSize ? null : read(rows.at(-1)!.position);
    yield rows;
  }
}

async function readHead(ctx: AnyContext, tenantId: string): Promise<{ position: number; hash: Buffer } | undefined> {
  const [head] = await ctx.db.query<{ position: number; hash: Buffer }>(
    sql`select position, hash from consent_heads where tenant_id = ${tenantId}`,
  );
  return head;
}

function fault(entries: number, position: number, what: string): LedgerVerdict {
  return { entries, fault: { position, what } };
}
