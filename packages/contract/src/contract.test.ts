import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  collectLimits,
  currencyDigits,
  type Endpoint,
  endpoints,
  eventCatalog,
  eventTypeSchema,
  isCurrency,
  isKnownEventType,
  type ProblemCode,
  problem,
  problemSchema,
  problems,
  problemsOf,
  retentionSettingsSchema,
  timeSchema,
} from './index.ts';

test('each problem is what its schema says', () => {
  for (const code of Object.keys(problems) as ProblemCode[]) {
    const body = problem(code, 'why', { errors: [{ path: 'a', message: 'b' }] });
    expect(problemSchema.strict().parse(body)).toEqual(body);
    expect(body.type).toBe(`https://beckon.dev/problems/${code}`);
    expect(body.status).toBeGreaterThanOrEqual(400);
  }
  expect(problem('not_found')).not.toHaveProperty('detail');
});

test('every name in the event catalog is a name that events may have', () => {
  for (const [type, { about, properties }] of Object.entries(eventCatalog)) {
    expect(eventTypeSchema.safeParse(type).success, type).toBe(true);
    expect(isKnownEventType(type)).toBe(true);
    expect(about).toMatch(/\.$/);
    expect(properties.safeParse(null).success).toBe(false);
  }
  for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty'])
    expect(isKnownEventType(name)).toBe(false);
});

test('properties that the catalog does not name are kept as they are', () => {
  const given = { productId: 'p', own: { list: [1, null] } };
  expect(eventCatalog.product_viewed.properties.parse(given)).toEqual(given);
});

test('a time is taken if and only if it can be stored and said again', () => {
  const zone = fc.constantFrom('Z', '+00:00', '+14:00', '-12:00', '+05:30', '+15:00', '-23:59', '');
  const time = fc.date({ min: new Date(-1e14), max: new Date(8e15), noInvalidDate: true });
  fc.assert(
    fc.property(time, zone, (date, offset) => {
      const text = date.toISOString().replace('Z', offset);
      const { success } = timeSchema.safeParse(text);
      const isPossible = /^\d{4}-/.test(text) && offset !== '' && !/(15:00|23:59)$/.test(offset);
      if (success) {
        expect(isPossible).toBe(true);
        expect(new Date(text).toISOString()).toMatch(/^\d{4}-/);
      } else if (isPossible) expect(date.getUTCFullYear() < 1901 || date.getUTCFullYear() > 9997).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('the table of calls names paths and methods once, and only problems there are', () => {
  const calls = Object.values(endpoints).map(({ method, path }) => `${method} ${path}`);
  expect(new Set(calls).size).toBe(calls.length);
  for (const endpoint of Object.values<Endpoint>(endpoints)) {
    const named = endpoint.problems ?? [];
    expect(new Set(named).size).toBe(named.length);
    for (const code of problemsOf(endpoint)) expect(problems).toHaveProperty(code);
  }
});

test('the limits of a batch fit each other', () => {
  expect(collectLimits.eventBytes).toBeLessThanOrEqual(collectLimits.bodyBytes);
  expect(collectLimits.stringLength).toBeLessThanOrEqual(collectLimits.eventBytes);
});

test('currencies have the digits of ISO 4217, whatever Intl shows of them', () => {
  const digits = Object.groupBy(Intl.supportedValuesOf('currency'), (code) => `${currencyDigits(code)}`);
  expect(digits['3']).toEqual(['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND']);
  expect(digits['2']).toEqual(expect.arrayContaining(['EUR', 'USD', 'HUF', 'IDR', 'COP', 'PKR']));
  // What is no money has no minor unit; the rest of what we do not know was withdrawn before 2010.
  expect(['XXX', 'XTS', 'XAU', 'EURO', 'eur', ''].filter(isCurrency)).toEqual([]);
  expect(['EUR', 'HRK', 'XOF', 'ZWG', 'XCG'].filter((code) => !isCurrency(code))).toEqual([]);
  const today = [
    'USD',
    'EUR',
    'GBP',
    'CHF',
    'PLN',
    'SEK',
    'NOK',
    'DKK',
    'CZK',
    'HUF',
    'RON',
    'BGN',
    'TRY',
    'JPY',
    'CNY',
  ];
  expect(today.every(isCurrency)).toBe(true);
  // Where Intl has more digits or fewer, it is by its own rule for prices; a new difference is to be looked at.
  const intlDigits = (currency: string) =>
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits;
  const differing = Intl.supportedValuesOf('currency').filter((code) => intlDigits(code) !== currencyDigits(code));
  expect(differing.filter((code) => intlDigits(code) !== 0)).toEqual([]);
});

test('behavior is kept for as long as links and merges can be taken back', () => {
  const days = retentionSettingsSchema.shape.eventsDays;
  expect([30, 31, null].map((given) => days.safeParse(given).success)).toEqual([false, true, true]);
});
