import { LRUCache } from 'lru-cache';
import { isTimeZone } from './day-window.ts';

/** Countries are a closed list, and each has its zones. */
const known = new LRUCache<string, readonly string[]>({ max: 300 });

/** Of the TypeScript types it has no part yet: ECMA-402, Intl Locale Info. */
type LocaleInfo = { getTimeZones?(): string[] | undefined };

/**
 * The time zones of a country, as the runtime's CLDR data has them.
 * @param country ISO 3166-1 alpha-2
 * @returns IANA names; empty for what is no country, or one without data
 * @example
 * zonesOfCountry('DE'); // ['Europe/Berlin', 'Europe/Busingen']
 */
export function zonesOfCountry(country: string): readonly string[] {
  const found = known.get(country);
  if (found) return found;
  const zones = /^[A-Z]{2}$/.test(country) ? read(country) : [];
  known.set(country, zones);
  return zones;
}

const read = (country: string): string[] =>
  ((new Intl.Locale(`und-${country}`) as LocaleInfo).getTimeZones?.() ?? []).filter(isTimeZone);
