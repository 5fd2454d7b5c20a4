import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { createAccounts } from './accounts.ts';

const kim = { email: 'kim@example.com', firstName: 'Kim' };

test('an account is found by its session, and signed for Beckon', () => {
  const accounts = createAccounts('the key');
  const { userId, signature } = accounts.open(kim)!;
  expect(signature).toBe(createHmac('sha256', 'the key').update(userId).digest('hex'));
  expect(accounts.find(accounts.signIn(userId))).toMatchObject({ userId, ...kim });
});

test('ordering with an account’s address does not sign in to it', () => {
  const accounts = createAccounts('the key');
  accounts.open(kim);
  expect(accounts.open({ email: 'KIM@example.com', firstName: 'Mallory' })).toBeNull();
});

test('an ended or unknown session has no account', () => {
  const accounts = createAccounts(null);
  const { userId, signature } = accounts.open(kim)!;
  expect(signature).toBeNull();
  const session = accounts.signIn(userId);
  accounts.signOut(session);
  for (const gone of [session, accounts.signIn('customer_nobody'), 'x', '', undefined])
    expect(accounts.find(gone)).toBeUndefined();
});
