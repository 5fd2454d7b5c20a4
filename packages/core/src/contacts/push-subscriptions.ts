import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Context, PushAddress, Transaction } from '../ports/index.ts';

/** Maximum browsers of one contact; beyond it, the one not seen for the longest time is deleted. */
export const maxSubscriptions = 10;

export type NewPushSubscription = PushAddress & {
  wordingVersion: string;
  language: string | null;
  /** What the user agent says about device, browser and system. */
  client: object;
};

/** Stores a browser's subscription for a contact; an existing one with this endpoint becomes the contact's. */
export async function savePushSubscription(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
  given: NewPushSubscription,
): Promise<void> {
  const now = ctx.clock.now();
  await ctx.db.query(sql`
    insert into push_subscriptions (id, tenant_id, contact_id, endpoint, p256dh, auth, wording_version, language,
      client, created_at, seen_at)
    values (${ctx.ids.newId('psh')}, ${tenantId}, ${contactId}, ${given.endpoint}, ${given.p256dh}, ${given.auth},
      ${given.wordingVersion}, ${given.language}, ${JSON.stringify(given.client)}::text::jsonb, ${now}, ${now})
    on conflict (tenant_id, endpoint) do update set contact_id = excluded.contact_id, p256dh = excluded.p256dh,
      auth = excluded.auth, wording_version = excluded.wording_version, language = excluded.language,
      client = excluded.client, seen_at = excluded.seen_at, failures = 0`);
}

/** Records that the browser still has its subscription, under this address. */
export async function updatePushAddress(ctx: Context<Transaction>, id: Id<'psh'>, address: PushAddress): Promise<void> {
  await ctx.db.query(sql`
    update push_subscriptions set endpoint = ${address.endpoint}, p256dh = ${address.p256dh}, auth = ${address.auth},
      seen_at = ${ctx.clock.now()} where id = ${id}`);
}

/** Moves a subscription to another contact. */
export async function movePushSubscription(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  id: Id<'psh'>,
  contactId: Id<'ctc'>,
): Promise<void> {
  await ctx.db.query(sql`
    update push_subscriptions set contact_id = ${contactId} where tenant_id = ${tenantId} and id = ${id}`);
}

/** Records whether a push service accepted a message for a browser. */
export async function notePushSent(ctx: AnyContext, tenantId: string, id: string, isSent: boolean): Promise<void> {
  await ctx.db.query(sql`
    update push_subscriptions set
      last_ok_at = case when ${isSent}::boolean then ${ctx.clock.now()}::timestamptz else last_ok_at end,
      failures = case when ${isSent}::boolean then 0 else failures + 1 end
    where tenant_id = ${tenantId} and id = ${id}`);
}

/** Deletes one subscription, whichever contact it belongs to. */
export async function deletePushSubscription(ctx: AnyContext, tenantId: string, id: string): Promise<void> {
  await ctx.db.query(sql`delete from push_subscriptions where tenant_id = ${tenantId} and id = ${id}`);
}

/** Deletes those of these subscriptions that belong to a contact. @returns the number of deleted rows */
export async function deletePushSubscriptionsOf(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
  ids: readonly string[],
): Promise<number> {
  const gone = await ctx.db.query(sql`
    delete from push_subscriptions where tenant_id = ${tenantId} and contact_id = ${contactId}
      and id in ${sql.texts(ids)} returning id`);
  return gone.length;
}

/** Deletes a contact's subscription under an endpoint that its browser no longer uses. */
export async function deletePushEndpoint(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
  endpoint: string,
): Promise<void> {
  await ctx.db.query(sql`
    delete from push_subscriptions where tenant_id = ${tenantId} and endpoint = ${endpoint}
      and contact_id = ${contactId}`);
}

/** Ends push in all browsers of a contact. */
export async function endPushSubscriptions(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  contactId: string,
): Promise<void> {
  await ctx.db.query(sql`delete from push_subscriptions where tenant_id = ${tenantId} and contact_id = ${contactId}`);
}

/** Deletes a contact's subscriptions beyond `maxSubscriptions`. */
export async function deleteSurplusSubscriptions(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
): Promise<void> {
  await ctx.db.query(sql`
    delete from push_subscriptions where tenant_id = ${tenantId} and id in (
      select id from push_subscriptions where tenant_id = ${tenantId} and contact_id = ${contactId}
      order by seen_at desc, id desc offset ${maxSubscriptions})`);
}
