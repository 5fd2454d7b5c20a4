import { expect, test } from 'vitest';
import { bounceOf, statusCodeIn } from './mail-status.ts';

test.each([
  ['550 5.1.1 no such user', '5.1.1'],
  ['550-5.1.1 The email account that you tried to reach does not exist', '5.1.1'],
  ['sorry, no mailbox here by that name. (#5.1.1)', '5.1.1'],
  ['host mx.example[5.1.1.7] said: 550 5.7.1 blocked', '5.7.1'],
  ['550 blocked by list.example: 95.5.1.1', null],
  ['Exim 4.94.2 said: 550 5.2.1 disabled', '5.2.1'],
  ['550 no such user', null],
])('%s: %s', (text, code) => {
  expect(statusCodeIn(text)).toBe(code);
});

test.each([
  ['5.1.1', 'hard'],
  ['5.1.10', 'hard'],
  ['5.2.1', 'hard'],
  ['5.1.100', null],
  ['5.1.8', null],
  ['5.2.2', null],
  ['5.7.1', null],
  ['5.0.0', null],
  ['4.2.2', 'soft'],
  ['4.4.7', 'soft'],
])('%s says %s about the address', (code, bounce) => {
  expect(bounceOf(code)).toBe(bounce);
});
