import { sql } from '../db/index.ts';
import type { AnyContext, Statement } from '../ports/index.ts';

/** The searched text, as in the index `contacts_by_text`: each word follows a space. */
const text = sql.trusted(`(' ' || coalesce(c.email, '') || ' ' || coalesce(c.user_id, '') || ' '
  || coalesce(c.first_name, '') || ' ' || coalesce(c.last_name, ''))`);

/** Characters that can form a trigram at any position. */
const trigram = /[\p{L}\p{N}]{3}/u;

/**
 * The condition that a row `c` of contacts contains a text. Trigrams find any part with three letters or digits in a
 * row. A text without them would scan the whole index, 0.7 s at 1,000,000 contacts; for such a text, a word must begin
 * with it.
 */
export function searchCondition(search: string): Statement {
  const asked = search.replace(/[\\%_]/g, '\\$&');
  // Of an address, only the part before the @ is looked up in the index: domains occur in too many rows, 80 ms for one
  // address.
  const [, before] = /^([^@]*@)./.exec(asked) ?? [];
  if (before && trigram.test(before)) {
    return sql`${text} ilike ${`%${before}%`} and ${text} || '' ilike ${`%${asked}%`}`;
  }
  return sql`${text} ilike ${trigram.test(search) ? `%${asked}%` : `% ${asked}%`}`;
}

/** Whether the search index exists: a managed Postgres may have refused the extension when the schema was created. */
export async function readSearchIndex(ctx: AnyContext): Promise<{ hasExtension: boolean; hasIndex: boolean }> {
  const [row] = await ctx.db.query<{ hasExtension: boolean; hasIndex: boolean }>(sql`
    select exists (select from pg_extension where extname = 'pg_trgm') as "hasExtension",
      coalesce((select indisvalid from pg_index where indexrelid = to_regclass('contacts_by_text')), false) as "hasIndex"`);
  return row!;
}

/** The statements that the owner of the database runs if the index is missing; the server may be running. */
export const searchIndexCommands = [
  'create extension if not exists pg_trgm;',
  `create index concurrently contacts_by_text on contacts using gin ((' ' || coalesce(email, '') || ' ' || coalesce(user_id, '') || ' ' || coalesce(first_name, '') || ' ' || coalesce(last_name, '')) gin_trgm_ops) where merged_into is null and erased_at is null;`,
];
