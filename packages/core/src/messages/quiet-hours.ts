import { LRUCache } from 'lru-cache';
import type { contacts } from '../contacts/index.ts';
import { countryOfPhone, isTimeZone, nextWithin, zonesOfCountry } from '../lib/index.ts';
import type { DueDelivery } from './due-delivery.ts';

/** What quiet hours need to know of the shop. */
export type QuietTenant = Pick<DueDelivery['tenant'], 'timezone' | 'country' | 'quietFrom' | 'quietUntil'>;

export type QuietRecipient = Pick<typeof contacts.$inferSelect, 'timezone' | 'phone'>;

/** Where a recipient may be. */
export type Whereabouts = {
  /** IANA names; at least one. */
  zones: readonly string[];
  /** The country or the zone that was assumed; null: the recipient's zone is known. */
  assumed: string | null;
};

/** The quiet hours of a recipient, as they are decided by. */
export type QuietHours = {
  /** When they end; null: it is not within them, or they do not apply. */
  until: Date | null;
  /** See `Whereabouts`. */
  assumed: string | null;
};

const none: QuietHours = { until: null, assumed: null };
/** In milliseconds. */
const minute = 60_000;
const day = 24 * 60 * minute;

/**
 * The quiet hours of a recipient. Only messages that ring have them: marketing by SMS and push. Where the zone of the
 * recipient is not known, the hour must be allowed in every zone in which they may be. Where no hour is allowed in all of
 * them, the message waits for a day, and is checked again then: the zone may be known by that time.
 */
export function readQuietHours(
  now: Date,
  { channel, category, tenant }: Pick<DueDelivery, 'channel' | 'category'> & { tenant: QuietTenant },
  recipient: QuietRecipient,
): QuietHours {
  if (channel === 'email' || category !== 'marketing' || tenant.quietFrom === tenant.quietUntil) return none;
  const { zones, assumed } = findWhereabouts(recipient, tenant);
  const next = nextAllowed(now, zones, { from: tenant.quietUntil, until: tenant.quietFrom });
  if (next === 'now') return { until: null, assumed };
  return { until: next === 'never' ? new Date(now.getTime() + day) : next, assumed };
}

/**
 * Where a recipient may be: in their zone if it is known; else in any zone of the country of their phone number, else of
 * the country of the shop, else in the zone of the shop.
 */
export function findWhereabouts(
  { timezone, phone }: QuietRecipient,
  tenant: Pick<QuietTenant, 'timezone' | 'country'>,
): Whereabouts {
  if (timezone !== null && isTimeZone(timezone)) return { zones: [timezone], assumed: null };
  const ofPhone = phone === null ? null : countryOfPhone(phone);
  for (const country of [ofPhone, tenant.country]) {
    const zones = country === null ? [] : zonesOfCountry(country);
    if (zones.length > 0) return { zones, assumed: country };
  }
  const zone = isTimeZone(tenant.timezone) ? tenant.timezone : 'UTC';
  return { zones: [zone], assumed: zone };
}

/**
 * The US has 29 zones, for which this takes up to 10 ms. The answer is the same within a minute, since windows and offsets
 * are of whole minutes.
 */
const answers = new LRUCache<string, 'now' | 'never' | Date>({ max: 1_000 });

function nextAllowed(now: Date, zones: readonly string[], window: { from: string; until: string }) {
  const key = `${Math.floor(now.getTime() / minute)} ${window.from} ${window.until} ${zones.join()}`;
  const known = answers.get(key);
  if (known) return known;
  const next = nextWithin(now, zones, window);
  const answer = next === null ? 'never' : next > now ? next : 'now';
  answers.set(key, answer);
  return answer;
}
