import { currencyCodes, currencyDigits } from '@beckon/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAmount, readMinorUnits } from './amounts.ts';

const amount = (text: string, currency = 'EUR', decimal?: '.' | ',') => {
  const read = readAmount(text, currency, decimal);
  return 'amount' in read ? read.amount : read.fault;
};

test.each([
  ['12,50', 1250],
  ['1,234.56', 123456],
  ['1.234,56', 123456],
  ['€ 12.50', 1250],
  ['€12,50', 1250],
  ['12.50 EUR', 1250],
  ['EUR 12.50', 1250],
  ['eur 12.50', 1250],
  ['.50', 50],
  ['-.50', -50],
  ['12.5000', 1250],
  ['12.5', 1250],
  ["1'234.50", 123450],
  ['1 234,50', 123450],
  ['1\u202f234,50\u00a0€', 123450],
  ['1.234.567', 123456700],
  ['1,23,456.50', 12345650],
  ['0.500', 50],
  ['-12.50', -1250],
  ['€ -12.50', -1250],
  ['(12.50)', -1250],
  ['12.50-', -1250],
  ['−12.50', -1250],
  ['1234', 123400],
])('the amount %s is read as %i cents', (text, cents) => {
  expect(amount(text)).toBe(cents);
});

test.each<[string, string, '.' | ',' | undefined]>([
  ['$ 12.50', 'EUR', undefined],
  ['12.50 USD', 'EUR', undefined],
  ['£12.50', 'EUR', '.'],
  ['12.505', 'EUR', '.'],
  ['12,50', 'EUR', '.'],
  ['1,2345.00', 'EUR', undefined],
  ['1.2.3', 'EUR', undefined],
  ['12.50.00', 'EUR', undefined],
  ['free', 'EUR', undefined],
  ['', 'EUR', undefined],
  ['12.50 12.50', 'EUR', undefined],
  ['1e5', 'EUR', undefined],
  ['0x10', 'EUR', undefined],
  ['12.5', 'JPY', undefined],
])('%j is not an amount of %s', (text, currency, decimal) => {
  expect(amount(text, currency, decimal)).toMatch(/is not an amount of/);
});

test('a currency symbol is read for each currency that uses it', () => {
  expect(amount('$1,299.00', 'USD')).toBe(129900);
  expect(amount('$1,299.00', 'CAD')).toBe(129900);
  expect(amount('1 299,00 zł', 'PLN')).toBe(129900);
  expect(amount('1 299 kr', 'SEK')).toBe(129900);
  expect(amount('1 299 Kč', 'CZK')).toBe(129900);
  expect(amount('R$ 12,50', 'BRL')).toBe(1250);
  expect(amount('¥1,299', 'JPY', '.')).toBe(1299);
  expect(amount('4990 Ft', 'HUF')).toBe(499_000);
  expect(amount('4.990', 'HUF')).toMatch('--decimal');
  expect(amount('1.234', 'KWD')).toBe(1234);
});

test('an amount formatted for any locale is read back unchanged', () => {
  const ways = fc.record({
    currency: fc.constantFrom(...currencyCodes),
    minor: fc.integer({ min: 0, max: 10 ** 11 }),
    decimal: fc.constantFrom('.' as const, ',' as const),
    isGrouped: fc.boolean(),
    code: fc.constantFrom('', 'before', 'after'),
  });
  fc.assert(
    fc.property(ways, ({ currency, minor, decimal, isGrouped, code }) => {
      const digits = currencyDigits(currency);
      const all = `${minor}`.padStart(digits + 1, '0');
      const whole = all.slice(0, all.length - digits);
      const grouped = isGrouped ? whole.replace(/\B(?=(\d{3})+$)/g, decimal === '.' ? ',' : '.') : whole;
      const number = digits === 0 ? grouped : `${grouped}${decimal}${all.slice(-digits)}`;
      const text = code === 'before' ? `${currency} ${number}` : code === 'after' ? `${number} ${currency}` : number;
      expect(amount(text, currency, decimal)).toBe(minor);
    }),
    { numRuns: 1_000 },
  );
});

test('an amount is read exactly, digit by digit', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }), fc.integer({ min: 0, max: 3 }), (minor, digits) => {
      const sign = minor < 0n ? '-' : '';
      const all = `${minor < 0n ? -minor : minor}`.padStart(digits + 1, '0');
      const whole = all.slice(0, all.length - digits);
      fc.pre(whole.length <= 12);
      const text = digits === 0 ? `${sign}${whole}` : `${sign}${whole}.${all.slice(all.length - digits)}`;
      expect(readMinorUnits(text, digits)).toBe(Number(minor));
      expect(readMinorUnits(` ${text}${digits === 0 ? '.' : ''}00 `, digits)).toBe(Number(minor));
    }),
    { numRuns: 1_000 },
  );
});
