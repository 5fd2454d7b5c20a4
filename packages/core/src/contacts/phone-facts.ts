import { phoneText, readPhone } from '../lib/index.ts';

/** The property that keeps a number which cannot be read, until one that can be read takes its place. */
export const unreadPhone = 'unreadPhone';

/** Maximum characters that are kept of it. What is longer was never a number, and cut it must not become one. */
const maxUnread = 60;

/** What a number says about a contact: it is read, or kept as it was given. */
export type PhoneFacts = { phone?: string; unreadPhone?: string };

/**
 * Every number that becomes a contact's passes here, so that the column holds E.164 only.
 * @param given what was sent, of any type; without a digit it says nothing
 * @param country the country of the shop, ISO 3166-1 alpha-2; null: not set
 * @example
 * phoneFacts('030 1234567', 'DE'); // { phone: '+49301234567' }
 * phoneFacts('030 1234567', null); // { unreadPhone: '030 1234567' }
 */
export function phoneFacts(given: unknown, country: string | null): PhoneFacts {
  const text = phoneText(given);
  if (text === null) return {};
  const phone = readPhone(text, country);
  if (phone !== null) return { phone };
  return { unreadPhone: text.length > maxUnread ? `${text.slice(0, maxUnread).toWellFormed()}…` : text };
}
