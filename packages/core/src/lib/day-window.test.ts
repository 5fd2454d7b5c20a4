import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { isTimeZone, momentOf, nextWithin } from './day-window.ts';

const office = { from: '09:00', until: '20:00' };
const next = (at: string, zones: string[], window: Parameters<typeof nextWithin>[2] = office) =>
  nextWithin(new Date(at), zones, window)?.toISOString() ?? null;

test.each([
  ['within the window it is now', '2026-03-01T12:00:00Z', ['Europe/Berlin'], '2026-03-01T12:00:00.000Z'],
  ['the first minute belongs to it', '2026-03-01T08:00:00Z', ['Europe/Berlin'], '2026-03-01T08:00:00.000Z'],
  ['the last does not', '2026-03-01T19:00:00Z', ['Europe/Berlin'], '2026-03-02T08:00:00.000Z'],
  ['before it, it is the same day', '2026-03-01T03:00:00Z', ['Europe/Berlin'], '2026-03-01T08:00:00.000Z'],
  ['across the clock change in spring', '2027-03-27T22:00:00Z', ['Europe/Berlin'], '2027-03-28T07:00:00.000Z'],
  ['across the clock change in autumn', '2027-10-30T22:00:00Z', ['Europe/Berlin'], '2027-10-31T08:00:00.000Z'],
  [
    'both zones must allow it',
    '2026-03-01T09:00:00Z',
    ['Europe/Berlin', 'America/New_York'],
    '2026-03-01T14:00:00.000Z',
  ],
  [
    'after the first zone has closed, the next day',
    '2026-03-01T19:30:00Z',
    ['Europe/Berlin', 'America/New_York'],
    '2026-03-02T14:00:00.000Z',
  ],
  ['at the date line', '2026-03-01T10:00:00Z', ['Pacific/Kiritimati'], '2026-03-01T19:00:00.000Z'],
])('%s', (_, at, zones, expected) => expect(next(at, zones)).toBe(expected));

test('a window that spans midnight is open in the small hours, and may begin on some weekdays only', () => {
  const night = { from: '22:00', until: '02:00', weekdays: [5] };
  // 2026-03-06 is a Friday.
  expect(next('2026-03-07T00:30:00Z', ['UTC'], night)).toBe('2026-03-07T00:30:00.000Z');
  expect(next('2026-03-07T02:00:00Z', ['UTC'], night)).toBe('2026-03-13T22:00:00.000Z');
});

test('zones that are never open together have no moment', () => {
  expect(next('2026-03-01T12:00:00Z', ['UTC', 'Asia/Tokyo'], { from: '09:00', until: '10:00' })).toBeNull();
  expect(next('2026-03-01T12:00:00Z', ['UTC'], { from: '09:00', until: '10:00', weekdays: [] })).toBeNull();
});

test('from and until the same is the whole day', () => {
  expect(next('2026-03-01T03:00:00Z', ['UTC'], { from: '09:00', until: '09:00' })).toBe('2026-03-01T03:00:00.000Z');
});

test('a time that does not exist is the first moment after the gap, and one that occurs twice the first of the two', () => {
  const at = (local: string) => momentOf(Temporal.PlainDateTime.from(local), 'Europe/Berlin').toISOString();
  expect(at('2027-03-28T02:30')).toBe('2027-03-28T01:00:00.000Z');
  expect(at('2027-10-31T02:30')).toBe('2027-10-31T00:30:00.000Z');
});

test('only names of time zones are time zones', () => {
  for (const name of ['Europe/Berlin', 'UTC', 'America/Argentina/Buenos_Aires']) expect(isTimeZone(name)).toBe(true);
  for (const name of ['Mars/Base', '', 'Europe/Berlin; drop table', 'GMT+99']) expect(isTimeZone(name)).toBe(false);
});

test('the moment is never early, lies within the window in every zone, and no allowed minute comes before it', () => {
  const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia'];
  const minutes = fc.integer({ min: 0, max: 24 * 60 - 1 });
  const clock = (minute: number) =>
    `${`${Math.floor(minute / 60)}`.padStart(2, '0')}:${`${minute % 60}`.padStart(2, '0')}`;
  /** By the clock of the zone; null in an hour that occurs twice, where only its first occurrence counts. */
  const isWithin = (at: Date, zone: string, from: string, until: string): boolean | null => {
    const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDateTime();
    if (momentOf(local, zone).getTime() !== at.getTime()) return null;
    const time = local.toPlainTime().toString().slice(0, 5);
    if (from === until) return true;
    return from < until ? time >= from && time < until : time >= from || time < until;
  };
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2026-01-01'), max: new Date('2028-01-01'), noInvalidDate: true }),
      fc.uniqueArray(fc.constantFrom(...zones), { minLength: 1, maxLength: 2 }),
      minutes,
      minutes,
      (date, given, fromMinute, untilMinute) => {
        const at = new Date(Math.floor(date.getTime() / 60_000) * 60_000);
        const [from, until] = [clock(fromMinute), clock(untilMinute)];
        const moment = nextWithin(at, given, { from, until });
        const open = (one: Date, unclear: boolean) =>
          given.every((zone) => isWithin(one, zone, from, until) ?? unclear);
        const end = moment?.getTime() ?? at.getTime() + 3 * 24 * 3_600_000;
        if (moment) expect(open(moment, true)).toBe(true);
        for (let one = at.getTime(); one < end; one += 7 * 60_000) expect(open(new Date(one), false)).toBe(false);
      },
    ),
    { numRuns: 100 },
  );
});
