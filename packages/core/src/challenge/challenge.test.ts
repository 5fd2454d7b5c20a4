import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sql } from '../db/index.ts';
import { deriveKey } from '../lib/index.ts';
import { makeToken } from '../links/index.ts';
import type { CaptchaSetting } from '../ports/index.ts';
import { createTestContext, TestCaptcha } from '../testing/index.ts';
import { checkChallenge } from './check-challenge.ts';
import { formTokenAge, makeFormToken, readFormToken } from './form-token.ts';

const { ctx, clock, captcha, newTenant } = await createTestContext();
const tenant = await newTenant();
const other = await newTenant();

let made = 0;
const shown = (more: object) => ({ submission: `s${++made}`, remoteAddress: '203.0.113.7', ...more });
const check = async (more: object, minAge?: number | null) =>
  (await checkChallenge(ctx, tenant.id, shown(more), minAge)) === null ? 'passed' : 'asked';
const tokenOf = (age: number, tenantId = tenant.id) => {
  const then = new Date(clock.now().getTime() - age);
  return makeFormToken({ ...ctx, clock: { now: () => then } }, tenantId);
};

test.each<[string, () => string | undefined, string]>([
  ['none', () => undefined, 'asked'],
  ['one of a second ago', () => tokenOf(formTokenAge.min), 'passed'],
  ['one of less than a second ago', () => tokenOf(formTokenAge.min - 1), 'asked'],
  ['one from the future', () => tokenOf(-5_000), 'asked'],
  ['one of four hours ago', () => tokenOf(formTokenAge.max), 'passed'],
  ['one of more than four hours ago', () => tokenOf(formTokenAge.max + 1), 'asked'],
  ['one of another shop', () => tokenOf(2_000, other.id), 'asked'],
  ['a link token', () => makeToken(ctx, 'confirm', tenant.id, 'sgn_1'), 'asked'],
  ['no token at all', () => 'k1.a.b', 'asked'],
])('with %s as its token a form is %s', async (_, token, expected) => {
  expect(await check({ formToken: token() })).toBe(expected);
});

test('a token with one changed character is refused', () => {
  const token = tokenOf(2_000);
  fc.assert(
    fc.property(fc.nat({ max: token.length - 1 }), fc.constantFrom(...'aZ09-_.'), (at, letter) => {
      const forged = token.slice(0, at) + letter + token.slice(at + 1);
      expect(readFormToken(ctx, tenant.id, forged) === null).toBe(forged !== token);
    }),
    { numRuns: 300 },
  );
});

test('a token survives a new root secret, and does not know another installation', () => {
  const token = tokenOf(2_000);
  const secrets = { ...ctx.secrets, tokens: [...ctx.secrets.tokens, deriveKey('newer', 'tokens')] };
  expect(readFormToken({ secrets }, tenant.id, token)).not.toBeNull();
  const foreign = { ...ctx.secrets, tokens: [deriveKey('foreign', 'tokens')] };
  expect(readFormToken({ secrets: foreign }, tenant.id, token)).toBeNull();
});

test('a token is valid for one submission, which may be repeated', async () => {
  const formToken = tokenOf(2_000);
  for (let time = 0; time < 3; time++) expect(await check({ formToken, submission: 'one' })).toBe('passed');
  expect(await check({ formToken, submission: 'two' })).toBe('asked');
  expect(await check({ formToken, submission: 'one' })).toBe('passed');
});

test('of a hundred submissions at once with one token one passes', async () => {
  const formToken = tokenOf(2_000);
  const results = await Promise.all(Array.from({ length: 100 }, () => check({ formToken })));
  expect(results.filter((result) => result === 'passed')).toHaveLength(1);
});

test('where no token is enough, or an older one, that is what counts', async () => {
  expect(await check({ formToken: tokenOf(2_000) }, null)).toBe('asked');
  expect(await check({ formToken: tokenOf(9_999) }, 10_000)).toBe('asked');
  expect(await check({ formToken: tokenOf(10_000) }, 10_000)).toBe('passed');
});

test('the answer to the challenge passes, with or without a token', async () => {
  expect(await check({ challengeAnswer: 'altcha:solved' })).toBe('passed');
  expect(await check({ challengeAnswer: 'altcha:solved', formToken: tokenOf(0) }, null)).toBe('passed');
  for (const challengeAnswer of ['altcha:wrong', 'turnstile:solved', 'solved', '', ':', 'altcha'])
    expect(await check({ challengeAnswer }), challengeAnswer).toBe('asked');
});

test('a one-time answer is valid for one submission', async () => {
  const once = { id: 'nonce', until: new Date(clock.now().getTime() + 600_000) };
  captcha.answer = () => ({ outcome: 'passed', once });
  expect(await check({ challengeAnswer: 'altcha:x', submission: 'one' })).toBe('passed');
  expect(await check({ challengeAnswer: 'altcha:x', submission: 'two' })).toBe('asked');
  expect(await check({ challengeAnswer: 'altcha:x', submission: 'one' })).toBe('passed');
  captcha.answer = ({ answer }) =>
    answer === 'solved' ? { outcome: 'passed' } : { outcome: 'refused', reason: 'not solved' };
});

test.each<[CaptchaSetting['fallback'], string | null]>([
  ['altcha', 'altcha'],
  ['allow', null],
  ['refuse', 'turnstile'],
])('while the vendor is unavailable, the fallback "%s" asks for %s', async (fallback, kind) => {
  const vendor = new TestCaptcha('turnstile');
  const setting = { chosen: vendor, builtIn: captcha, fallback };
  const unavailable = { ...ctx, adapters: { ...ctx.adapters, captcha: setting } };
  const ask = (challengeAnswer?: string) => checkChallenge(unavailable, tenant.id, shown({ challengeAnswer }));
  expect(await ask()).toEqual({ kind: 'turnstile', siteKey: 'site key' });
  vendor.answer = () => ({ outcome: 'unavailable', reason: 'HTTP 500' });
  expect((await ask('turnstile:x'))?.kind ?? null).toBe(kind);
  // The answer to the replacement is accepted; the refused one is not sent to another vendor.
  expect(await ask('altcha:solved')).toBeNull();
  vendor.answer = () => ({ outcome: 'refused', reason: 'timeout-or-duplicate' });
  expect((await ask('turnstile:x'))?.kind).toBe('turnstile');
});

test('used tokens are stored as digests, and removed once they have expired', async () => {
  const formToken = tokenOf(2_000);
  await check({ formToken, submission: 'name\nanna@example.com' });
  const rows = await ctx.db.query<{ text: string }>(sql`select spent_challenges::text as text from spent_challenges`);
  expect(rows.length).toBeGreaterThan(3);
  expect(JSON.stringify(rows)).not.toContain(readFormToken(ctx, tenant.id, formToken)!.nonce);
  clock.advance(formTokenAge.max + 1);
  await check({ formToken: tokenOf(2_000) });
  await check({ formToken: tokenOf(2_000) });
  expect(await ctx.db.query(sql`select 1 from spent_challenges where expires_at < ${clock.now()}`)).toEqual([]);
});
