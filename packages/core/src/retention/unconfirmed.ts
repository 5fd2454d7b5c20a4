import { type contacts, deleteContacts } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { forgetContacts } from '../persons/index.ts';
import type { Context, Statement, Transaction } from '../ports/index.ts';

/**
 * Deletes contacts that are nothing but a form that was filled in before a time and never confirmed: no order, no name, no
 * event of the shop's server, no consent that was ever given or refused, no choice of topics or pace. The ledger keeps its entries under the id, which then
 * names no person; the address goes, and so does what the form said.
 * @param after the place where the last call ended
 */
export async function forgetUnconfirmed(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  before: Date,
  after: string | null,
  limit: number,
): Promise<{ removed: number; place: string | null }> {
  const looked = await ctx.db.query<Pick<typeof contacts.$inferSelect, 'id'> & { isOld: boolean }>(sql`
    select c.id, c.created_at < ${before} and ${isUnconfirmed(before)} as "isOld" from contacts c
    where c.tenant_id = ${tenantId} and c.merged_into is null and c.erased_at is null and c.id > ${after ?? ''}
    order by c.id limit ${limit}`);
  const place = looked.length < limit ? null : looked.at(-1)!.id;
  const old = looked.filter(({ isOld }) => isOld).map(({ id }) => id);
  if (old.length === 0) return { removed: 0, place };
  // Locked in one statement and checked again in the next: a shopper who is confirming holds the lock.
  const locked = await ctx.db.query<Pick<typeof contacts.$inferSelect, 'id'>>(sql`
    select id from contacts where id in ${sql.texts(old)} order by id for update skip locked`);
  const gone = await deleteContacts(
    ctx,
    locked.map(({ id }) => id),
    isUnconfirmed(before),
  );
  await forgetContacts(ctx, tenantId, gone);
  return { removed: gone.length, place };
}

const isUnconfirmed = (before: Date): Statement => sql`(
  c.email_verified_at is null and c.user_id is null and c.registered_at is null and c.phone is null and c.order_count = 0
  -- What a person chose by a link from their mail is kept.
  and c.frequency is null and c.paused_until is null
  and not exists (select from contact_topics t where t.tenant_id = c.tenant_id and t.contact_id = c.id)
  -- A form beyond what its mailbox may get leaves no sign-up, only the contact.
  and (c.last_seen_at is null or exists (
    select from sign_ups s where s.tenant_id = c.tenant_id and s.contact_id = c.id))
  and not exists (select from sign_ups s where s.tenant_id = c.tenant_id and s.contact_id = c.id
    and (s.status <> 'pending' or s.requested_at >= ${before}))
  and not exists (select from consent_state s where s.tenant_id = c.tenant_id and s.contact_id = c.id and s.state <> 'requested')
  and not exists (select from waitlist_entries w where w.contact_id = c.id and w.status <> 'pending' and w.status <> 'expired')
  and not exists (select from push_subscriptions p where p.tenant_id = c.tenant_id and p.contact_id = c.id)
  and not exists (select from deliveries d where d.tenant_id = c.tenant_id and d.contact_id = c.id
    and d.status in ('due', 'dispatching'))
  and not exists (select from timeline t where t.tenant_id = c.tenant_id and t.person_id = c.id)
  and not exists (select from visitor_links v where v.contact_id = c.id)
  and not exists (select from former_addresses f where f.contact_id = c.id)
  and not exists (select from contacts m where m.merged_into = c.id))`;
