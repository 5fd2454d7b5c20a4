import {
  liftBlock,
  type RequestEvidence,
  readHashSuppression,
  revokeConsents,
  suppressHash,
} from '../consent/index.ts';
import { lockContact, mailboxHash } from '../contacts/index.ts';
import { DomainError } from '../lib/index.ts';
import { readBlockToken } from '../links/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';
import { endSignUps } from '../sign-ups/index.ts';

/**
 * Uses the block link of a confirmation mail: nothing at all goes to the mailbox that the link was mailed to any more,
 * whatever form its address is typed into. It never expires. Consents end where the contact still has that mailbox;
 * one that has moved keeps what it granted at its new address.
 * @throws DomainError `token_invalid`
 */
export async function blockAddress(ctx: Context, token: string, evidence: RequestEvidence): Promise<void> {
  const link = readBlockToken(ctx, token);
  if (!link) throw new DomainError('token_invalid');
  const { tenantId, contactId, addressHash } = link;
  await ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const contact = await lockContact(inTx, tenantId, { id: contactId });
    await suppressHash(inTx, tenantId, 'email', addressHash, 'address_blocked');
    await endSignUps(inTx, tenantId, addressHash);
    const hasMailbox = contact?.email != null && mailboxHash(inTx, tenantId, contact.email).equals(addressHash);
    if (!hasMailbox) return;
    const refusal = { source: 'address_blocked', method: 'link', evidence };
    await revokeConsents(inTx, tenantId, contact.id, ['email', 'marketing'], refusal);
  });
}

/** Whether the mailbox that a block link was mailed to is blocked; null for everything that is no block link of ours. */
export async function isBlocked(ctx: AnyContext, token: string): Promise<boolean | null> {
  const link = readBlockToken(ctx, token);
  return link && (await readHashSuppression(ctx, link.tenantId, 'email', link.addressHash)) === 'address_blocked';
}

/**
 * Lifts a block, by the link that it was made with: it was mailed to the address, so its holder is the owner. Nothing is
 * granted by it, and a bounce or a complaint stays.
 * @throws DomainError `token_invalid`
 */
export async function unblockAddress(ctx: Context, token: string): Promise<void> {
  const link = readBlockToken(ctx, token);
  if (!link) throw new DomainError('token_invalid');
  await liftBlock(ctx, link.tenantId, 'email', link.addressHash);
  ctx.log.info('an owner lifted the block of an address', { tenantId: link.tenantId, contactId: link.contactId });
}
