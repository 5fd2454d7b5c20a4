import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readEventTime } from './event-time.ts';

const received = new Date('2026-03-01T12:00:00Z');
const minute = 60_000;
const day = 24 * 60 * minute;
const at = (offset: number) => new Date(received.getTime() + offset).toISOString();

test('an event that says no time happened when it came', () => {
  expect(readEventTime(undefined, undefined, received)).toEqual({ occurredAt: at(0), claimedAt: null });
  expect(readEventTime(null, at(-5 * minute), received)).toEqual({ occurredAt: at(0), claimedAt: null });
});

test('a past time is kept, in whatever zone or as milliseconds it was said', () => {
  const kept = { occurredAt: '2026-03-01T10:30:00.000Z', claimedAt: null };
  expect(readEventTime('2026-03-01T10:30:00Z', undefined, received)).toEqual(kept);
  expect(readEventTime('2026-03-01T12:30:00.000+02:00', undefined, received)).toEqual(kept);
  expect(readEventTime(Date.UTC(2026, 2, 1, 10, 30), undefined, received)).toEqual(kept);
});

test('a client clock that is off by more than a minute is corrected, and the claimed time is kept', () => {
  const hourAhead = 60 * minute;
  expect(readEventTime(at(hourAhead - 5_000), at(hourAhead), received)).toEqual({
    occurredAt: at(-5_000),
    claimedAt: at(hourAhead - 5_000),
  });
  const yearBehind = -365 * day;
  expect(readEventTime(at(yearBehind - 5_000), at(yearBehind), received)).toEqual({
    occurredAt: at(-5_000),
    claimedAt: at(yearBehind - 5_000),
  });
  expect(readEventTime(at(-90_000), at(-30_000), received)).toEqual({ occurredAt: at(-90_000), claimedAt: null });
});

test('a time up to a day in the future is set to the server’s, one further ahead is refused', () => {
  expect(readEventTime(at(day), undefined, received)).toEqual({ occurredAt: at(0), claimedAt: at(day) });
  expect(readEventTime(at(day + 1), undefined, received)).toMatchObject({ code: 'time_in_future' });
});

test.each([
  'yesterday',
  '2026-03-01',
  '2026-03-01T10:30:00',
  '2026-02-31T25:00:00Z',
  '+294300-01-01T00:00:00Z',
  '1989-12-31T23:59:59Z',
  -1,
  0,
  Number.MAX_VALUE,
  Number.POSITIVE_INFINITY,
  true,
  {},
  [],
  '',
])('%j is no time of an event', (claimed) => {
  expect(readEventTime(claimed, undefined, received)).toMatchObject({ code: 'time_invalid' });
});

test('for any claimed time, the stored time is between 1990 and the receipt', () => {
  const claim = fc.oneof(
    fc.integer({ min: -1e15, max: 1e15 }),
    fc.double(),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.anything(),
  );
  fc.assert(
    fc.property(claim, claim, (claimed, sentAt) => {
      const time = readEventTime(claimed, sentAt, received);
      if ('code' in time) return;
      expect(time.occurredAt >= '1990-01-01T00:00:00.000Z' && time.occurredAt <= at(0)).toBe(true);
      if (time.claimedAt !== null) expect(new Date(time.claimedAt).toISOString()).toBe(time.claimedAt);
    }),
    { numRuns: 2_000 },
  );
});
