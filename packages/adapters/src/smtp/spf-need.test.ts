import { expect, test } from 'vitest';
import { spfNeedOf } from './spf-need.ts';

test.each([
  ['smtps://user:secret@smtp.gmail.com', { mechanism: 'include:_spf.google.com', isCertain: true }],
  ['smtp://smtp-relay.gmail.com:587', { mechanism: 'include:_spf.google.com', isCertain: true }],
  ['smtp://email-smtp.eu-west-1.amazonaws.com', { mechanism: 'include:amazonses.com', isCertain: false }],
  ['smtp://mail.shop.example', { mechanism: 'a:mail.shop.example', isCertain: false }],
  ['smtp://notgmail.com', { mechanism: 'a:notgmail.com', isCertain: false }],
  ['smtp://203.0.113.9:25', { mechanism: 'ip4:203.0.113.9', isCertain: false }],
  ['smtp://[2001:db8::1]', { mechanism: 'ip6:2001:db8::1', isCertain: false }],
  ['smtp://127.0.0.1:2525', null],
  ['smtp://10.1.2.3', null],
  ['smtp://[::1]', null],
  ['smtp://mailserver', null],
  ['smtp://mail.internal', null],
])('%s', (url, need) => {
  expect(spfNeedOf(url)).toEqual(need);
});
