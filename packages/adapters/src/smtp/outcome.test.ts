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
