import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Context, Statement, Transaction } from '../ports/index.ts';
import { mailboxHash } from './mailbox.ts';

/**
 * Makes a contact of an address or user id, or one without any name.
 * @returns null where a contact has the name already
 */
export async function createContact(
  ctx: AnyContext,
  tenantId: string,
  { email, userId }: { email?: string; userId?: string } = {},
): Promise<Id<'ctc'> | null> {
  const hash = email === undefined ? null : mailboxHash(ctx, tenantId, email);
  const [made] = await ctx.db.query<{ id: Id<'ctc'> }>(sql`
    insert into contacts (id, tenant_id, email, mailbox_hash, user_id, created_at)
    values (${ctx.ids.newId('ctc')}, ${tenantId}, ${email ?? null}, ${hash}, ${userId ?? null}, ${ctx.clock.now()})
    on conflict do nothing returning id`);
  return made?.id ?? null;
}

/** A contact without any name: known by what hangs on it alone. */
export async function createNamelessContact(ctx: AnyContext, tenantId: string): Promise<Id<'ctc'>> {
  return (await createContact(ctx, tenantId))!;
}

/** Deletes a contact that the transaction of `ctx` has made. */
export async function deleteNewContact(ctx: Context<Transaction>, contactId: string): Promise<void> {
  await ctx.db.query(sql`delete from contacts where id = ${contactId}`);
}

/**
 * Deletes contacts that are locked.
 * @param condition on a row `c` of contacts, judged anew after the lock
 * @returns the ids of those that are gone
 */
export async function deleteContacts(
  ctx: Context<Transaction>,
  ids: readonly string[],
  condition: Statement,
): Promise<string[]> {
  const gone = await ctx.db.query<{ id: string }>(sql`
    delete from contacts c where c.id in ${sql.texts(ids)} and ${condition} returning c.id`);
  return gone.map(({ id }) => id);
}

/** The contact of an address, made now if there is none, without a lock: for the seed and tests. */
export async function findOrCreateByEmail(ctx: AnyContext, tenantId: string, email: string): Promise<Id<'ctc'>> {
  const made = await createContact(ctx, tenantId, { email });
  if (made !== null) return made;
  const [known] = await ctx.db.query<{ id: Id<'ctc'> }>(
    sql`select id from contacts where tenant_id = ${tenantId} and email = ${email}`,
  );
  return known!.id;
}

/** What the form said of the person. Of the fixed facts only those that are missing are taken; properties are the newest. */
export type ConfirmedFacts = {
  firstName: string | null;
  language: string | null;
  phone?: string | undefined;
  properties?: Record<string, unknown> | undefined;
};

/** Notes that the address was shown to be theirs, and what they said of themselves with it. */
export const verifyEmail = (ctx: AnyContext, tenantId: string, contactId: string, facts: ConfirmedFacts) =>
  noteFacts(ctx, tenantId, contactId, facts, ctx.clock.now());

/** Takes over what a form said of the person. */
export const learnFacts = (ctx: AnyContext, tenantId: string, contactId: string, facts: ConfirmedFacts) =>
  noteFacts(ctx, tenantId, contactId, facts, null);

async function noteFacts(
  ctx: AnyContext,
  tenantId: string,
  contactId: string,
  facts: ConfirmedFacts,
  verifiedAt: Date | null,
): Promise<void> {
  await ctx.db.query(sql`
    update contacts set email_verified_at = coalesce(email_verified_at, ${verifiedAt}),
      first_name = coalesce(first_name, ${facts.firstName}), language = coalesce(language, ${facts.language}),
      phone = coalesce(phone, ${facts.phone ?? null}),
      properties = properties || ${JSON.stringify(facts.properties ?? {})}::text::jsonb
    where tenant_id = ${tenantId} and id = ${contactId}`);
}
