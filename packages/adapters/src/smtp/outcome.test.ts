import { expect, test } from 'vitest';
import { toOutcome } from './outcome.ts';

const failure = (more: object) => Object.assign(new Error('4.2.2 <anna@example.com> is full'), more);

test.each<[string, object, boolean, string]>([
  ['an address that does not exist', { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550 }, false, 'failed'],
  ['a mail that is refused for good', { code: 'EMESSAGE', command: 'DATA', responseCode: 554 }, true, 'failed'],
  ['a full mailbox', { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 452 }, false, 'retry'],
  ['a server that asks to come later', { code: 'EMESSAGE', command: 'DATA', responseCode: 451 }, true, 'retry'],
  ['an address that cannot be said', { code: 'EENVELOPE' }, false, 'failed'],
  ['a server that refuses everybody', { code: 'EPROTOCOL', command: 'CONN', responseCode: 554 }, false, 'retry'],
  ['a sender that is refused', { code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 550 }, false, 'retry'],
  ['a name that is not known', { code: 'EDNS', command: 'CONN' }, false, 'retry'],
  ['nobody at the port', { code: 'ECONNREFUSED' }, false, 'retry'],
  ['a connection that never came', { code: 'ETIMEDOUT', command: 'CONN' }, false, 'retry'],
  ['a loss before the mail was handed over', { code: 'ECONNECTION', command: 'CONN' }, false, 'retry'],
  ['a loss while the mail was on its way', { code: 'ECONNECTION', command: 'CONN' }, true, 'uncertain'],
  ['silence after the mail', { code: 'ETIMEDOUT', command: 'CONN' }, true, 'uncertain'],
  ['something never seen, after the mail', {}, true, 'uncertain'],
])('%s', (_, error, hasLeft, outcome) => {
  const result = toOutcome(failure(error), hasLeft);
  expect(result.outcome).toBe(outcome);
  // Responses of mail servers quote addresses, so only codes are kept.
  expect(JSON.stringify(result)).not.toContain('anna');
});

test('the reason contains the codes', () => {
  expect(toOutcome(failure({ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 452 }), false)).toEqual({
    outcome: 'retry',
    reason: 'smtp: 452 4.2.2 EENVELOPE',
  });
});

test('after wrong credentials the mail is retried, since the shop can correct them', () => {
  const refused = Object.assign(new Error('Invalid login: 535 5.7.8'), { code: 'EAUTH', responseCode: 535 });
  expect(toOutcome(refused, false)).toEqual({ outcome: 'retry', reason: 'smtp: 535 5.7.8 EAUTH' });
});

test.each([
  ['550 5.1.1 no such user', 'RCPT TO', 550, { outcome: 'failed', bounce: 'hard' }],
  ['550 5.1.10 null MX', 'RCPT TO', 550, { outcome: 'failed', bounce: 'hard' }],
  ['554 5.2.1 mailbox disabled', 'DATA', 554, { outcome: 'failed', bounce: 'hard' }],
  ['550 5.7.1 blocked by policy', 'RCPT TO', 550, { outcome: 'failed' }],
  // The answer quotes an address whose numbers look like a code.
  ['550 blocked using zen.example [95.5.1.1]', 'RCPT TO', 550, { outcome: 'failed' }],
  ['550 5.7.1 client 185.5.1.1 is listed', 'DATA', 550, { outcome: 'failed' }],
  ['550 without more', 'RCPT TO', 550, { outcome: 'failed' }],
  ['552 5.2.2 mailbox full', 'RCPT TO', 552, { outcome: 'failed' }],
  ['451 4.7.1 come later', 'RCPT TO', 451, { outcome: 'retry' }],
  ['550 5.1.8 bad sender', 'MAIL FROM', 550, { outcome: 'retry' }],
])('%s: whether the address does not exist', (message, command, responseCode, expected) => {
  const error = Object.assign(new Error(message), { code: 'EENVELOPE', command, responseCode });
  const { reason: _, ...outcome } = toOutcome(error, false) as { outcome: string; reason: string };
  expect(outcome).toEqual(expected);
});
