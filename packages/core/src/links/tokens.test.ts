import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deriveKey } from '../lib/index.ts';
import { runs, testSecrets } from '../testing/index.ts';
import {
  type BoundTokenPurpose,
  boundTokenLifetimes,
  makeBoundToken,
  makeToken,
  readBoundToken,
  readToken,
  type TokenPurpose,
} from './tokens.ts';

const ctx = { secrets: testSecrets };
const id = fc.stringMatching(/^[a-z]{3}_[0-9a-z]{26}$/);
const purpose = fc.constantFrom<TokenPurpose>('confirm', 'unsubscribe');

test('a token returns its subject for its own purpose only', () => {
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
  const other = { secrets: { ...ctx.secrets, tokens: [deriveKey('other', 'tokens')] } };
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
    { numRuns: runs(1_000) },
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
    { numRuns: runs(500) },
  );
  for (const text of ['', '.', '..', '...', 'k1..', 'k1.YQ.', 'k2.YQ.YQ', 'k1.YQ.YQ.YQ']) {
    expect(readToken(ctx, 'confirm', text)).toBeNull();
  }
});

const at = (time: number) => ({ secrets: testSecrets, clock: { now: () => new Date(time) } });
const boundPurpose = fc.constantFrom<BoundTokenPurpose>('preferences', 'reduce', 'change_email');

test('a token with an expiry returns its subject until it expires', () => {
  fc.assert(
    fc.property(boundPurpose, id, id, fc.nat(), fc.nat(), (given, tenantId, subject, generation, time) => {
      const token = makeBoundToken(at(time), given, tenantId, subject, generation);
      const link = { tenantId, subject, generation };
      expect(readBoundToken(at(time), given, token)).toEqual({ ...link, isExpired: false, age: 0 });
      const lifetime = boundTokenLifetimes[given];
      expect(readBoundToken(at(time + lifetime - 1), given, token)?.isExpired).toBe(false);
      expect(readBoundToken(at(time + lifetime), given, token)).toMatchObject({ isExpired: true, age: lifetime });
      for (const other of ['preferences', 'reduce', 'change_email'] as const) {
        if (other !== given) expect(readBoundToken(at(time), other, token)).toBeNull();
      }
      for (const purpose of ['confirm', 'unsubscribe', 'join_waitlist', 'leave_waitlist', 'keep_waiting'] as const) {
        expect(readToken(ctx, purpose, token)).toBeNull();
        expect(readBoundToken(at(time), given, makeToken(ctx, purpose, tenantId, subject))).toBeNull();
      }
    }),
  );
});

test('a token that ends is worthless when any bit of it is flipped', () => {
  const token = makeBoundToken(at(0), 'preferences', 'ten_1', 'ctc_1', 3);
  const bytes = Buffer.from(token);
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = Buffer.from(bytes);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    expect(readBoundToken(at(0), 'preferences', flipped.toString('latin1')), `bit ${bit}`).toBeNull();
  }
});

test('a link outlives the key that signed it, and a new key signs new links', () => {
  const [first] = testSecrets.tokens;
  const rotated = { secrets: { ...testSecrets, tokens: [first!, deriveKey('next', 'tokens')] } };
  const old = makeToken(ctx, 'unsubscribe', 'ten_1', 'ctc_1');
  const made = makeToken(rotated, 'unsubscribe', 'ten_1', 'ctc_1');
  expect([old.slice(0, 3), made.slice(0, 3)]).toEqual(['k1.', 'k2.']);
  for (const token of [old, made]) {
    expect(readToken(rotated, 'unsubscribe', token)).toEqual({ tenantId: 'ten_1', subject: 'ctc_1' });
  }
  expect(readToken(ctx, 'unsubscribe', made)).toBeNull();
  // The name of a key is part of the signed text.
  expect(readToken(rotated, 'unsubscribe', made.replace('k2.', 'k1.'))).toBeNull();
});
