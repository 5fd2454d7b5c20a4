import { readPersonId, readVisitorId } from '@beckon/contract';
import { sql, sqlState } from '../db/index.ts';
import {
  addressesIn,
  addressesInJson,
  addressPatterns,
  decodeMarked,
  encodeMarked,
  type Id,
  normalizeEmail,
  parseJson,
  redactText,
} from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { quarantine, quarantineOverflow } from './tables.ts';

/** By what an entry may name a person. */
export type QuarantineNames = {
  emails: readonly string[];
  userIds: readonly string[];
  /** Browsers, while they were theirs: ISO times, or `infinity`. */
  browsers: readonly { anonymousId: string; since: string; until: string }[];
};

type Row = Pick<typeof quarantine.$inferSelect, 'id' | 'seq' | 'raw' | 'envelope' | 'receivedAt'>;

type Counted = Pick<typeof quarantineOverflow.$inferSelect, 'sourceId' | 'code' | 'reason'>;

/** Entries read at a time; each may hold 64 kB. */
const pageSize = 200;

/**
 * Deletes a person's quarantine entries, and removes their addresses from other people's entries. An entry is theirs if
 * a field for a person names them. As in the log, the user id takes precedence over the address and the address over
 * the browser. An id in another field is just a number, and an address counts only as a whole word. Runs outside of
 * transactions: each change is separate, and a second run finds nothing more.
 * @param until entries received later belong to a new contact
 * @returns how many entries mentioned the person
 */
export async function eraseQuarantined(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  names: QuarantineNames,
  until: Date,
): Promise<number> {
  const patterns = names.emails.flatMap(addressPatterns);
  let found = 0;
  for (let after = ''; ; ) {
    const rows = await ctx.db.query<Row>(sql`
      select q.id, q.seq, q.raw, coalesce(v.envelope, q.envelope) as envelope, q.received_at as "receivedAt"
      from quarantine q left join quarantine_envelopes v on v.id = q.envelope_id
      where q.tenant_id = ${tenantId} and q.id > ${after} and q.received_at <= ${until} order by q.id limit ${pageSize}`);
    for (const row of rows) if (await eraseOne(ctx, tenantId, names, patterns, row)) found++;
    if (rows.length < pageSize) break;
    after = rows.at(-1)!.id;
  }
  await redactReasons(ctx, tenantId, patterns);
  return found;
}

/** What was counted and not kept says why in words, and these may quote an address. */
async function redactReasons(ctx: AnyContext, tenantId: Id<'ten'>, patterns: readonly string[]): Promise<void> {
  const rows = await ctx.db.query<Counted>(sql`
    select source_id as "sourceId", code, reason from quarantine_overflow where tenant_id = ${tenantId}`);
  for (const { sourceId, code, reason } of rows) {
    const redacted = redactText(reason, patterns);
    if (redacted === reason) continue;
    await ctx.db.query(sql`
      update quarantine_overflow set reason = ${redacted}
      where tenant_id = ${tenantId} and source_id = ${sourceId} and code = ${code}`);
  }
}

/** @returns whether there was something to erase */
async function eraseOne(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  names: QuarantineNames,
  patterns: readonly string[],
  row: Row,
): Promise<boolean> {
  const verdict = judge(row, names, patterns);
  if (verdict === 'keep') return false;
  if (verdict === 'delete') {
    await deleteEntry(ctx, tenantId, row);
    return true;
  }
  try {
    await ctx.db.query(
      sql`update quarantine set raw = ${verdict.raw} where tenant_id = ${tenantId} and id = ${row.id}`,
    );
  } catch (error) {
    // Without the address it says the same as another entry.
    if (sqlState(error) !== '23505') throw error;
    await deleteEntry(ctx, tenantId, row);
  }
  return true;
}

async function deleteEntry(ctx: AnyContext, tenantId: Id<'ten'>, { id, seq }: Row): Promise<void> {
  if (seq !== null) return closeErased(ctx, tenantId, [seq]);
  await ctx.db.query(sql`delete from quarantine where tenant_id = ${tenantId} and id = ${id}`);
}

/**
 * Empties and closes the entries of erased events that a consumer had quarantined. The entries stay, since they say why
 * these events were not counted.
 */
export async function closeErased(ctx: AnyContext, tenantId: Id<'ten'>, seqs: readonly number[]): Promise<void> {
  await ctx.db.query(sql`
    update quarantine set raw = convert_to(jsonb_build_object('erased', seq)::text, 'UTF8'), event_id = null,
      reason = 'the person was erased', resolved_at = coalesce(resolved_at, ${ctx.clock.now()}),
      resolution = coalesce(resolution, 'erased')
    where tenant_id = ${tenantId}
      and seq in (select jsonb_array_elements_text(${JSON.stringify(seqs)}::text::jsonb)::bigint)`);
}

function judge(
  { raw, envelope, receivedAt }: Row,
  names: QuarantineNames,
  patterns: readonly string[],
): 'keep' | 'delete' | { raw: Buffer } {
  const text = decodeMarked(raw);
  const event = parse(text);
  const ofBatch = asObject(envelope);
  if (isTheirs({ ...ofBatch, ...asObject(event) }, ofBatch.anonymousId, names, receivedAt)) return 'delete';
  if (!mentions(text, names.emails) && !mentions(envelope, names.emails)) return 'keep';
  const redacted = redactText(text, patterns);
  // Written in a way that cannot be taken out of the text, such as with escapes; or in what the batch said for all.
  const isLeft = mentions(redacted, names.emails) || mentions(envelope, names.emails);
  return isLeft ? 'delete' : { raw: encodeMarked(redacted) };
}

const asObject = (value: unknown): Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

/** Judged by what an entry says in the fields for a person; what the batch said for all is overruled by the event. */
function isTheirs(
  { userId, anonymousId, email }: Record<string, unknown>,
  ofBatch: unknown,
  { emails, userIds, browsers }: QuarantineNames,
  receivedAt: Date,
): boolean {
  const user = readPersonId(userId);
  if (user.kind === 'id') return userIds.includes(user.id);
  const address = typeof email === 'string' ? normalizeEmail(email) : null;
  if (address !== null) return emails.includes(address);
  const own = readVisitorId(anonymousId);
  const visitor = own.kind === 'none' ? readVisitorId(ofBatch) : own;
  return browsers.some(
    (browser) =>
      visitor.kind === 'id' &&
      browser.anonymousId === visitor.id &&
      isAfter(receivedAt, browser.since) &&
      !isAfter(receivedAt, browser.until),
  );
}

function isAfter(time: Date, than: string): boolean {
  if (than === 'infinity') return false;
  return than === '-infinity' || time >= new Date(than);
}

function mentions(value: unknown, emails: readonly string[]): boolean {
  const parsed = typeof value === 'string' ? parse(value) : value;
  const found = addressesInJson(parsed);
  if (typeof value === 'string') for (const address of addressesIn(value)) found.add(address);
  return emails.some((email) => found.has(email));
}

function parse(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
