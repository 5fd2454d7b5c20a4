import { isSuppressed, type RequestEvidence, suppress } from '../consent/index.ts';
import {
  createContact,
  type LockedContact,
  lockContacts,
  lockMailbox,
  mailboxHash,
  mergeInto,
  noteFormerAddress,
  takeAddress,
} from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import { makeBoundToken, readBoundToken } from '../links/index.ts';
import { deliver } from '../messages/index.ts';
import { mergeParticipants } from '../persons/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { confirmSignUp, endSignUps, readFormAddress, takeSignUp } from '../sign-ups/index.ts';
import { findOwnSource } from '../sources/index.ts';
import { authorizeOwner, type Claim } from './authorize.ts';
import { readLanguage } from './language.ts';

/**
 * Sends a confirmation to the new address; nothing changes until it is confirmed. The mail counts towards the
 * confirmations that the new address may get. The caller learns nothing about the address.
 * @throws DomainError `token_invalid`, `validation_failed`
 */
export async function changeEmail(
  ctx: Context,
  claim: Claim,
  newEmail: string,
  evidence: RequestEvidence,
): Promise<void> {
  const email = readFormAddress({ email: newEmail });
  const { tenantId, contactId } = await authorizeOwner(ctx, claim);
  await ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    await lockMailbox(inTx, tenantId, email);
    const isNewContact = (await createContact(inTx, tenantId, { email })) !== null;
    const [owner, other] = await lockContacts(inTx, tenantId, [{ id: contactId }, { email }] as const);
    // Again, now that the row is locked.
    await authorizeOwner(inTx, claim);
    if (!owner || !other || other.id === owner.id) return;
    const language = await readLanguage(inTx, tenantId, contactId);
    const signUp = {
      kind: 'email_change' as const,
      tenantId,
      contactId: other.id,
      isNewContact,
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
      const token = makeBoundToken(inTx, 'change_email', tenantId, id, owner.generation);
      return deliver(inTx, {
        tenantId,
        contactId: other.id,
        message: 'email_change',
        businessKey: `confirm/${id}`,
        language,
        variables: { change_url: `${ctx.publicUrl}/e/${token}` },
      });
    });
  });
}

/**
 * Uses the link in the mail to the new address: it belongs to the contact from now on, and every link sent to the old
 * one has ended. The contact that had the address before is merged into this one. Using the link again changes nothing.
 * @throws DomainError `token_invalid`, `conflict` when the new address belongs to a contact with an account or orders
 */
export async function confirmEmailChange(ctx: Context, token: string): Promise<void> {
  const link = readBoundToken(ctx, 'change_email', token);
  if (!link || link.isExpired) throw new DomainError('token_invalid');
  const { tenantId } = link;
  await ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const { contact, asker, isFirst } = await confirmSignUp(inTx, tenantId, 'email_change', link.subject);
    if (!isFirst) return;
    if (asker?.generation !== link.generation) throw new DomainError('token_invalid');
    if (contact.userId !== null || contact.orderCount > 0) {
      // One with an account or with orders stays what it is: who that is, the shop knows better.
      throw new DomainError('conflict', 'this address belongs to another account or has its own orders');
    }
    await mergeInto(inTx, { tenantId, mergedId: contact.id, contactId: asker.id }, mergeParticipants);
    await leaveAddress(inTx, tenantId, asker, contact.email);
    await takeAddress(inTx, tenantId, asker.id, contact.email);
  });
}

/** Records the previous address and ends what waits for links sent to it. */
async function leaveAddress(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  { id, email }: LockedContact,
  newEmail: string,
): Promise<void> {
  if (email === null) return;
  if (await isSuppressed(ctx, tenantId, 'email', email)) {
    // A stop is about the person: another address does not end it.
    await suppress(ctx, tenantId, 'email', newEmail, 'unsubscribed');
  }
  await endSignUps(ctx, tenantId, mailboxHash(ctx, tenantId, email));
  await noteFormerAddress(ctx, tenantId, id, email);
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
