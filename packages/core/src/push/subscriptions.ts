import { type RequestEvidence, revokeConsents } from '../consent/index.ts';
import { type MergeParticipant, mergeInto, personIds, type pushSubscriptions } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';

export type KnownSubscription = Pick<
  typeof pushSubscriptions.$inferSelect,
  'id' | 'contactId' | 'endpoint' | 'wordingVersion'
> & {
  /** Its contact is known by a user id or an address. */
  hasNames: boolean;
};

/**
 * The subscription with the first of these endpoints that has one. No other transaction works on any of them until this
 * one ends, whether there is one or not. Take it before the locks of contacts.
 */
export async function findSubscription(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  endpoints: readonly string[],
): Promise<KnownSubscription | null> {
  for (const endpoint of endpoints.toSorted()) {
    await ctx.db.query(sql`select pg_advisory_xact_lock(hashtextextended(${`${tenantId} ${endpoint}`}, 0))`);
  }
  for (const endpoint of endpoints) {
    const [row] = await ctx.db.query<KnownSubscription>(sql`
      select s.id, s.contact_id as "contactId", s.endpoint, s.wording_version as "wordingVersion",
        c.user_id is not null or c.email is not null or c.merged_into is not null as "hasNames"
      from push_subscriptions s join contacts c on c.id = s.contact_id
      where s.tenant_id = ${tenantId} and s.endpoint = ${endpoint}`);
    if (row) return row;
  }
  return null;
}

/** Whether a contact, or one that was merged into it, has a browser that gets push. */
export async function hasSubscription(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
): Promise<boolean> {
  const rows = await ctx.db.query(sql`
    select 1 from push_subscriptions where tenant_id = ${tenantId} and contact_id in (${personIds(contactId)}) limit 1`);
  return rows.length > 0;
}

export type Release = {
  evidence: RequestEvidence;
  /** The rooms that keep data about contacts, for a merge. */
  participants: readonly MergeParticipant[];
};

/**
 * The browser belongs to another contact now. A contact without names that had nothing but this browser was the same
 * person before they said who they are: it becomes part of theirs, to be shown and erased with it. A contact with names
 * and no other browser does not want push any more, as far as is known. Call it with both contacts locked.
 */
export async function releaseFormerContact(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  { formerId, contactId }: { formerId: Id<'ctc'>; contactId: Id<'ctc'> },
  { evidence, participants }: Release,
): Promise<void> {
  if (await hasSubscription(ctx, tenantId, formerId)) return;
  const [former] = await ctx.db.query<{ isNameless: boolean; isLiving: boolean }>(sql`
    select user_id is null and email is null as "isNameless", merged_into is null and erased_at is null as "isLiving"
    from contacts where tenant_id = ${tenantId} and id = ${formerId}`);
  // What a merged contact takes back would count for the one it is part of.
  if (!former?.isLiving) return;
  if (former.isNameless) {
    // It may be inside of flows and segments, as every contact.
    await mergeInto(ctx, { tenantId, mergedId: formerId, contactId }, participants);
    return;
  }
  await revokeConsents(ctx, tenantId, formerId, ['push'], { source: 'push', method: 'moved', evidence });
}
