/** Shorter than the RFC's grammar on purpose: what mail providers really deliver to. */
const pattern =
  /^[^\s@<>()[\]\\,;:"\p{Cc}]{1,64}@([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/u;

/**
 * The address as we store and compare it: trimmed, lower case, domain in ASCII; null when it is none.
 * @example
 * normalizeEmail(' Anna@Example.COM '); // 'anna@example.com'
 * normalizeEmail('not an address'); // null
 */
export function normalizeEmail(text: string): string | null {
  const trimmed = text.trim().normalize('NFC');
  const at = trimmed.lastIndexOf('@');
  if (at < 1 || trimmed.length > 254) return null;
  const domain = asciiDomain(trimmed.slice(at + 1));
  const address = `${trimmed.slice(0, at).toLowerCase()}@${domain}`;
  return domain !== null && pattern.test(address) ? address : null;
}

function asciiDomain(domain: string): string | null {
  if (/[/?#\\@:%\s]/.test(domain)) return null;
  return URL.parse(`https://${domain}`)?.hostname ?? null;
}
