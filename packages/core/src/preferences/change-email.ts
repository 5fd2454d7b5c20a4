import { findOwnSource } from '../access/index.ts';
import {
  confirmSignUp,
  isSuppressed,
  makeBoundToken,
  type RequestEvidence,
  readBoundToken,
  readFormAddress,
  suppress,
  takeSignUp,
} from '../consent/index.ts';
import { findOrCreateByEmail } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { DomainError } from '../lib/index.ts';
import { deliver } from '../messages/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { authorizeOwner, type Claim } from './authorize.ts';
import { readLanguage } from './language.ts';
import { lockGeneration } from './links.ts';

/**
 * Asks the new address whether it is theirs; until it says so, nothing changes. The confirmation counts among those that
 * the new address may get. The caller learns nothing about it.
 * @throws DomainError `token_invalid`, `validation_failed`
 */
export async function changeEmail(
  ctx: Context,
  claim: Claim,
  newEmail: string,
  evidence: RequestEvidence,
): Promise<void> {
  const email = readFormAddress({ email: newEmail })!;
  await ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const { tenantId, contactId } = await authorizeOwner(inTx, claim);
    const generation = await lockGeneration(inTx, contactId);
    const otherId = await findOrCreateByEmail(inTx, tenantId, email);
    if (otherId === contactId) return;
    const language = await readLanguage(inTx, tenantId, contactId);
    const signUp = {
      kind: 'email_change' as const,
      tenantId,
      contactId: otherId,
      email,
      sourceId: claim.source?.id ?? (await findOwnSource(inTx, tenantId)).id,
      submissionId: null,
      anonymousId: null,
      firstName: null,
      language,
      wordingVersion: '',
      evidence: { ...evidence, contactId },
    };
    await takeSignUp(inTx, signUp, (id) => {
      const token = makeBoundToken(inTx, 'change_email', tenantId, id, generation);
      return deliver(inTx, {
        tenantId,
        contactId: otherId,
        message: 'email_change',
        businessKey: `confirm/${id}`,
        language,
        variables: { change_url: `${ctx.publicUrl}/e/${token}` },
      });
    });
  });
}

/**
 * Uses the link in the mail to the new address: it is theirs from now on, and every link to the old one has ended. Using
 * the link again changes nothing.
 * @throws DomainError `token_invalid`, `conflict` when the new address belongs to an account or orders of its own
 */
export async function confirmEmailChange(ctx: Context, token: string): Promise<void> {
  const link = readBoundToken(ctx, 'change_email', token);
  if (!link || link.isExpired) throw new DomainError('token_invalid');
  const { tenantId } = link;
  await ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const wish = await confirmSignUp(inTx, tenantId, 'email_change', link.subject);
    if (!wish.isFirst) return;
    const contactId = String(wish.evidence.contactId);
    const [contact] = await tx.query<{ email: string | null; generation: number }>(sql`
      select email, generation from contacts
      where tenant_id = ${tenantId} and id = ${contactId} and merged_into is null for update`);
    if (contact?.generation !== link.generation) throw new DomainError('token_invalid');
    await giveUpAddress(inTx, tenantId, wish.contactId, contactId);
    if (contact.email !== null && (await isSuppressed(inTx, tenantId, 'email', contact.email))) {
      // A stop is about the person: another address does not end it.
      await suppress(inTx, tenantId, 'email', wish.email, 'unsubscribed');
    }
    await tx.query(sql`
      insert into former_addresses (tenant_id, contact_id, email, left_at)
      select tenant_id, id, email, ${ctx.clock.now()} from contacts where id = ${contactId} and email is not null
      on conflict do nothing`);
    await tx.query(sql`
      update contacts set email = ${wish.email}, email_verified_at = ${ctx.clock.now()}, generation = generation + 1
      where id = ${contactId}`);
  });
}

/**
 * Whether the address that a link is about gets something under a contact of its own, which using the link would end.
 * Nothing for a link that is not ours.
 */
export async function joinsTwo(ctx: Context, token: string): Promise<boolean> {
  const link = readBoundToken(ctx, 'change_email', token);
  if (!link) return false;
  const rows = await ctx.db.query(sql`
    select 1 from sign_ups u where u.tenant_id = ${link.tenantId} and u.id = ${link.subject} and u.status = 'pending' and (
      exists (select from consent_state s
        where s.tenant_id = u.tenant_id and s.contact_id = u.contact_id and s.state = 'granted')
      or exists (select from waitlist_entries w where w.tenant_id = u.tenant_id and w.contact_id = u.contact_id
        and w.status in ('pending', 'waiting', 'notified')))`);
  return rows.length > 0;
}

/**
 * The contact that an address had so far becomes part of the one that has shown to own both ends. What it revoked still
 * counts, what it granted does not; what it waits for and its noes to topics come along. One with an account or with orders
 * stays what it is: who that is, the shop knows better.
 */
async function giveUpAddress(
  ctx: Context<Transaction>,
  tenantId: string,
  otherId: string,
  contactId: string,
): Promise<void> {
  const freed = await ctx.db.query(sql`
    update contacts o set email = null, email_verified_at = null, merged_into = ${contactId}, generation = generation + 1
    where o.tenant_id = ${tenantId} and o.id = ${otherId} and o.user_id is null and o.order_count = 0
    returning o.id`);
  if (freed.length === 0) throw new DomainError('conflict', 'this address belongs to an account or orders of its own');
  // The limits count by address, and the address is theirs now.
  await ctx.db.query(sql`
    update sign_ups set contact_id = ${contactId} where tenant_id = ${tenantId} and contact_id = ${otherId}`);
  const isActive = sql.trusted("in ('pending', 'waiting', 'notified')");
  // Of two entries for the same product the one that stays is theirs.
  await ctx.db.query(sql`
    update waitlist_entries w set status = 'left', ended_at = ${ctx.clock.now()}
    where w.tenant_id = ${tenantId} and w.contact_id = ${otherId} and w.status ${isActive} and exists (
      select from waitlist_entries o where o.tenant_id = w.tenant_id and o.contact_id = ${contactId}
        and o.product_id = w.product_id and o.variant_id = w.variant_id and o.status ${isActive})`);
  await ctx.db.query(sql`
    update waitlist_entries set contact_id = ${contactId} where tenant_id = ${tenantId} and contact_id = ${otherId}`);
  await ctx.db.query(sql`
    insert into contact_topics (tenant_id, contact_id, topic_id, is_wanted, said_at)
    select tenant_id, ${contactId}, topic_id, false, said_at from contact_topics
    where tenant_id = ${tenantId} and contact_id = ${otherId} and not is_wanted
    on conflict (tenant_id, contact_id, topic_id) do nothing`);
}
