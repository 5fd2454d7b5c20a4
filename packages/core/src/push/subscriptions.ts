import { type RequestEvidence, recordConsent } from '../consent/index.ts';
import { sql } from '../db/index.ts';
import type { Context, PushAddress, Transaction } from '../ports/index.ts';

/** Browsers of one contact; the one that was seen least lately goes. */
export const mostSubscriptions = 10;

export type KnownSubscription = {
  id: string;
  contactId: string;
  endpoint: string;
  wordingVersion: string;
  /** Its contact is known by a user id or an address. */
  hasNames: boolean;
};

/**
 * The subscription with the first of these endpoints that has one. Nobody else works on any of them until the
 * transaction ends, whether there is one or not.
 */
export async function findSubscription(
  ctx: Context<Transaction>,
  tenantId: string,
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

/** The browser still has its subscription, under this address. */
export async function updateAddress(ctx: Context<Transaction>, id: string, address: PushAddress): Promise<void> {
  await ctx.db.query(sql`
    update push_subscriptions set endpoint = ${address.endpoint}, p256dh = ${address.p256dh}, auth = ${address.auth},
      seen_at = ${ctx.clock.now()} where id = ${id}`);
}

/** The gate takes the same locks: whoever commits first is obeyed. */
export async function lockContacts(ctx: Context<Transaction>, ids: readonly string[]): Promise<void> {
  await ctx.db.query(sql`
    select 1 from contacts where id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))
    order by id for update`);
}

export async function hasSubscription(
  ctx: Context<Transaction>,
  tenantId: string,
  contactId: string,
): Promise<boolean> {
  const rows = await ctx.db.query(sql`
    select 1 from push_subscriptions where tenant_id = ${tenantId} and contact_id = ${contactId} limit 1`);
  return rows.length > 0;
}

/**
 * The browser is somebody else's now. A contact without names that had nothing but this browser was they themselves before
 * they said who they are: it becomes part of theirs, to be shown and erased with it. Whoever has names and no other browser
 * does not want push any more, as far as we know.
 */
export async function leaveFormer(
  ctx: Context<Transaction>,
  tenantId: string,
  { formerId, contactId }: { formerId: string; contactId: string },
  evidence: RequestEvidence,
): Promise<void> {
  if (await hasSubscription(ctx, tenantId, formerId)) return;
  const joined = await ctx.db.query(sql`
    update contacts set merged_into = ${contactId}, generation = generation + 1
    where tenant_id = ${tenantId} and id = ${formerId} and user_id is null and email is null and erased_at is null
    returning id`);
  // What a merged contact takes back would count for the one it is part of.
  if (joined.length > 0) return;
  await recordConsent(ctx, tenantId, [
    {
      contactId: formerId,
      type: 'push',
      action: 'revoked',
      source: 'push',
      method: 'moved',
      wordingVersion: null,
      evidence,
    },
  ]);
}

export async function dropBeyondCap(ctx: Context<Transaction>, tenantId: string, contactId: string): Promise<void> {
  await ctx.db.query(sql`
    delete from push_subscriptions where tenant_id = ${tenantId} and id in (
      select id from push_subscriptions where tenant_id = ${tenantId} and contact_id = ${contactId}
      order by seen_at desc, id desc offset ${mostSubscriptions})`);
}
