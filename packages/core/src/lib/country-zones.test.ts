import { getCountries } from 'libphonenumber-js/max';
import { expect, test } from 'vitest';
import { zonesOfCountry } from './country-zones.ts';
import { nextWithin } from './day-window.ts';

test('a country has all its zones, and what is no country has none', () => {
  expect(zonesOfCountry('DE')).toContain('Europe/Berlin');
  expect(zonesOfCountry('US')).toEqual(
    expect.arrayContaining(['America/New_York', 'America/Los_Angeles', 'America/Phoenix', 'Pacific/Honolulu']),
  );
  for (const none of ['ZZ', 'us', 'USA', '', '1', '../x']) expect(zonesOfCountry(none)).toEqual([]);
});

test('in every country there is an hour between 09:00 and 20:00 in all its zones, in summer and winter', () => {
  const without = getCountries().filter((country) => zonesOfCountry(country).length === 0);
  // Ascension, Tristan da Cunha and Kosovo: the shop's zone takes their place.
  expect(without).toEqual(['AC', 'TA', 'XK']);
  for (const country of getCountries()) {
    const zones = zonesOfCountry(country);
    if (zones.length === 0) continue;
    for (const day of ['2027-01-15T12:00:00Z', '2027-07-15T12:00:00Z']) {
      const window = { from: '09:00', until: '20:00' };
      expect([country, nextWithin(new Date(day), zones, window)]).toEqual([country, expect.any(Date)]);
    }
  }
});
