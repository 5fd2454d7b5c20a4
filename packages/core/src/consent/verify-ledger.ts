import { sql } from '../db/index.ts';
import { canonicalJson, type Id, sha256Hex } from '../lib/index.ts';
import type { AnyContext, Statement } from '../ports/index.ts';
import { type ConsentRecord, chainHash } from './ledger.ts';
import type { consentHeads, consentLedger } from './tables.ts';

export type LedgerVerdict =
  | { entries: number; fault: null }
  | { entries: number; fault: { position: number; what: string } };

type Database = Pick<AnyContext, 'db'>;
type End = Pick<typeof consentHeads.$inferSelect, 'position' | 'hash'>;
type Walk = Database & { tenantId: Id<'ten'>; pageSize: number; head: End | undefined };
type Row = Pick<typeof consentLedger.$inferSelect, 'position' | 'record' | 'hash'> & { evidence: unknown };

/** The database's result for a page: whether it continues the chain from the previous entry, and where it ends. */
type Links = { entries: number; last: number | null; lastHash: Buffer | null; isWhole: boolean | null };
type Kept = { digest: string | null; evidence: string };

/**
 * Verifies a tenant's chain from its first entry and reports the first invalid place. Entries recorded during the check
 * do not affect it: the end of the chain is read first. Evidence may have been erased, but not changed.
 *
 * A ledger is long, so each page is first checked as a whole: the database checks the links while this process hashes
 * the evidence. Only a page that fails is checked entry by entry.
 */
export async function verifyLedger(ctx: Database, tenantId: Id<'ten'>, pageSize = 5_000): Promise<LedgerVerdict> {
  const head = await readHead(ctx, tenantId);
  const walk = { db: ctx.db, tenantId, pageSize, head };
  let before: End = { position: 0, hash: Buffer.alloc(32) };
  for await (const { links, kept } of readPages(walk)) {
    if (!links.isWhole || !kept.every(isUnchanged)) {
      const found = findFault(await readRows(walk, before.position), before, head);
      if (found) return found;
    }
    before = { position: links.last!, hash: links.lastHash! };
  }
  const { position } = before;
  const isEndMissing = head ? position < head.position : position > 0 && !(await readHead(ctx, tenantId));
  if (isEndMissing) return fault(position, position + 1, 'the end of the chain is missing');
  return { entries: position, fault: null };
}

const isUnchanged = ({ digest, evidence }: Kept) => sha256Hex(canonicalJson(JSON.parse(evidence))) === digest;

function findFault(rows: readonly Row[], before: End, head: End | undefined): LedgerVerdict | null {
  let { position, hash } = before;
  for (const row of rows) {
    if (row.position !== position + 1) return fault(position, position + 1, 'the entry is missing');
    hash = chainHash(hash, row.record);
    if (Buffer.compare(hash, row.hash) !== 0) return fault(position, row.position, 'the entry was changed');
    if (row.evidence !== null && sha256Hex(canonicalJson(row.evidence)) !== row.record.evidenceDigest) {
      return fault(position, row.position, 'the evidence was changed');
    }
    position = row.position;
    if (head?.position === position && Buffer.compare(head.hash, hash) !== 0) {
      return fault(position - 1, position, 'the entry is not the one that the end of the chain names');
    }
  }
  return null;
}

/** Maximum pages that the database prepares while one is checked. */
const maxPrefetched = 2;

/**
 * Page by page. The positions of a valid chain are consecutive, so the start of a page is known before the previous
 * page has been read.
 */
async function* readPages(walk: Walk): AsyncGenerator<{ links: Links; kept: Kept[] }> {
  const read = (after: number) => {
    const page = Promise.all([followLinks(walk, after), readKept(walk, after)]);
    // An error ends the walk while a page is still being read; that page's result is then ignored.
    page.catch(() => {});
    return page;
  };
  const coming: ReturnType<typeof read>[] = [];
  for (let after = 0; ; ) {
    for (; coming.length <= maxPrefetched; after += walk.pageSize) coming.push(read(after));
    const [links, kept]: [Links, Kept[]] = await coming.shift()!;
    if (links.last === null) return;
    yield { links, kept };
    if (links.entries < walk.pageSize) return;
  }
}

/** A record's canonical JSON as the database can produce it: only its own members, in their order. */
const members = [
  'action',
  'contact',
  'evidenceDigest',
  'evidenceId',
  'method',
  'recordedAt',
  'source',
  'type',
  'wordingVersion',
] as const satisfies (keyof ConsentRecord)[];
const canonicalRecord = sql.trusted(
  `'{' || ${members.map((name) => `'"${name}":' || (record -> '${name}')::text`).join(` || ',' || `)} || '}'`,
);
const otherMembers = sql.trusted(`record - '{${members.join(',')}}'::text[]`);

async function followLinks({ db, tenantId, pageSize, head }: Walk, after: number): Promise<Links> {
  const [links] = await db.query<Links>(sql`
    select count(*)::int as entries, max(position) as last,
      (array_agg(hash order by position desc))[1] as "lastHash",
      bool_and(coalesce(position = before + 1 and ${otherMembers} = '{}'
        and hash = sha256(coalesce(hash_before, decode(repeat('00', 32), 'hex')) || convert_to(${canonicalRecord}, 'utf8'))
        and (position <> ${head?.position ?? 0}::bigint or hash = ${head?.hash ?? Buffer.alloc(0)}), false)) as "isWhole"
    from (
      select position, record, hash, lag(position, 1, ${after}::bigint) over chain as before, lag(hash) over chain as hash_before
      from (
        select position, record, hash from consent_ledger where tenant_id = ${tenantId} and position >= ${after}
        order by position limit ${after === 0 ? pageSize : pageSize + 1}
      ) page window chain as (order by position)
    ) linked where position > ${after}`);
  return links!;
}

const pageOf = ({ tenantId, pageSize }: Walk, after: number): Statement => sql`(
  select position, record, hash from consent_ledger where tenant_id = ${tenantId} and position > ${after}
  order by position limit ${pageSize}) l`;

/** The evidence of a page that has not been erased, unordered. */
function readKept(walk: Walk, after: number): Promise<Kept[]> {
  return walk.db.query(sql`
    select l.record ->> 'evidenceDigest' as digest, e.evidence::text as evidence
    from ${pageOf(walk, after)} join consent_evidence e on e.id = l.record ->> 'evidenceId'
    where e.tenant_id = ${walk.tenantId}`);
}

function readRows(walk: Walk, after: number): Promise<Row[]> {
  return walk.db.query(sql`
    select l.position, l.record, l.hash, e.evidence from ${pageOf(walk, after)}
    left join consent_evidence e on e.id = l.record ->> 'evidenceId' and e.tenant_id = ${walk.tenantId}
    order by l.position`);
}

async function readHead(ctx: Database, tenantId: Id<'ten'>): Promise<End | undefined> {
  const [head] = await ctx.db.query<End>(sql`select position, hash from consent_heads where tenant_id = ${tenantId}`);
  return head;
}

function fault(entries: number, position: number, what: string): LedgerVerdict {
  return { entries, fault: { position, what } };
}
