import { isEqualInConstantTime, keyedHash } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';

/** What a link may do. A token of one purpose is worthless for another. */
export type TokenPurpose =
  | 'confirm'
  | 'unsubscribe'
  | 'never_again'
  | 'join_waitlist'
  | 'leave_waitlist'
  | 'keep_waiting';

/**
 * A link token: the subject's id and an HMAC over key id, purpose, tenant and subject. It holds no address.
 * @param subject for `confirm` and `join_waitlist` the sign-up, for `unsubscribe` and `never_again` the contact, else the waitlist entry
 */
export function makeToken(
  ctx: Pick<AnyContext, 'secrets'>,
  purpose: TokenPurpose,
  tenantId: string,
  subject: string,
): string {
  const payload = Buffer.from(`${tenantId}\n${subject}`).toString('base64url');
  return `${keyId}.${payload}.${mac(ctx, purpose, payload).toString('base64url')}`;
}

/** Reads a token of this purpose; null for everything that we did not make. */
export function readToken(
  ctx: Pick<AnyContext, 'secrets'>,
  purpose: TokenPurpose,
  token: string,
): { tenantId: string; subject: string } | null {
  const [key, payload, given, ...rest] = token.split('.');
  if (key !== keyId || !payload || !given || rest.length > 0) return null;
  // Compared as text: base64url has several spellings of the same bytes, and only ours is good.
  const expected = mac(ctx, purpose, payload).toString('base64url');
  if (!isEqualInConstantTime(Buffer.from(expected), Buffer.from(given))) return null;
  const [tenantId, subject] = Buffer.from(payload, 'base64url').toString().split('\n');
  return tenantId && subject ? { tenantId, subject } : null;
}

const keyId = 'k1';

function mac(ctx: Pick<AnyContext, 'secrets'>, purpose: TokenPurpose, payload: string): Buffer {
  return keyedHash(ctx.secrets.tokens, `${keyId}\n${purpose}\n${payload}`);
}
