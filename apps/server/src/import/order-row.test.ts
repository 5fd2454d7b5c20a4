import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDate } from './cells.ts';
import { type OrderColumns, OrderReader, readMinorUnits } from './order-row.ts';

test('an amount is read exactly, by its digits', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }),
      fc.integer({ min: 0, max: 3 }),
      (amount, digits) => {
        const sign = amount < 0n ? '-' : '';
        const all = `${amount < 0n ? -amount : amount}`.padStart(digits + 1, '0');
        const whole = all.slice(0, all.length - digits);
        fc.pre(whole.length <= 12);
        const text = digits === 0 ? `${sign}${whole}` : `${sign}${whole}.${all.slice(all.length - digits)}`;
        expect(readMinorUnits(text, digits)).toBe(Number(amount));
        expect(readMinorUnits(` ${text}${digits === 0 ? '.' : ''}00 `, digits)).toBe(Number(amount));
      },
    ),
    { numRuns: 1_000 },
  );
});

test.each([
  ['0.1', 2, 10],
  ['0.29', 2, 29],
  ['1.005', 3, 1005],
  ['19.99', 2, 1999],
  ['5', 2, 500],
  ['-0.00', 2, 0],
  ['1000', 0, 1000],
  ['1.10', 1, 11],
])('%s with %i digits is %i', (text, digits, amount) => {
  expect(readMinorUnits(text, digits)).toBe(amount);
});

test.each([
  '',
  ' ',
  '1,50',
  '1.234',
  '$5',
  '5 USD',
  '.5',
  '5.',
  '1e3',
  'NaN',
  '--5',
  '+5',
  '1 000',
  '0x10',
  '9'.repeat(13),
])('%j is no amount', (text) => {
  expect(readMinorUnits(text, 2)).toBeNull();
});

test.each([
  ['19970101', '1997-01-01T00:00:00.000Z'],
  ['1997-01-01', '1997-01-01T00:00:00.000Z'],
  ['2024-02-29', '2024-02-29T00:00:00.000Z'],
  [' 2026-03-01 12:30:00 ', '2026-03-01T12:30:00.000Z'],
  ['2026-03-01T12:30', '2026-03-01T12:30:00.000Z'],
  ['2026-03-01T12:30:00+02:00', '2026-03-01T10:30:00.000Z'],
  ['2026-03-01 12:30:00Z', '2026-03-01T12:30:00.000Z'],
])('%s is %s', (text, time) => {
  expect(readDate(text)).toBe(time);
});

test.each([
  '',
  '1997',
  '199701',
  '01/02/1997',
  '1.2.1997',
  '1997-1-2',
  'yesterday',
  '19970231',
  '1997-02-31',
  '20230229',
  '2023-02-29',
  '2026-02-30 12:00:00',
  '2026-13-01',
  '20261301',
  '2026-01-01T25:00',
  '2026-01-01T12:60',
])('%j is no date', (text) => {
  expect(readDate(text)).toBeNull();
});

test('every day there is is read as itself, and no other', () => {
  const part = (min: number, max: number) => fc.integer({ min, max }).map((number) => String(number).padStart(2, '0'));
  fc.assert(
    fc.property(fc.integer({ min: 1990, max: 2030 }), part(0, 14), part(0, 33), (year, month, day) => {
      const iso = `${year}-${month}-${day}`;
      const date = new Date(`${iso}T00:00:00Z`);
      const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso);
      expect(readDate(iso)).toBe(exists ? `${iso}T00:00:00.000Z` : null);
      expect(readDate(iso.replaceAll('-', ''))).toBe(exists ? `${iso}T00:00:00.000Z` : null);
      expect(readDate(`${iso} 10:00`)).toBe(exists ? `${iso}T10:00:00.000Z` : null);
    }),
    { numRuns: 1_000 },
  );
});

const columns: OrderColumns = { customer: 'who', date: 'day', total: 'sum', quantity: 'count', currency: 'USD' };
const row = fc.record({
  who: fc.constantFrom('1', '2', '3'),
  day: fc.constantFrom('19970101', '19970102'),
  sum: fc.constantFrom('1.00', '2.50'),
  count: fc.constantFrom('1', '2'),
});

test('the same rows always give the same ids, and each row its own', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 30 }), (rows) => {
      const read = () => {
        const reader = new OrderReader(columns);
        return rows.map((one) => reader.read(one) as { id: string });
      };
      const [first, second] = [read(), read()];
      expect(first).toEqual(second);
      expect(new Set(first.map(({ id }) => id)).size).toBe(rows.length);
      // Rows added at the end change no id before them.
      const longer = new OrderReader(columns);
      expect([...rows, ...rows].map((one) => (longer.read(one) as { id: string }).id).slice(0, rows.length)).toEqual(
        first.map(({ id }) => id),
      );
    }),
    { numRuns: 200 },
  );
});

test('facts that run into each other are still different orders', () => {
  const reader = new OrderReader({ customer: 'who', date: 'day', total: 'sum', currency: 'USD' });
  const read = (who: string, sum: string) => (reader.read({ who, day: '19970101', sum }) as { id: string }).id;
  const ids = [read('a', '1'), read('a', '1'), read('a-19970101-1', '1'), read('a', '1-2'), read('a', '1')];
  expect(new Set(ids.filter(Boolean)).size).toBe(ids.filter(Boolean).length);
});

test('long ids stay different orders', () => {
  const reader = new OrderReader({ customer: 'who', order: 'order', date: 'day', total: 'sum', currency: 'USD' });
  const long = 'x'.repeat(150);
  const read = (order: string) => reader.read({ who: '1', order, day: '19970101', sum: '1' }) as { id: string };
  expect(read(`${long}1`).id).not.toBe(read(`${long}2`).id);
});

test('an order says who, when, how much, and how many', () => {
  const reader = new OrderReader({ ...columns, email: 'mail', order: 'no' });
  expect(
    reader.read({ who: ' 7 ', mail: 'Anna@Example.com', no: ' A-1 ', day: '2026-01-02', sum: '19.90', count: '3' }),
  ).toEqual({
    id: 'order/A-1',
    type: 'placed_order',
    occurredAt: '2026-01-02T00:00:00.000Z',
    userId: '7',
    email: 'anna@example.com',
    properties: { orderId: 'A-1', total: 1990, currency: 'USD', itemCount: 3 },
  });
});

test.each<[Record<string, string>, string]>([
  [{ who: '', mail: '' }, 'no customer: who and mail empty'],
  [{ mail: 'nobody' }, 'mail: "nobody" is not an e-mail address'],
  [{ day: '1997-02-31' }, 'day: "1997-02-31" is not a date (ISO 8601 or YYYYMMDD)'],
  [{ sum: '1,5' }, 'sum: "1,5" is not an amount of USD'],
  [{ count: 'two' }, 'count: "two" is not a whole number'],
  [{ no: ' ' }, 'no is empty'],
])('a row with %j is refused with the column and the text', (change, fault) => {
  const reader = new OrderReader({ ...columns, email: 'mail', order: 'no' });
  const good = { who: '1', mail: '', no: randomUUID(), day: '19970101', sum: '1', count: '1' };
  expect(reader.read(good)).not.toHaveProperty('fault');
  expect(reader.read({ ...good, ...change })).toEqual({ fault });
});

test('currencies have their own digits', () => {
  const total = (currency: string, sum: string) => {
    const read = new OrderReader({ customer: 'who', date: 'day', total: 'sum', currency }).read({
      who: '1',
      day: '19970101',
      sum,
    }) as { properties?: { total: number } };
    return read.properties?.total;
  };
  expect(total('JPY', '1200')).toBe(1200);
  expect(total('JPY', '12.5')).toBeUndefined();
  expect(total('KWD', '1.234')).toBe(1234);
  expect(total('EUR', '1.23')).toBe(123);
  // `Intl` has no digits for it, ISO 4217 has two.
  expect(total('HUF', '4990.5')).toBe(499_050);
});
