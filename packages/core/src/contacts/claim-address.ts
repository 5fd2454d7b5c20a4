import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Context, Statement, Transaction } from '../ports/index.ts';
import { readCountry } from '../tenants/index.ts';
import { mailboxHash } from './mailbox.ts';
import { phoneFacts, unreadPhone } from './phone-facts.ts';
import type { contacts } from './tables.ts';

/**
 * Creates a contact for an address or user id, or one without either.
 * @returns null when a contact already has the address or user id
 */
export async function createContact(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  { email, userId }: { email?: string; userId?: string } = {},
): Promise<Id<'ctc'> | null> {
  const hash = email === undefined ? null : mailboxHash(ctx, tenantId, email);
  const [made] = await ctx.db.query<Pick<typeof contacts.$inferSelect, 'id'>>(sql`
    insert into contacts (id, tenant_id, email, mailbox_hash, user_id, created_at)
    values (${ctx.ids.newId('ctc')}, ${tenantId}, ${email ?? null}, ${hash}, ${userId ?? null}, ${ctx.clock.now()})
    on conflict do nothing returning id`);
  return made?.id ?? null;
}

/** Creates a contact without address and user id, known only by what refers to it. */
export async function createNamelessContact(ctx: AnyContext, tenantId: Id<'ten'>): Promise<Id<'ctc'>> {
  return (await createContact(ctx, tenantId))!;
}

/** Deletes a contact that the transaction of `ctx` has created. */
export async function deleteNewContact(ctx: Context<Transaction>, contactId: Id<'ctc'>): Promise<void> {
  await ctx.db.query(sql`delete from contacts where id = ${contactId}`);
}

/**
 * Deletes locked contacts.
 * @param condition on a row `c` of contacts, evaluated again after the lock
 * @returns the ids of the deleted contacts
 */
export async function deleteContacts(
  ctx: Context<Transaction>,
  ids: readonly Id<'ctc'>[],
  condition: Statement,
): Promise<Id<'ctc'>[]> {
  const gone = await ctx.db.query<Pick<typeof contacts.$inferSelect, 'id'>>(sql`
    delete from contacts c where c.id in ${sql.texts(ids)} and ${condition} returning c.id`);
  return gone.map(({ id }) => id);
}

/** The contact of an address, created if missing, without a lock: for the seed and tests. */
export async function findOrCreateByEmail(ctx: AnyContext, tenantId: Id<'ten'>, email: string): Promise<Id<'ctc'>> {
  const made = await createContact(ctx, tenantId, { email });
  if (made !== null) return made;
  const [known] = await ctx.db.query<Pick<typeof contacts.$inferSelect, 'id'>>(
    sql`select id from contacts where tenant_id = ${tenantId} and email = ${email}`,
  );
  return known!.id;
}

/**
 * What the form said about the person. Fixed facts are stored only where they are missing; properties are overwritten.
 */
export type ConfirmedFacts = {
  firstName: string | null;
  language: string | null;
  /** As it was written; see `phoneFacts`. */
  phone?: string | undefined;
  properties?: Record<string, unknown> | undefined;
};

/** Records that the contact has proved to own the address, with what they stated about themselves. */
export const verifyEmail = (ctx: AnyContext, tenantId: Id<'ten'>, contactId: Id<'ctc'>, facts: ConfirmedFacts) =>
  noteFacts(ctx, tenantId, contactId, facts, ctx.clock.now());

/** Stores what a form said about the person. */
export const learnFacts = (ctx: AnyContext, tenantId: Id<'ten'>, contactId: Id<'ctc'>, facts: ConfirmedFacts) =>
  noteFacts(ctx, tenantId, contactId, facts, null);

async function noteFacts(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
  facts: ConfirmedFacts,
  verifiedAt: Date | null,
): Promise<void> {
  const country = facts.phone === undefined ? null : await readCountry(ctx, tenantId);
  const { phone = null, ...unread } = phoneFacts(facts.phone, country);
  await ctx.db.query(sql`
    update contacts set email_verified_at = coalesce(email_verified_at, ${verifiedAt}),
      first_name = coalesce(first_name, ${facts.firstName}), language = coalesce(language, ${facts.language}),
      phone = coalesce(phone, ${phone}),
      properties = case
        -- Another number is the contact's: a form does not replace it.
        when phone is not null then properties
        when ${phone}::text is not null then properties - ${unreadPhone}::text
        else properties || ${JSON.stringify(unread)}::text::jsonb
      end || ${JSON.stringify(facts.properties ?? {})}::text::jsonb
    where tenant_id = ${tenantId} and id = ${contactId}`);
}
