import type { PushSubscribeRequest } from '@beckon/contract';
import { findOrCreateByEmail, findOrCreateByUserId } from '../contacts/index.ts';
import { DomainError, normalizeEmail } from '../lib/index.ts';
import { checkSignature, type EventSource } from '../log/index.ts';
import type { AnyContext } from '../ports/index.ts';

export type SignedIdentity = { userId: string } | { email: string };

/**
 * Who the shop's server says that this is. Without its signature nobody is named: whoever types an address would get
 * what is meant for its owner.
 * @throws DomainError `validation_failed` for a signature that is not good
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

export function findSigned(ctx: AnyContext, tenantId: string, identity: SignedIdentity): Promise<string> {
  return 'userId' in identity
    ? findOrCreateByUserId(ctx, tenantId, identity.userId)
    : findOrCreateByEmail(ctx, tenantId, identity.email);
}
