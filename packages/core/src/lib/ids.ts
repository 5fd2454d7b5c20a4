import { createHash } from 'node:crypto';
import { DomainError } from './errors.ts';

/** Prefixes of our ids: one glance tells what an id names. */
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
  | 'ers';

/** An id of ours, such as `ctc_01j…` for a contact: one of another kind does not compile in its place. */
export type Id<P extends IdPrefix = IdPrefix> = `${P}_${string}`;

/** Crockford base32, lower case: sorts like the bytes it encodes and has no letters to confuse. */
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
 * The stored id of an event. A client's UUID stays as it is; any other text becomes the UUIDv8 of its SHA-256, so
 * that the unique index holds 16 bytes whatever the client sends, and the same text is always the same event.
 */
export function eventUuid(clientId: string): string {
  if (isUuid(clientId)) return clientId.toLowerCase();
  const bytes = new Uint8Array(createHash('sha256').update(clientId).digest().subarray(0, 16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return formatUuid(bytes);
}

/** How an event's id is shown: `evt_` and base32, like our other ids. */
export function eventName(uuid: string): string {
  return `evt_${encodeBase32(Buffer.from(uuid.replaceAll('-', ''), 'hex'))}`;
}

/**
 * The id of a thing of ours that a caller named. Any other text names nothing, and the database may not be able to read it.
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
