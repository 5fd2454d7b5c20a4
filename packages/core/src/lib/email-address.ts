/** Stricter than the RFC's grammar on purpose: the addresses that mail providers deliver to. */
const pattern =
  /^[^\s@<>()[\]\\,;:"\p{Cc}]{1,64}@([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/u;

/**
 * Invisible characters that copying adds: zero-width characters, soft hyphens, direction marks, blank letters.
 */
const invisible = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/**
 * The address as it is stored and compared: without surrounding whitespace and invisible characters, in lower case, the
 * domain in ASCII; null if it is not an email address.
 * @example
 * normalizeEmail(' Anna@Example.COM '); // 'anna@example.com'
 * normalizeEmail('\u200banna@example.com'); // 'anna@example.com'
 * normalizeEmail('not an address'); // null
 */
export function normalizeEmail(text: string): string | null {
  if (text.length > 1_000) return null;
  // Composed last, since lower-casing can yield several characters that compose to one.
  const plain = withoutInvisible(text).trim().toLowerCase().normalize('NFC');
  const at = plain.lastIndexOf('@');
  if (at < 1) return null;
  const domain = asciiDomain(plain.slice(at + 1));
  const address = `${plain.slice(0, at)}@${domain}`;
  return domain !== null && address.length <= 254 && pattern.test(address) ? address : null;
}

/** A text without invisible characters; spaces stay. */
export function withoutInvisible(text: string): string {
  return text.replace(invisible, '');
}

function asciiDomain(domain: string): string | null {
  if (/[/?#\\@:%\s]/.test(domain)) return null;
  return URL.parse(`https://${domain}`)?.hostname ?? null;
}
