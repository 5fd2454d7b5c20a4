import { sql } from '../db/index.ts';
import { type Id, type Language, toLanguage } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { languageOf } from '../sign-ups/index.ts';

/**
 * The language of the person whom a link is about; null if it is unknown.
 * @param subject of the link's token: a contact, a sign-up or an entry of a waitlist
 */
export async function readLanguage(ctx: AnyContext, tenantId: Id<'ten'>, subject: string): Promise<Language | null> {
  const [row] = await ctx.db.query<{ said: string | null; language: string | null }>(sql`
    select s.said, ${languageOf(sql.trusted('s.contact_id'))} as language from (
      select id as contact_id, null as said from contacts where tenant_id = ${tenantId} and id = ${subject}
      union all
      select contact_id, language from sign_ups where tenant_id = ${tenantId} and id = ${subject}
      union all
      select contact_id, null from waitlist_entries where tenant_id = ${tenantId} and id = ${subject}
    ) s`);
  return toLanguage(row?.said) ?? toLanguage(row?.language);
}
