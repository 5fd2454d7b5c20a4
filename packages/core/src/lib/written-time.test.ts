import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantOf, readWrittenTime } from './written-time.ts';

const read = (text: string, zone?: string) => readWrittenTime(text, zone)?.toISOString() ?? null;

test.each([
  '2026-05-01 09:59:00 +0200',
  '2026-05-01T09:59:00+02:00',
  '2026-05-01T09:59:00.000+02',
  '2026-05-01 07:59:00 UTC',
  '2026-05-01 07:59Z',
  '2026/05/01 09:59:00 +02:00',
  '20260501T09:59:00+0200',
  '2026-05-01T09:59:00+02:00[Europe/Berlin]',
  '2026-05-01 09:59:00 Europe/Berlin',
  '2026-05-01 09:59:00 CEST',
  '2026-05-01 09:59 AM GMT+2',
  'Fri, 01 May 2026 09:59:00 +0200',
  'Fri, 01 May 2026 07:59:00 GMT',
  'Fri May 01 2026 09:59:00 GMT+0200 (Central European Summer Time)',
  '01-May-2026 07:59:00 UTC',
  'May 1, 2026, 9:59:00 AM +0200',
  '\u200b2026-05-01 09:59:00\u00a0+0200 ',
])('%s is 07:59 UTC on the first of May', (text) => {
  expect(read(text)).toBe('2026-05-01T07:59:00.000Z');
});

test.each(['0001-01-01', '0001-01-01T00:00:00Z', '0026-05-01 10:00:00 +0200', '0099-12-31', '0000-00-00'])(
  '%s is no time of the twentieth century',
  (text) => expect(read(text)).toBeNull(),
);

test('a time without an offset is read in the given zone, in summer and in winter', () => {
  expect(read('2026-07-01 12:00', 'Europe/Berlin')).toBe('2026-07-01T10:00:00.000Z');
  expect(read('2026-12-01 12:00', 'Europe/Berlin')).toBe('2026-12-01T11:00:00.000Z');
  expect(read('2026-12-01', 'America/New_York')).toBe('2026-12-01T05:00:00.000Z');
  expect(read('20261201')).toBe('2026-12-01T00:00:00.000Z');
  expect(read('2026-03-29 03:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
  expect(read('2026-03-29 01:30', 'Europe/Berlin')).toBe('2026-03-29T00:30:00.000Z');
  expect(read('2026-03-08 03:30', 'America/New_York')).toBe('2026-03-08T07:30:00.000Z');
});

test.each([
  '31/12/2025',
  '01.05.2026',
  '05/01/2026 10:00',
  'Sep 5, 2025, 3:04:05 AM',
  '1704447000',
  '2026-02-31',
  '2026-13-01',
  '2026-05-01 24:30',
  '2026-05-01 13:00 PM',
  '2026-05-01 10:00 +25:00',
  '2026-05-01 10:00 Europe/Nowhere',
  '2026-05/01',
  'yesterday',
  '',
])('%j is not read', (text) => {
  expect(read(text)).toBeNull();
});

test('any time with an offset is read as the same moment', () => {
  const moment = fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(
      moment,
      fc.integer({ min: -14 * 60, max: 14 * 60 }),
      fc.constantFrom('T', ' '),
      (at, offset, between) => {
        const shown = new Date(at.getTime() + offset * 60_000).toISOString().slice(0, 23).replace('T', between);
        const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
        const sign = offset < 0 ? '-' : '+';
        expect(
          read(
            `${shown}${between === ' ' ? ' ' : ''}${sign}${`${hours}`.padStart(2, '0')}${`${minutes}`.padStart(2, '0')}`,
          ),
        ).toBe(at.toISOString());
      },
    ),
    { numRuns: 300 },
  );
});

test('a local time and the moment it denotes convert into each other', () => {
  const at = instantOf({ year: 2025, month: 12, day: 31, hour: 18, minute: 30 }, 'Asia/Kolkata');
  expect(at?.toISOString()).toBe('2025-12-31T13:00:00.000Z');
});
