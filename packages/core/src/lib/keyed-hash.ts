import { createHmac, hash, hkdfSync, timingSafeEqual } from 'node:crypto';

/** Derives the key for one purpose from the root secret, so that each purpose has its own. */
export function deriveKey(rootSecret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', rootSecret, 'beckon', purpose, 32));
}

/** HMAC-SHA-256 of a text. */
export function keyedHash(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

export function sha256(text: string | Uint8Array): Buffer {
  return hash('sha256', text, 'buffer');
}

/** The same in hexadecimal. */
export function sha256Hex(text: string | Uint8Array): string {
  return hash('sha256', text, 'hex');
}

/** Compares in constant time; texts of different lengths are not equal. */
export function isEqualInConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
