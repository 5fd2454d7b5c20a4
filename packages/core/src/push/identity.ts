import type { PushSubscribeRequest } from '@beckon/contract';
import { checkSignature } from '../collect/index.ts';
import { type ContactName, createContact, type LockedContact, lockContacts, lockMailbox } from '../contacts/index.ts';
import { DomainError, type Id, normalizeEmail } from '../lib/index.ts';
import type { EventSource } from '../log/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';

export type SignedIdentity = { userId: string } | { email: string };

/**
 * The person identified by the shop's server. Without its signature the person stays unknown: otherwise a caller could
 * enter any address and get messages meant for its owner.
 * @throws DomainError `validation_failed` for an invalid signature
 */
export function readIdentity(
  ctx: AnyContext,
  source: EventSource,
  request: Pick<PushSubscribeRequest, 'userId' | 'email' | 'signature'>,
): SignedIdentity | null {
  const userId = request.userId ?? null;
  const email = normalizeEmail(request.email ?? '');
  const isSigned = checkSignature(ctx, source, 'identified', { anonymousId: null, userId, email }, request.signature);
  if (typeof isSigned === 'object') {
    throw new DomainError('validation_failed', isSigned.reason, {
      errors: [{ path: 'signature', message: isSigned.reason }],
    });
  }
  if (!isSigned) return null;
  // The signature covers the user id where there is one; an address beside it is a claim.
  return userId === null ? { email: email! } : { userId };
}

/**
 * Locks the contact that the shop's server has signed, creating it if missing, together with another one.
 * @param otherId the contact that the browser has belonged to so far
 */
export async function lockSigned(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  identity: SignedIdentity,
  otherId: string | null,
): Promise<LockedContact> {
  if ('email' in identity) await lockMailbox(ctx, tenantId, identity.email);
  await createContact(ctx, tenantId, identity);
  const names: ContactName[] = [identity, ...(otherId === null ? [] : [{ id: otherId }])];
  const [contact] = await lockContacts(ctx, tenantId, names);
  if (!contact) throw new DomainError('overloaded', 'the contact was erased a moment ago', { retryAfter: 1 });
  return contact;
}
