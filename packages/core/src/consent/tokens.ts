import { isEqualInConstantTime, keyedHash } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';

/** What a link may do. A token of one purpose is worthless for another. These never expire by themselves. */
export type TokenPurpose =
  | 'confirm'
  | 'unsubscribe'
  | 'never_again'
  | 'join_waitlist'
  | 'leave_waitlist'
  | 'keep_waiting';

/** Links that show or change more than their own subject: they expire, and end with the generation of the contact. */
export type BoundTokenPurpose = 'preferences' | 'change_email';

/** A link for preferences works this long, in milliseconds. */
export const boundTokenLifetime = 24 * 60 * 60 * 1_000;

type Keys = Pick<AnyContext, 'secrets'>;

/**
 * A link token: the subject's id and an HMAC over key id, purpose, tenant and subject. It holds no address.
 * @param subject for `confirm` and `join_waitlist` the sign-up, for `unsubscribe` and `never_again` the contact, else the
 *   waitlist entry
 */
export function makeToken(ctx: Keys, purpose: TokenPurpose, tenantId: string, subject: string): string {
  return sign(ctx, purpose, [tenantId, subject]);
}

/** Reads a token of this purpose; null for everything that we did not make. */
export function readToken(
  ctx: Keys,
  purpose: TokenPurpose,
  token: string,
): { tenantId: string; subject: string } | null {
  const [tenantId, subject, ...rest] = verify(ctx, purpose, token) ?? [];
  return tenantId && subject && rest.length === 0 ? { tenantId, subject } : null;
}

/**
 * A link token that ends: a day from now, or when the contact's generation changes.
 * @param subject for `preferences` the contact, for `change_email` the sign-up
 */
export function makeBoundToken(
  ctx: Keys & Pick<AnyContext, 'clock'>,
  purpose: BoundTokenPurpose,
  tenantId: string,
  subject: string,
  generation: number,
): string {
  const expiresAt = ctx.clock.now().getTime() + boundTokenLifetime;
  return sign(ctx, purpose, [tenantId, subject, String(generation), String(expiresAt)]);
}

/** What a token that ends says. Whether its generation still is that of the contact, the caller has to look up. */
export type BoundToken = { tenantId: string; subject: string; generation: number; isExpired: boolean };

/** Reads a token that ends, also when it has expired; null for everything that we did not make. */
export function readBoundToken(
  ctx: Keys & Pick<AnyContext, 'clock'>,
  purpose: BoundTokenPurpose,
  token: string,
): BoundToken | null {
  const [tenantId, subject, generation, expiresAt, ...rest] = verify(ctx, purpose, token) ?? [];
  if (!tenantId || !subject || !generation || !expiresAt || rest.length > 0) return null;
  const isExpired = ctx.clock.now().getTime() >= Number(expiresAt);
  return { tenantId, subject, generation: Number(generation), isExpired };
}

/** The newest key signs. */
function sign(ctx: Keys, purpose: string, parts: string[]): string {
  const keyId = keyIdOf(ctx.secrets.tokens.length - 1);
  const payload = Buffer.from(parts.join('\n')).toString('base64url');
  return `${keyId}.${payload}.${mac(ctx.secrets.tokens.at(-1)!, keyId, purpose, payload)}`;
}

/** Any of our keys is good: a link outlives the key that signed it. */
function verify(ctx: Keys, purpose: string, token: string): string[] | null {
  const [keyId, payload, given, ...rest] = token.split('.');
  if (!keyId || !payload || !given || rest.length > 0) return null;
  const key = ctx.secrets.tokens.find((_, index) => keyIdOf(index) === keyId);
  if (!key) return null;
  // Compared as text: base64url has several spellings of the same bytes, and only ours is good.
  const expected = mac(key, keyId, purpose, payload);
  if (!isEqualInConstantTime(Buffer.from(expected), Buffer.from(given))) return null;
  return Buffer.from(payload, 'base64url').toString().split('\n');
}

function keyIdOf(index: number): string {
  return `k${index + 1}`;
}

function mac(key: Buffer, keyId: string, purpose: string, payload: string): string {
  return keyedHash(key, `${keyId}\n${purpose}\n${payload}`).toString('base64url');
}
