/**
 * One spelling of a phone number for comparing and hashing: digits, with a plus before the country code.
 * @example
 * normalizePhone('+49 (170) 123-45 67'); // '+491701234567'
 * normalizePhone('0049 170 1234567'); // '+491701234567'
 */
export function normalizePhone(phone: string): string {
  return phone.replace(/[^0-9+]/g, '').replace(/^00/, '+');
}
