import fc from 'fast-check';
import { getCountries, getCountryCallingCode, getExampleNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { expect, test } from 'vitest';
import { countryOfPhone, normalizePhone, readPhone } from './phone-number.ts';

test.each<[unknown, string | null, string | null]>([
  // E7
  ['0301234567', 'DE', '+49301234567'],
  ['0301234567', null, null],
  ['(415) 555-2671', 'US', '+14155552671'],
  ['(415) 555-2671', null, null],
  // Spellings of a number with its country code.
  ['+49 (0)30 1234567', null, '+49301234567'],
  ['(+49) 30 1234567', null, '+49301234567'],
  ['+ 49 30/123 45-67', null, '+49301234567'],
  ['0049 30 1234567', null, '+49301234567'],
  ['0049 30 1234567', 'DE', '+49301234567'],
  ['0049 30 1234567', 'US', '+49301234567'],
  ['011 49 30 1234567', 'US', '+49301234567'],
  ['\u200e+49 30 1234567\u202c', 'US', '+49301234567'],
  ['+1 415 555 2671', 'DE', '+14155552671'],
  // Its plus is missing.
  ['49 170 1234567', 'DE', '+491701234567'],
  ['1 415 555 2671', 'US', '+14155552671'],
  ['49 170 1234567', null, null],
  // A number of another country whose plus is missing is not made one of the shop's.
  ['41791234567', 'DE', null],
  ['436641234567', 'DE', null],
  ['447911123456', 'DE', null],
  // A spreadsheet took the zero.
  ['301234567', 'DE', '+49301234567'],
  [301234567, 'DE', '+49301234567'],
  // An Italian number of the series 393 is no number without its plus.
  ['393 123 4567', 'IT', '+393931234567'],
  ['06 1234 5678', 'IT', '+390612345678'],
  // A neighbour who shares the calling code.
  ['613 555 0123', 'US', '+16135550123'],
  ['٠٣٠١٢٣٤٥٦٧', 'DE', '+49301234567'],
  ['030 1234567 ext. 5', 'DE', '+49301234567'],
  // No number of the shop's country.
  ['0301234567', 'US', null],
  ['555-2671', 'US', null],
  ['110', 'DE', null],
  ['+49', 'DE', null],
  ['+999 123456789', 'DE', null],
  ['0170 1234567 / 0171 1234567', 'DE', null],
  ['my number is 030 1234567', 'DE', null],
  ['4.93012E+11', 'DE', null],
  ['0301234567', 'ZZ', null],
  ['n/a', 'DE', null],
  ['', 'DE', null],
  [null, 'DE', null],
  [true, 'DE', null],
  [{ phone: '0301234567' }, 'DE', null],
])('%j in %s is %s', (given, country, read) => {
  expect(readPhone(given, country)).toBe(read);
});

test('a mobile number of every country is read in it, with and without country code, and keeps its calling code', () => {
  for (const country of getCountries()) {
    const number = getExampleNumber(country, examples)!;
    expect([country, readPhone(number.formatNational(), country)]).toEqual([country, number.number]);
    expect(readPhone(number.formatInternational(), null)).toBe(number.number);
    // Finland and the Åland Islands share theirs.
    expect(getCountryCallingCode(countryOfPhone(number.number) as typeof country)).toBe(getCountryCallingCode(country));
  }
});

test('what was read stays as it is, in every country and spelling', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 80 }),
    fc.string({ unit: fc.constantFrom(...'0123456789+-()/ .x'), maxLength: 20 }),
  );
  fc.assert(
    fc.property(text, fc.constantFrom(null, ...getCountries()), (given, country) => {
      const read = readPhone(given, country);
      if (read === null) return;
      expect(read).toMatch(/^\+[1-9]\d{1,14}$/);
      expect(readPhone(read, null)).toBe(read);
      expect(normalizePhone(read)).toBe(read);
    }),
    { numRuns: 2_000 },
  );
});

test('without a country nothing is guessed: what is read has the digits that were given', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'0123456789 -/'), maxLength: 18 }), (given) => {
      const read = readPhone(given, null);
      if (read !== null) expect(given.replace(/\D/g, '')).toMatch(/^00/);
    }),
    { numRuns: 2_000 },
  );
});

test('the country of a number that no country has assigned is the main one of its calling code', () => {
  expect(countryOfPhone('+15555550100')).toBe('US');
  expect(countryOfPhone('+4930')).toBe('DE');
  expect(countryOfPhone('+447700900123')).toBe('GB');
  expect(countryOfPhone('+80012345678')).toBeNull();
  expect(countryOfPhone('0301234567')).toBeNull();
});
