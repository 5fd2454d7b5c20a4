import { LRUCache } from 'lru-cache';

/** Caches time zones: the zone names are a closed list, but the names that shops send are not. */
const maxFormats = 1_000;
/** By zone name; false if there is no such zone. */
const formats = new LRUCache<string, Intl.DateTimeFormat | false>({ max: maxFormats });

/**
 * The time of day in the first of these zones that exists, as `HH:MM:SS`.
 * @param zones IANA names, such as `Europe/Berlin`; unknown names are skipped, and UTC is the last resort
 * @example
 * localTime(new Date('2026-03-01T12:00:00Z'), ['Europe/Berlin']); // '13:00:00'
 */
export function localTime(at: Date, zones: readonly (string | null)[]): string {
  const format = zones.map((zone) => (zone === null ? null : formatOf(zone))).find((one) => one !== null);
  return (format ?? formatOf('UTC')!).format(at);
}

function formatOf(zone: string): Intl.DateTimeFormat | null {
  const known = formats.get(zone);
  if (known !== undefined) return known || null;
  const format = makeFormat(zone);
  formats.set(zone, format ?? false);
  return format;
}

function makeFormat(timeZone: string): Intl.DateTimeFormat | null {
  try {
    const time = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
    return new Intl.DateTimeFormat('en-GB', { timeZone, ...time });
  } catch {
    return null;
  }
}
