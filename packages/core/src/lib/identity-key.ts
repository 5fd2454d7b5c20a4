import { keyedHash } from './keyed-hash.ts';

/**
 * The key with which a shop's server signs the identity of its visitors. Derived from the installation's secret and the
 * id of the key's row, so it is not stored and can be shown again.
 */
export function deriveIdentityKey(secret: Buffer, keyId: string): string {
  return `ik_${keyedHash(secret, keyId).toString('base64url')}`;
}
