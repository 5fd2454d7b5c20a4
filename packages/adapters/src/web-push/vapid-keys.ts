import { createECDH, hkdfSync } from 'node:crypto';

/** A P-256 key pair in base64url, as required by RFC 8292 and browsers. */
export type VapidKeys = { publicKey: string; privateKey: string };

const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/**
 * The VAPID keys of an installation. Derived from its root secret, so that all processes have the same keys without
 * storing them: 16 bytes more than needed, reduced (FIPS 186-5, A.2.1).
 */
export function deriveVapidKeys(rootSecret: string): VapidKeys {
  const seed = Buffer.from(hkdfSync('sha256', rootSecret, 'beckon', 'vapid keys', 48));
  const scalar = (BigInt(`0x${seed.toString('hex')}`) % (order - 1n)) + 1n;
  const privateKey = Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex');
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(privateKey);
  return { publicKey: pair.getPublicKey().toString('base64url'), privateKey: privateKey.toString('base64url') };
}
