import { catalogProperties } from '@beckon/contract';
import { phoneText, readPhone } from '../lib/index.ts';
import type { EventSource, StoredEvent } from '../log/index.ts';

/**
 * Says why the phone number of an event will not become the contact's. The event is stored all the same, with everything
 * else that it says.
 * @param given the event as received
 * @param event the event as stored
 * @returns an empty list if the number can be read, or there is none
 */
export function warnOfPhone(
  given: { properties?: unknown },
  event: StoredEvent,
  { kind, country }: EventSource,
): string[] {
  if (kind === 'browser' || !catalogProperties(event.type)?.includes('phone')) return [];
  const { phone } = (given.properties ?? {}) as { phone?: unknown };
  if (phone === undefined || phone === null) return [];
  const text = phoneText(phone);
  if (typeof phone === 'object' || typeof phone === 'boolean') return ['phone: not a text'];
  if (text === null || readPhone(text, country ?? null) !== null) return [];
  return [
    country
      ? `phone: has no country code and is no number of the country of the shop (${country}), so the contact does not get it`
      : 'phone: has no country code, and the shop has set no country to read it in, so the contact does not get it',
  ];
}
