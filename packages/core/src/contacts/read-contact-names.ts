import type { Contact } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { contacts } from './tables.ts';

/** What a contact is called by. */
export type NamedContact = Pick<Contact, 'id' | 'email' | 'firstName' | 'lastName' | 'userId'>;

/** The names of contacts, by id. One that was erased is left out. */
export async function readContactNames(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  ids: readonly string[],
): Promise<Map<string, NamedContact>> {
  const rows = await ctx.db.query<
    Pick<typeof contacts.$inferSelect, 'id' | 'email' | 'firstName' | 'lastName' | 'userId'>
  >(sql`
    select id, email, first_name as "firstName", last_name as "lastName", user_id as "userId" from contacts
    where tenant_id = ${tenantId} and id in ${sql.texts(ids)} and erased_at is null`);
  return new Map(rows.map((contact) => [contact.id, contact]));
}
