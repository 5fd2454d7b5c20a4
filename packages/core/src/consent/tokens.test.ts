import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deriveKey } from '../lib/index.ts';
import { testSecrets } from '../testing/index.ts';
import { makeToken, readToken, type TokenPurpose } from './index.ts';

const ctx = { secrets: testSecrets };
const id = fc.stringMatching(/^[a-z]{3}_[0-9a-z]{26}$/);
const purpose = fc.constantFrom<TokenPurpose>('confirm', 'unsubscribe');

test('a token says what it was made for, to its purpose alone', () => {
  fc.assert(
    fc.property(purpose, id, id, (given, tenantId, subject) => {
      const token = makeToken(ctx, given, tenantId, subject);
      expect(token).toMatch(/^[\w.-]+$/);
      expect(readToken(ctx, given, token)).toEqual({ tenantId, subject });
      expect(readToken(ctx, given === 'confirm' ? 'unsubscribe' : 'confirm', token)).toBeNull();
    }),
  );
});

test('a token of another key is worthless', () => {
  const other = { secrets: { ...ctx.secrets, tokens: deriveKey('other', 'tokens') } };
  expect(readToken(ctx, 'confirm', makeToken(other, 'confirm', 'ten_1', 'sgn_1'))).toBeNull();
});

test('a change of any character makes it worthless, and so does one more or one less', () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=';
  fc.assert(
    fc.property(purpose, id, id, fc.nat(), fc.constantFrom(...alphabet), (given, tenantId, subject, nat, char) => {
      const token = makeToken(ctx, given, tenantId, subject);
      const at = nat % token.length;
      const changed = token.slice(0, at) + char + token.slice(at + 1);
      if (changed !== token) expect(readToken(ctx, given, changed)).toBeNull();
      expect(readToken(ctx, given, token.slice(0, at) + char + token.slice(at))).toBeNull();
      expect(readToken(ctx, given, token.slice(0, at) + token.slice(at + 1))).toBeNull();
    }),
    { numRuns: 1_000 },
  );
});

test('the MAC of one tenant or subject does not fit another', () => {
  fc.assert(
    fc.property(purpose, id, id, id, (given, tenantId, subject, other) => {
      fc.pre(other !== subject && other !== tenantId);
      const [key, , mac] = makeToken(ctx, given, tenantId, subject).split('.');
      for (const [tenant, about] of [
        [other, subject],
        [tenantId, other],
      ]) {
        const [, payload] = makeToken(ctx, given, tenant!, about!).split('.');
        expect(readToken(ctx, given, `${key}.${payload}.${mac}`)).toBeNull();
      }
    }),
  );
});

test('whatever else comes is no token', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), purpose, (text, given) => {
      expect(readToken(ctx, given, text)).toBeNull();
    }),
    { numRuns: 500 },
  );
  for (const text of ['', '.', '..', '...', 'k1..', 'k1.YQ.', 'k2.YQ.YQ', 'k1.YQ.YQ.YQ']) {
    expect(readToken(ctx, 'confirm', text)).toBeNull();
  }
});
