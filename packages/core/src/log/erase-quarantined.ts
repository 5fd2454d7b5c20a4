import { sql } from '../db/index.ts';
import { normalizeEmail } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { addressesIn, addressesInJson, addressPatterns, redactText } from './addresses-in-text.ts';

/** By what an entry may name a person. */
export type QuarantineNames = {
  emails: readonly string[];
  userIds: readonly string[];
  anonymousIds: readonly string[];
};

type Row = { id: string; raw: Buffer; envelope: unknown };

/** Entries read at a time; each may hold 64 kB. */
const pageSize = 200;

/**
 * Deletes what was set aside of a person, and takes their addresses out of entries of other people. An entry is theirs
 * when a field for a person names them; an id elsewhere is just a number, and an address counts as a whole word only.
 * Runs outside of transactions: each change stands alone, and a second run finds nothing more.
 * @param until entries received later belong to a new contact
 */
export async function eraseQuarantined(
  ctx: AnyContext,
  tenantId: string,
  names: QuarantineNames,
  until: Date,
): Promise<void> {
  const patterns = names.emails.flatMap(addressPatterns);
  for (let after = ''; ; ) {
    const rows = await ctx.db.query<Row>(sql`
      select q.id, q.raw, coalesce(v.envelope, q.envelope) as envelope
      from quarantine q left join quarantine_envelopes v on v.id = q.envelope_id
      where q.tenant_id = ${tenantId} and q.id > ${after} and q.received_at <= ${until} order by q.id limit ${pageSize}`);
    for (const row of rows) await eraseOne(ctx, tenantId, names, patterns, row);
    if (rows.length < pageSize) break;
    after = rows.at(-1)!.id;
  }
  await redactReasons(ctx, tenantId, patterns);
}

/** What was counted and not kept says why in words, and these may quote an address. */
async function redactReasons(ctx: AnyContext, tenantId: string, patterns: readonly string[]): Promise<void> {
  const rows = await ctx.db.query<{ sourceId: string; code: string; reason: string }>(sql`
    select source_id as "sourceId", code, reason from quarantine_overflow where tenant_id = ${tenantId}`);
  for (const { sourceId, code, reason } of rows) {
    const redacted = redactText(reason, patterns);
    if (redacted === reason) continue;
    await ctx.db.query(sql`
      update quarantine_overflow set reason = ${redacted}
      where tenant_id = ${tenantId} and source_id = ${sourceId} and code = ${code}`);
  }
}

async function eraseOne(
  ctx: AnyContext,
  tenantId: string,
  names: QuarantineNames,
  patterns: readonly string[],
  row: Row,
): Promise<void> {
  const verdict = judge(row, names, patterns);
  if (verdict === 'keep') return;
  const isEntry = sql`tenant_id = ${tenantId} and id = ${row.id}`;
  if (verdict === 'delete') await ctx.db.query(sql`delete from quarantine where ${isEntry}`);
  else await ctx.db.query(sql`update quarantine set raw = ${verdict.raw} where ${isEntry}`);
}

function judge(
  { raw, envelope }: Row,
  names: QuarantineNames,
  patterns: readonly string[],
): 'keep' | 'delete' | { raw: Buffer } {
  const text = raw.toString('utf8');
  const event = parse(text);
  if (isTheirs(event, names) || isTheirs(envelope, names)) return 'delete';
  if (!mentions(text, names.emails) && !mentions(envelope, names.emails)) return 'keep';
  const redacted = redactText(text, patterns);
  // Written in a way that cannot be taken out of the text, such as with escapes; or in what the batch said for all.
  const isLeft = mentions(redacted, names.emails) || mentions(envelope, names.emails);
  return isLeft ? 'delete' : { raw: Buffer.from(redacted) };
}

/** Also what an unreadable entry says in a field for a person, where it says it the usual way. */
function isTheirs(value: unknown, { emails, userIds, anonymousIds }: QuarantineNames): boolean {
  if (value === null || typeof value !== 'object') return false;
  const { userId, anonymousId, email } = value as Record<string, unknown>;
  return (
    (typeof email === 'string' && emails.includes(normalizeEmail(email) ?? '')) ||
    userIds.includes(String(userId)) ||
    anonymousIds.includes(String(anonymousId))
  );
}

function mentions(value: unknown, emails: readonly string[]): boolean {
  const parsed = typeof value === 'string' ? parse(value) : value;
  const found = addressesInJson(parsed);
  if (typeof value === 'string') for (const address of addressesIn(value)) found.add(address);
  return emails.some((email) => found.has(email));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
