import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalizeEmail } from './email-address.ts';
import { sameMailbox } from './same-mailbox.ts';

test.each([
  ['anna@gmail.com', 'anna@gmail.com'],
  ['a.n.n.a@gmail.com', 'anna@gmail.com'],
  ['anna+shop@gmail.com', 'anna@gmail.com'],
  ['A.nna+Shop+2@GoogleMail.com', 'anna@gmail.com'],
  ['anna+shop@outlook.com', 'anna@outlook.com'],
  ['an.na+shop@outlook.com', 'an.na@outlook.com'],
  ['anna-shop@yahoo.com', 'anna@yahoo.com'],
  ['anna+x@pm.me', 'anna@proton.me'],
])('%s is in the box of %s', (spelling, box) => {
  expect(sameMailbox(normalizeEmail(spelling)!)).toBe(box);
});

test.each(['a.nna+shop@shop.example', 'anna-b@gmail.com', '+tag@gmail.com', '-@yahoo.com'])(
  '%s stays itself',
  (email) => {
    expect(sameMailbox(email)).toBe(email);
  },
);

test('a normalized mailbox is stable and a valid address', () => {
  const domains = fc.constantFrom('gmail.com', 'googlemail.com', 'yahoo.com', 'pm.me', 'me.com', 'shop.example');
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9.+-]{1,20}$/), domains, (name, domain) => {
      const email = normalizeEmail(`${name}@${domain}`);
      if (email === null) return;
      const box = sameMailbox(email);
      expect(sameMailbox(box)).toBe(box);
      expect(normalizeEmail(box)).toBe(box);
    }),
    { numRuns: 1_000 },
  );
});
