import { currencyCodes, currencyDigits } from '@beckon/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mapMessage } from './map-message.ts';
import { toMinorUnits } from './minor-units.ts';

const currencies = [
  ['JPY', 0],
  ['EUR', 2],
  ['USD', 2],
  ['KWD', 3],
  ['CLF', 4],
] as const;

/** The digits of an integer with a decimal point. */
function withPoint(units: number, digits: number): string {
  const text = String(Math.abs(units)).padStart(digits + 1, '0');
  const fraction = digits === 0 ? '' : `.${text.slice(-digits)}`;
  return `${units < 0 ? '-' : ''}${text.slice(0, text.length - digits)}${fraction}`;
}

test('every amount is converted exactly, as text and as a JSON number', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...currencies),
      fc.integer({ min: -9_000_000_000_000, max: 9_000_000_000_000 }),
      ([currency, digits], units) => {
        const written = withPoint(units, digits);
        expect(toMinorUnits(written, currency)).toBe(units);
        expect(toMinorUnits(JSON.parse(written), currency)).toBe(units === 0 ? 0 : units);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('a floating-point sum equals the sum of its parts', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 500_000 }), { minLength: 1, maxLength: 50 }), (parts) => {
      const sum = parts.reduce((total, part) => total + part / 100, 0);
      expect(toMinorUnits(sum, 'EUR')).toBe(parts.reduce((total, part) => total + part, 0));
    }),
    { numRuns: 1_000 },
  );
});

test('any JSON value gives an integer in range or undefined, and never throws', () => {
  const anything = fc.oneof(
    fc.jsonValue(),
    fc.double().map(String),
    fc.stringMatching(/^[-+.\de]{0,12}$/),
    fc.double(),
  );
  fc.assert(
    fc.property(anything, (value) => {
      const units = toMinorUnits(value, 'EUR');
      expect(units === undefined || (Number.isSafeInteger(units) && Math.abs(units) <= 9e12)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  [19.99, 'EUR', 1999],
  ['19.99', 'EUR', 1999],
  [0.1 + 0.2, 'USD', 30],
  [59.970000000000006, 'USD', 5997],
  [1.005, 'USD', 101],
  [-4.5, 'USD', -450],
  [1500, 'JPY', 1500],
  [12.3456, 'KWD', 12346],
  [4990, 'HUF', 499_000],
  ['.5', 'EUR', 50],
  ['5.', 'EUR', 500],
  [1e-7, 'EUR', 0],
  ['1e3', 'EUR', 100_000],
  [1e21, 'EUR', undefined],
  ['1e99', 'EUR', undefined],
  ['12,99', 'EUR', undefined],
  ['€5', 'EUR', undefined],
  ['', 'EUR', undefined],
  ['.', 'EUR', undefined],
  ['e5', 'EUR', undefined],
  [null, 'EUR', undefined],
  [true, 'EUR', undefined],
])('%s %s is %s', (amount, currency, units) => {
  expect(toMinorUnits(amount, currency)).toBe(units);
});

test('a currency has the same number of digits wherever a message contains it', () => {
  for (const currency of currencyCodes) {
    const digits = currencyDigits(currency);
    const units = 12_345_678;
    const price = withPoint(units, digits);
    const order = (more: object) =>
      mapMessage(
        {
          messageId: 'm',
          type: 'track',
          event: 'Order Completed',
          properties: { order_id: 'o', total: price, products: [{ product_id: 'p', price }], ...more },
        },
        { shopCurrency: currency, newId: () => 'm' },
      ).event;
    for (const more of [{ currency }, { currency: currency.toLowerCase() }, {}]) {
      expect(order(more), currency).toMatchObject({
        properties: { total: units, items: [{ price: units }], currency },
      });
    }
  }
});

test.each([
  ['HUF', 4990, 499_000],
  ['IDR', 150_000, 15_000_000],
  ['COP', '89900', 8_990_000],
  ['PKR', 1_250.5, 125_050],
  ['KWD', 1.25, 1_250],
  ['ISK', 4990, 4_990],
  ['UYW', '1', 10_000],
])('%s %s is %i minor units', (currency, amount, units) => {
  expect(toMinorUnits(amount, currency)).toBe(units);
});
