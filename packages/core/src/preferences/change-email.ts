import { findOwnSource } from '../access/index.ts';
import {
  confirmSignUp,
  isSuppressed,
  makeBoundToken,
  noteSignUp,
  type RequestEvidence,
  readBoundToken,
  readFormAddress,
  suppress,
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
    const noted = await noteSignUp(inTx, {
      kind: 'email_change',
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
    });
    if (!noted?.mayConfirm) return;
    const token = makeBoundToken(inTx, 'change_email', tenantId, noted.id, generation);
    await deliver(inTx, {
      tenantId,
      contactId: otherId,
      message: 'email_change',
      businessKey: `confirm/${noted.id}`,
      language,
      variables: { change_url: `${ctx.publicUrl}/e/${token}` },
    });
  });
}

/**
 * Uses the link in the mail to the new address: it is theirs from now on, and every link to the old one has ended. Using
 * the link again changes nothing.
 * @throws DomainError `token_invalid`, `conflict` when somebody else is known by the new address
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
      update contacts set email = ${wish.email}, email_verified_at = ${ctx.clock.now()}, generation = generation + 1
      where id = ${contactId}`);
  });
}

/**
 * The contact that an address had so far becomes part of the one that has shown to own it: what it revoked still counts.
 * One that is more than an address, or has said yes to something, stays what it is.
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
      and not exists (select from consent_state s
        where s.tenant_id = o.tenant_id and s.contact_id = o.id and s.state = 'granted')
      and not exists (select from waitlist_entries w
        where w.tenant_id = o.tenant_id and w.contact_id = o.id and w.status in ('pending', 'waiting', 'notified'))
    returning o.id`);
  if (freed.length === 0) throw new DomainError('conflict', 'this address has preferences of its own already');
  // The limits count by address, and the address is theirs now.
  await ctx.db.query(sql`
    update sign_ups set contact_id = ${contactId} where tenant_id = ${tenantId} and contact_id = ${otherId}`);
}
