import { expect, test } from 'vitest';
import { diagnose, type Facts } from './diagnose.ts';

const facts: Facts = {
  api: 'https://beckon.example/in',
  origin: 'https://shop.example',
  key: 'pk_test',
  mode: 'required',
  hasVisitor: true,
  saidNo: false,
  objects: false,
  isOnline: true,
};

test.each<[title: string, facts: Partial<Facts>, fix: string]>([
  ['The script tag has no write key', { key: '', hasVisitor: false }, 'quick start'],
  ['The script tag has no write key', { key: 'sk_test' }, 'data-key="sk_test"'],
  ['data-consent="Required" is not a mode', { hasVisitor: false, mode: 'Required' }, 'It counts as "required"'],
  ['data-consent="" is not a mode', { hasVisitor: false, mode: '' }, 'required, granted, cookieless'],
  [
    'The event cmplz_status_change says neither',
    { hasVisitor: false, unreadBanner: 'cmplz_status_change' },
    'neither analytics nor marketing as true or false',
  ],
  ['Waiting for consent', { hasVisitor: false }, 'data-consent="required"'],
  ['This browser asks not to be tracked', { hasVisitor: false, objects: true }, 'Global Privacy Control'],
  ['The shopper said no', { hasVisitor: false, saidNo: true }, 'beckon.consent('],
  ['The browser is offline', { isOnline: false }, 'outbox'],
  [
    'The Content Security Policy',
    { failure: { kind: 'policy', directive: 'connect-src' } },
    'https://beckon.example to connect-src',
  ],
  ['This origin may not send', { failure: { kind: 'unreadable' } }, '--add-origin https://shop.example'],
  ['Something in this browser', { failure: { kind: 'stopped' } }, 'ad blocker'],
  ['Beckon does not answer', { failure: { kind: 'unreachable' } }, 'https://beckon.example/in'],
  ['The write key is wrong', { failure: { kind: 'status', status: 401 } }, 'pk_test'],
  ['The source refuses', { failure: { kind: 'status', status: 403, detail: 'no such origin' } }, 'no such origin'],
  ['cannot take events now (503)', { failure: { kind: 'status', status: 503 } }, 'tried again'],
  ['The batch was refused (413)', { failure: { kind: 'status', status: 413, detail: 'too large' } }, 'too large'],
])('%s', (title, given, fix) => {
  const found = diagnose({ ...facts, ...given });
  expect(found.title).toContain(title);
  expect(found.fix).toContain(fix);
  expect(found.tone).not.toBe('good');
});

test('when all is well there is nothing to mend', () => {
  expect(diagnose(facts)).toEqual({ tone: 'good', title: 'Events arrive' });
});
