import { ECDH } from 'node:crypto';
import { DomainError, type Id } from '../lib/index.ts';
import type { AnyContext, PushAddress } from '../ports/index.ts';

/**
 * Takes from a browser's word what can be sent to: an endpoint of a push service on the list, a point that lies on the
 * curve, a secret of 16 bytes. The rest of the way trusts them.
 * @throws DomainError `validation_failed`
 */
export async function checkAddress(ctx: AnyContext, tenantId: Id<'ten'>, given: PushAddress): Promise<PushAddress> {
  const refuse = (path: keyof PushAddress, message: string) => {
    throw new DomainError('validation_failed', `${path}: ${message}`, { errors: [{ path, message }] });
  };
  const { endpoint, p256dh, auth } = given;
  const sender = await ctx.adapters.senderOf(tenantId, 'push');
  if (!sender?.canReach(endpoint)) {
    refuse('endpoint', 'not of a push service on the list (BECKON_PUSH_HOSTS adds one)');
  }
  if (!isPoint(Buffer.from(p256dh, 'base64url'))) refuse('p256dh', 'not an uncompressed point of P-256');
  if (Buffer.from(auth, 'base64url').length !== 16) refuse('auth', 'not 16 bytes');
  return { endpoint, p256dh, auth };
}

function isPoint(bytes: Buffer): boolean {
  if (bytes.length !== 65 || bytes[0] !== 4) return false;
  try {
    ECDH.convertKey(bytes, 'prime256v1');
    return true;
  } catch {
    return false;
  }
}
