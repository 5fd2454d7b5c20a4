import { LRUCache } from 'lru-cache';
import { sql } from '../db/index.ts';
import { encodeBase32, type Id, sha256 } from '../lib/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import type { linkTargets } from './tables.ts';

/** Characters of a code: 60 bits, too many to try. */
const codeLength = 12;

const day = 24 * 60 * 60 * 1_000;

/** A target that no mail has used for this time is deleted, at the earliest. */
export const targetsStay = 366 * day;

type Shared = { code: string; writtenAt: number };

/**
 * Targets that are in the mails of several contacts, which are nearly all. They are deleted only long after their last use,
 * so they are read and marked as used once a day.
 */
const shared = new LRUCache<string, Shared>({ max: 20_000 });

/**
 * Stores where links lead and returns the code of each address. An address that only one contact gets belongs to that
 * contact, and is erased with them: it may hold their name.
 */
export async function storeTargets(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
  urls: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  const now = ctx.clock.now();
  const found = new Map<string, string>();
  const missing = new Set<string>();
  for (const url of urls) {
    const known = shared.get(`${tenantId} ${url}`);
    if (known && Math.abs(now.getTime() - known.writtenAt) < day) found.set(url, known.code);
    else missing.add(url);
  }
  if (missing.size === 0) return found;
  const given = [...missing].map((url) => ({
    url,
    hash: sha256(url).toString('hex'),
    code: encodeBase32(ctx.random.bytes(16)).slice(-codeLength),
  }));
  const rows = await ctx.db.query<Pick<typeof linkTargets.$inferSelect, 'code' | 'url' | 'contactId'>>(sql`
    insert into link_targets as t (code, tenant_id, url_hash, url, contact_id, used_at)
    select g.code, ${tenantId}, decode(g.hash, 'hex'), g.url, ${contactId}, ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(given)}::text::jsonb) as g (url text, hash text, code text) order by g.hash
    on conflict (tenant_id, url_hash) do update set used_at = greatest(t.used_at, excluded.used_at),
      contact_id = case when t.contact_id = excluded.contact_id then t.contact_id end
    returning t.code, t.url, t.contact_id as "contactId"`);
  for (const { code, url, contactId: owner } of rows) {
    found.set(url, code);
    if (owner === null) shared.set(`${tenantId} ${url}`, { code, writtenAt: now.getTime() });
  }
  return found;
}

/** Where a link leads; null if the address is stored no longer. */
export async function readTarget(ctx: AnyContext, code: string): Promise<string | null> {
  const [target] = await ctx.db.query<Pick<typeof linkTargets.$inferSelect, 'url'>>(sql`
    select url from link_targets where code = ${code}`);
  return target?.url ?? null;
}

/** Deletes targets that no mail has used since a given time. @returns the number of rows */
export async function forgetTargets(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  before: Date,
  limit: number,
): Promise<number> {
  const longAgo = Math.min(before.getTime(), ctx.clock.now().getTime() - targetsStay);
  const gone = await ctx.db.query(sql`
    delete from link_targets where code in (
      select code from link_targets where tenant_id = ${tenantId} and used_at < ${new Date(longAgo)}
      order by used_at limit ${limit})
    returning 1 as gone`);
  return gone.length;
}
