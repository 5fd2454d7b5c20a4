import {
  type CountryCode,
  getCountryCallingCode,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import metadata from 'libphonenumber-js/max/metadata';

/**
 * One spelling of a number that was read before, for comparing and hashing: digits, with a plus before the country code.
 * Numbers that come in from outside are read by `readPhone`.
 * @example
 * normalizePhone('+49 (170) 123-45 67'); // '+491701234567'
 * normalizePhone('0049 170 1234567'); // '+491701234567'
 */
export function normalizePhone(phone: string): string {
  return phone.replace(/[^0-9+]/g, '').replace(/^00/, '+');
}

/**
 * Reads a phone number as people write it. A number without its country code is read in the country of the shop, and has
 * to be one that this country assigns; the library's newest numbers are a release behind, so of a number with its
 * country code only the length has to be right.
 * @param given what was sent, of any type
 * @param country ISO 3166-1 alpha-2; null: only numbers with their country code can be read
 * @returns E.164, such as `+49301234567`; null if it cannot be read
 * @example
 * readPhone('0301234567', 'DE'); // '+49301234567'
 * readPhone('(415) 555-2671', 'US'); // '+14155552671'
 * readPhone('0301234567', null); // null
 */
export function readPhone(given: unknown, country: string | null): string | null {
  const text = phoneText(given);
  if (text === null || text.length > maxLength) return null;
  if (text.startsWith('+')) return possible(parse(text));
  const read = country !== null && isSupportedCountry(country) ? readNational(text, country) : null;
  return read ?? (text.startsWith('00') ? possible(parse(`+${text.slice(2)}`)) : null);
}

/** What was given as a phone number, without invisible characters; null if it is no text or has no digit, as `n/a`. */
export function phoneText(given: unknown): string | null {
  if (typeof given !== 'string' && typeof given !== 'number') return null;
  const text = String(given)
    .replace(/[\p{Cf}\p{Cc}]/gu, '')
    .trim()
    .replace(/^\(\s*(\+|00)\s*(\d+)\s*\)/, '$1$2 ')
    .replace(/^\+\s+/, '+');
  return /\p{Nd}/u.test(text) ? text : null;
}

/**
 * The country of a number. Where countries share a calling code and the number belongs to none of them, it is the main
 * one: the US for `+1`.
 * @param phone in E.164
 * @returns ISO 3166-1 alpha-2; null for numbers of no country, such as `+800…`
 */
export function countryOfPhone(phone: string): string | null {
  const number = parse(phone);
  if (!number) return null;
  return number.country ?? metadata.country_calling_codes[number.countryCallingCode]?.[0] ?? null;
}

/** No number with all that people write into it is longer. */
const maxLength = 60;

const parse = (text: string, country?: CountryCode): PhoneNumber | undefined =>
  parsePhoneNumberFromString(text, { extract: false, ...(country && { defaultCountry: country }) });

const possible = (number: PhoneNumber | undefined): string | null => (number?.isPossible() ? number.number : null);
const valid = (number: PhoneNumber | undefined): string | null => (number?.isValid() ? number.number : null);

/**
 * Reads a number in a country. `49 170 1234567` in Germany is rather a number without its plus than one of the area 491
 * without its 0: only a number that is written as in its country is surely one of the country. `41791234567` could be a German
 * number without its 0, and is a Swiss one without its plus: it is not read.
 */
function readNational(text: string, country: CountryCode): string | null {
  const number = parse(text, country);
  const national = valid(number);
  if (national !== null && digitsOf(number!.formatNational()) === digitsOf(text)) return national;
  const withPlus = valid(parse(`+${text}`));
  if (withPlus === null) return national;
  // It may as well be a number of another country that has lost its plus.
  return digitsOf(text).startsWith(getCountryCallingCode(country)) ? withPlus : null;
}

const digitsOf = (text: string): string => text.replace(/\D/g, '');
