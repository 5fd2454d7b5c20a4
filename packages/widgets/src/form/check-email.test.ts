import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkEmail } from './check-email.ts';

test('every ordinary address passes', () => {
  fc.assert(fc.property(fc.emailAddress(), (address) => checkEmail(address) === undefined));
});

test.each([
  'anna',
  'anna@',
  '@example.com',
  'anna@example',
  'anna@exam ple.com',
  'anna@@example.com',
  'a b@example.com',
])('%j is a slip', (address) => expect(checkEmail(address)).toBe('email_invalid'));

test('nothing is missing', () => expect(checkEmail('')).toBe('email_required'));
