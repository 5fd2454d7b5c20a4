import { LRUCache } from 'lru-cache';
import { Temporal } from 'temporal-polyfill';

/** Part of a day by a wall clock, as `HH:MM`. `from` later than `until`: it spans midnight. Equal: the whole day. */
export type DayWindow = {
  from: string;
  until: string;
  /** ISO weekdays on which the window begins, 1 is Monday; if omitted, all. */
  weekdays?: readonly number[] | undefined;
};

/** Zone names are a closed list, but what shops send is not. */
const knownZones = new LRUCache<string, boolean>({ max: 1_000 });

/** Whether a name is an IANA time zone, such as `Europe/Berlin`. */
export function isTimeZone(name: string): boolean {
  const known = knownZones.get(name);
  if (known !== undefined) return known;
  const isKnown = canFormat(name);
  knownZones.set(name, isKnown);
  return isKnown;
}

function canFormat(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}

/**
 * The moment at which a clock of a zone shows a date and time. A time that is skipped when clocks go forward is the first
 * moment after the gap; a time that occurs twice is the first of the two.
 * @example
 * momentOf(Temporal.PlainDateTime.from('2027-03-28T02:30'), 'Europe/Berlin'); // 2027-03-28T01:00:00Z
 */
export function momentOf(local: Temporal.PlainDateTime, zone: string): Date {
  const moment = local.toZonedDateTime(zone, { disambiguation: 'compatible' });
  if (moment.toPlainDateTime().equals(local)) return new Date(moment.epochMilliseconds);
  return new Date(moment.getTimeZoneTransition('previous')!.epochMilliseconds);
}

/** Maximum days to look ahead: a window on one weekday begins within a week. */
const maxDays = 9;

/** Maximum rounds: every zone may move the moment once for each day. */
const maxRounds = 100;

/**
 * The first moment, from `at` on, that lies within a window by the clocks of all zones.
 * @param zones IANA names of the zones in which the recipient may be; at least one
 * @returns `at` itself if it lies within; null if the window never begins in all zones at once
 * @example
 * nextWithin(new Date('2026-03-01T20:30:00Z'), ['Europe/Berlin'], { from: '09:00', until: '20:00' });
 * // 2026-03-02T08:00:00Z
 */
export function nextWithin(at: Date, zones: readonly string[], window: DayWindow): Date | null {
  const latest = at.getTime() + maxDays * 24 * 60 * 60 * 1_000;
  let moment = at;
  for (let rounds = 0; rounds < maxRounds && moment.getTime() <= latest; rounds++) {
    const later = zones.map((zone) => nextInZone(moment, zone, window)).find((next) => next === null || next > moment);
    if (later === undefined) return moment;
    if (later === null) return null;
    moment = later;
  }
  return null;
}

function nextInZone(at: Date, zone: string, window: DayWindow): Date | null {
  const from = Temporal.PlainTime.from(window.from);
  const until = Temporal.PlainTime.from(window.until);
  const spansMidnight = Temporal.PlainTime.compare(from, until) >= 0;
  const today = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDate();
  // The window that began yesterday may still be open.
  for (let day = -1; day <= maxDays; day++) {
    const date = today.add({ days: day });
    if (window.weekdays && !window.weekdays.includes(date.dayOfWeek)) continue;
    const end = momentOf((spansMidnight ? date.add({ days: 1 }) : date).toPlainDateTime(until), zone);
    if (end <= at) continue;
    const start = momentOf(date.toPlainDateTime(from), zone);
    // Clocks may skip the whole window.
    if (start >= end) continue;
    return start > at ? start : at;
  }
  return null;
}
