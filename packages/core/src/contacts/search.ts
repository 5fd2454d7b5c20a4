import { sql } from '../db/index.ts';
import type { AnyContext, Statement } from '../ports/index.ts';

/** What is searched, as the index `contacts_by_text` has it: each word begins after a blank. */
const text = sql.trusted(`(' ' || coalesce(c.email, '') || ' ' || coalesce(c.user_id, '') || ' '
  || coalesce(c.first_name, '') || ' ' || coalesce(c.last_name, ''))`);

/** What a trigram can be made of, wherever it stands. */
const trigram = /[\p{L}\p{N}]{3}/u;

/**
 * The condition that a row `c` of contacts holds a text. Trigrams find any part that has three letters or digits in a row.
 * Without them the index would be read as a whole, 0.7 s at 1,000,000 contacts: there a word has to begin with the text.
 */
export function searchCondition(search: string): Statement {
  const asked = search.replace(/[\\%_]/g, '\\$&');
  // Of an address the index is asked for what stands before its @: the domains are in too many, 80 ms for one address.
  const [, before] = /^([^@]*@)./.exec(asked) ?? [];
  if (before && trigram.test(before)) {
    return sql`${text} ilike ${`%${before}%`} and ${text} || '' ilike ${`%${asked}%`}`;
  }
  return sql`${text} ilike ${trigram.test(search) ? `%${asked}%` : `% ${asked}%`}`;
}

/** Whether a search has its index: a managed Postgres may have refused the extension when the schema was made. */
export async function readSearchIndex(ctx: AnyContext): Promise<{ hasExtension: boolean; hasIndex: boolean }> {
  const [row] = await ctx.db.query<{ hasExtension: boolean; hasIndex: boolean }>(sql`
    select exists (select from pg_extension where extname = 'pg_trgm') as "hasExtension",
      coalesce((select indisvalid from pg_index where indexrelid = to_regclass('contacts_by_text')), false) as "hasIndex"`);
  return row!;
}

/** What the owner of the database runs where the index is missing; beside a running server. */
export const searchIndexCommands = [
  'create extension if not exists pg_trgm;',
  `create index concurrently contacts_by_text on contacts using gin ((' ' || coalesce(email, '') || ' ' || coalesce(user_id, '') || ' ' || coalesce(first_name, '') || ' ' || coalesce(last_name, '')) gin_trgm_ops) where merged_into is null and erased_at is null;`,
];
