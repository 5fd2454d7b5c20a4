import { keyedHash } from './keyed-hash.ts';

/**
 * The key with which a shop's server signs who its visitors are. Derived from the installation's secret and the id of
 * its row: it is stored nowhere, and can be shown again.
 */
export function deriveIdentityKey(secret: Buffer, keyId: string): string {
  return `ik_${keyedHash(secret, keyId).toString('base64url')}`;
}
