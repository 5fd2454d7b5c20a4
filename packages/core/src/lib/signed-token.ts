import { isEqualInConstantTime, keyedHash } from './keyed-hash.ts';

/**
 * A token that only we can create: its parts, and an HMAC over key id, purpose and parts. The newest key signs.
 * @param keys oldest first; null for a key that no longer exists
 * @example
 * signToken(keys, 'confirm', ['ten_1', 'sgn_1']); // 'k1.dGVuXzEKc2duXzE.…'
 */
export function signToken(keys: readonly (Buffer | null)[], purpose: string, parts: readonly string[]): string {
  const keyId = keyIdOf(keys.length - 1);
  const payload = Buffer.from(parts.join('\n')).toString('base64url');
  return `${keyId}.${payload}.${mac(keys.at(-1)!, keyId, purpose, payload)}`;
}

/** The parts of a token of this purpose; null for anything that we did not create. Any of our keys is accepted. */
export function readSignedToken(keys: readonly (Buffer | null)[], purpose: string, token: string): string[] | null {
  const [keyId, payload, given, ...rest] = token.split('.');
  if (!keyId || !payload || !given || rest.length > 0) return null;
  const key = keys.find((_, index) => keyIdOf(index) === keyId);
  if (!key) return null;
  // Compared as text: base64url has several spellings of the same bytes, and only ours is accepted.
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
