import { createHash } from 'node:crypto';
import { DomainError } from './errors.ts';

/** Prefixes of our ids, which show the kind of thing an id refers to. */
export type IdPrefix =
  | 'env'
  | 'ten'
  | 'src'
  | 'key'
  | 'apk'
  | 'usr'
  | 'aud'
  | 'ctc'
  | 'vis'
  | 'job'
  | 'qrt'
  | 'sgn'
  | 'msg'
  | 'dlv'
  | 'cev'
  | 'mrg'
  | 'wle'
  | 'psh'
  | 'ers'
  | 'seg'
  | 'cmp'
  | 'flw'
  | 'run'
  | 'rcv'
  | 'exp'
  | 'ovr'
  | 'cst'
  | 'alr';

/** An id of ours, such as `ctc_01j…` for a contact. The types of different kinds are not assignable to each other. */
export type Id<P extends IdPrefix = IdPrefix> = `${P}_${string}`;

/** Crockford base32 in lower case: sorts like the encoded bytes and has no ambiguous letters. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * Makes the bytes of a UUIDv7 (RFC 9562): 48 bits of milliseconds, then random bits.
 * @param milliseconds since 1970
 * @param random ten random bytes
 */
export function uuidv7Bytes(milliseconds: number, random: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(milliseconds) << 16n);
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes;
}

export function formatUuid(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return uuidPattern.test(text);
}

/**
 * Sixteen bytes as 26 base32 characters.
 * @example
 * encodeBase32(new Uint8Array(16)); // '00000000000000000000000000'
 */
export function encodeBase32(bytes: Uint8Array): string {
  let value = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  for (let digit = 0; digit < 26; digit++) {
    text = alphabet[Number(value & 31n)]! + text;
    value >>= 5n;
  }
  return text;
}

/**
 * The stored id of an event. A client's UUID is kept; any other text becomes the UUIDv8 of its SHA-256, so that an id
 * takes 16 bytes in the unique index and the same text always gives the same event.
 */
export function eventUuid(clientId: string): string {
  if (isUuid(clientId)) return clientId.toLowerCase();
  const bytes = new Uint8Array(createHash('sha256').update(clientId).digest().subarray(0, 16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return formatUuid(bytes);
}

/** The id of an event as shown: `evt_` and base32, like our other ids. */
export function eventName(uuid: string): string {
  return `evt_${encodeBase32(Buffer.from(uuid.replaceAll('-', ''), 'hex'))}`;
}

/**
 * An id that a caller sent. Any other text refers to nothing, and the database might not be able to read it.
 * @throws DomainError `not_found`
 * @example
 * readId('ctc', '../etc/passwd'); // throws
 */
export function readId<P extends IdPrefix>(prefix: P, text: string): Id<P> {
  if (!isIdOf(prefix, text)) throw new DomainError('not_found', 'there is nothing with this id');
  return text;
}

function isIdOf<P extends IdPrefix>(prefix: P, text: string): text is Id<P> {
  return text.startsWith(`${prefix}_`) && /^[a-z]{3}_[0-9a-z]{26}$/.test(text);
}
