import { expect, test } from 'vitest';
import { readOrders } from './testing/read-file.ts';

test.each([
  ['2026-05-01 09:59:00 +0200', {}, '2026-05-01T07:59:00.000Z'],
  ['31/12/2025', { dateFormat: 'DD/MM/YYYY' }, '2025-12-31T00:00:00.000Z'],
  ['12/31/25 6:30 PM', { dateFormat: 'MM/DD/YY' }, '2025-12-31T18:30:00.000Z'],
  ['31.12.2025 18:30', { dateFormat: 'DD.MM.YYYY HH:mm' }, '2025-12-31T18:30:00.000Z'],
  ['31.12.2025 18:30', { dateFormat: 'DD.MM.YYYY', zone: 'Europe/Berlin' }, '2025-12-31T17:30:00.000Z'],
  ['1704447000', { dateFormat: 'unix' }, '2024-01-05T09:30:00.000Z'],
  ['1704447000123', { dateFormat: 'unix-ms' }, '2024-01-05T09:30:00.123Z'],
  ['"Sep 5, 2025, 3:04:05 AM"', { dateFormat: 'MMM D, YYYY, h:mm:ss A' }, '2025-09-05T03:04:05.000Z'],
  ['5 September 2025', { dateFormat: 'D MMMM YYYY' }, '2025-09-05T00:00:00.000Z'],
  ['2025-12-31 00:30', { zone: 'Europe/Berlin' }, '2025-12-30T23:30:00.000Z'],
])('the date %s with %j is %s', async (date, options, expected) => {
  const { events, faults } = await readOrders(`order_id,email,Created at,total\n1,a@shop.test,${date},5`, {
    currency: 'EUR',
    ...options,
  });
  expect([events[0]?.occurredAt, faults]).toEqual([expected, []]);
});

test.each(['31/12/2025', '01.02.2025', '31.12.2025 18:30', '1704447000', '"Sep 5, 2025, 3:04:05 AM"', '5. Mai 2025'])(
  'the date %s of a country is not guessed: it is refused, with the option that names it',
  async (date) => {
    const { events, faults } = await readOrders(`order_id,email,Created at,total\n1,a@shop.test,${date},5`, {
      currency: 'EUR',
    });
    expect(events).toEqual([]);
    expect(faults).toEqual([expect.stringMatching(/^2: Created at: .*is not a date.*--date-format/)]);
  },
);

test.each([
  ['45413', {}],
  ['45413.75', {}],
  ['45413', { dateFormat: 'DD/MM/YYYY' }],
  ['45413', { dateFormat: 'unix' }],
  ['45413', { dateFormat: 'unix-ms' }],
])('%s with %j is reported as a spreadsheet’s day number', async (date, options) => {
  const text = `order_id,email,date,total\n1,a@shop.test,${date},5`;
  const { faults } = await readOrders(text, { currency: 'EUR', ...options });
  expect(faults).toEqual([expect.stringMatching(/^2: date: "45413.*a spreadsheet's day number/)]);
});

test.each([
  ['1704447000123', 'unix'],
  ['1704447000', 'unix-ms'],
  ['0', 'unix'],
])('%s is not a time in %s', async (date, dateFormat) => {
  const text = `order_id,email,date,total\n1,a@shop.test,${date},5`;
  expect((await readOrders(text, { currency: 'EUR', dateFormat })).faults).toEqual([
    expect.stringContaining('is not a date'),
  ]);
});

test('an unknown format or time zone is refused at once', async () => {
  const text = 'order_id,email,date,total\n1,a@shop.test,2026-01-01,5';
  await expect(readOrders(text, { dateFormat: 'day' })).rejects.toThrow('--date-format day is not a date format');
  await expect(readOrders(text, { zone: 'Berlin' })).rejects.toThrow('--zone Berlin is not known');
  const wrongDay = await readOrders(text.replace('2026-01-01', '31/02/2026'), {
    dateFormat: 'DD/MM/YYYY',
    currency: 'EUR',
  });
  expect(wrongDay.faults).toEqual([expect.stringContaining('is not a date')]);
});
