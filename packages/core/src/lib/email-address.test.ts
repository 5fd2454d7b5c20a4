import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalizeEmail } from './email-address.ts';

test.each([
  [' Anna@Example.COM ', 'anna@example.com'],
  ['o.k+tag@mail.example.co.uk', 'o.k+tag@mail.example.co.uk'],
  ['anna@bücher.example', 'anna@xn--bcher-kva.example'],
  ['JOSÉ@example.com', 'josé@example.com'],
  ['\u200banna@shop.test', 'anna@shop.test'],
  ['anna@shop.test\u200b\u00a0', 'anna@shop.test'],
  ['\ufeff anna@shop.test', 'anna@shop.test'],
  ['\u00a0\u200e\u3000anna@shop.test\u202c', 'anna@shop.test'],
  ['an\u00adna@shop.test', 'anna@shop.test'],
  ['anna@\u2060shop\u200d.test', 'anna@shop.test'],
  ['anna\u2066@shop.test\ufe0f', 'anna@shop.test'],
  ['anna@shop.te\u{e0020}st', 'anna@shop.test'],
  ['\u3164anna@shop.test\u2800', 'anna@shop.test'],
])('%j is kept as %j', (given, kept) => {
  expect(normalizeEmail(given)).toBe(kept);
});

test.each([
  '',
  'anna',
  '@example.com',
  'anna@',
  'anna@example',
  'anna@localhost',
  'anna@127.0.0.1',
  'anna@[::1]',
  'a b@example.com',
  'anna@exa mple.com',
  'an\u00a0na@shop.test',
  'anna@shop\u2009.test',
  'an\u3000na@shop.test',
  '\u200b@shop.test',
  'anna@\u200b',
  'anna@example.com/path',
  'anna@example.com?x',
  'anna@x@example.com',
  'anna,ben@example.com',
  'anna@example.com\r\nBcc: ben@example.com',
  'anna\r\n@example.com',
  '"anna"@example.com',
  'Anna <anna@example.com>',
  'anna@-example.com',
  'anna\0@example.com',
  `${'a'.repeat(65)}@example.com`,
  `anna@${'a'.repeat(250)}.com`,
])('%j is no address', (given) => {
  expect(normalizeEmail(given)).toBeNull();
});

test('a normalized address is not changed again', () => {
  const text = fc.oneof(
    fc.emailAddress(),
    fc.tuple(fc.string({ unit: 'grapheme' }), fc.domain()).map(([local, domain]) => `${local}@${domain}`),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(text, (given) => {
      const once = normalizeEmail(given);
      if (once !== null) {
        expect(normalizeEmail(once)).toBe(once);
        expect(once).toMatch(/^[^\s\p{Cc}]+@[a-z0-9.-]+$/u);
      }
      // Programs agree on upper and lower case for ASCII letters only.
      const loud = given.replace(/[a-z]/g, (letter) => letter.toUpperCase());
      expect(normalizeEmail(loud)).toBe(once);
    }),
    { numRuns: 1_000 },
  );
});
