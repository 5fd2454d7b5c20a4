import { randomBytes } from 'node:crypto';

/** No 0/O, 1/I/L: an order number is read aloud on the phone. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

/**
 * "TF-7K3M-9Q2X-4BHD": about 59 random bits, because the number is enough to open the order page. Bytes from 248 up are
 * dropped, so that each letter is equally likely.
 */
export function makeOrderId(): string {
  let letters = '';
  while (letters.length < 12) {
    for (const byte of randomBytes(16)) {
      if (byte < 248 && letters.length < 12) letters += alphabet[byte % 31];
    }
  }
  return `TF-${letters.slice(0, 4)}-${letters.slice(4, 8)}-${letters.slice(8)}`;
}

/** A UUIDv7 (RFC 9562): Beckon ignores repeated event ids, and ids in time order keep its index small. */
export function makeEventId(now: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** 128 random bits in hexadecimal, so that a session cannot be guessed. */
export const makeSecret = (): string => randomBytes(16).toString('hex');
