/**
 * A UUIDv7: sorted by time, so that the server's unique index stays small. The variant digit is always 8, which leaves
 * 72 random bits.
 * @example uuidv7() // '019a9c1e-7c00-7415-8302-551059104177'
 */
export const uuidv7 = (): string => {
  const time = Date.now().toString(16).padStart(12, '0');
  const bytes = crypto.getRandomValues(new Uint8Array(9));
  const random = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${random.slice(6)}`;
};
