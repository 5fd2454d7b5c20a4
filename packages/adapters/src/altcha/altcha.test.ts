import { randomBytes } from 'node:crypto';
import { deriveKey as secretFor } from '@beckon/core/lib';
import { TestClock } from '@beckon/core/testing';
import { solveChallenge, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAltcha } from './index.ts';

const clock = new TestClock('2099-01-01T00:00:00Z');
const random = { fraction: () => 0.5, bytes: (length: number) => new Uint8Array(randomBytes(length)) };
const work = { cost: 10, tries: [5, 20] as [number, number] };
const secret = secretFor('test', 'proof of work');
const altcha = createAltcha({ secret, clock, random, work });

const taskFor = async (tenantId: string) => {
  const challenge = await altcha.issue(tenantId);
  return JSON.parse((challenge as { task: string }).task);
};
const encode = (payload: unknown) => Buffer.from(JSON.stringify(payload)).toString('base64');
const verify = (answer: string, tenantId = 'ten_1', by = altcha) =>
  by.verify({ tenantId, answer, submission: 's', remoteAddress: null });
/** Solved by ALTCHA's own library, independent of our code. */
async function solved(tenantId = 'ten_1') {
  const challenge = await taskFor(tenantId);
  return { challenge, solution: (await solveChallenge({ challenge, deriveKey }))! };
}

test('a solution by ALTCHA’s own library is accepted, and contains the id that may be used only once', async () => {
  const payload = await solved();
  expect(await verify(encode(payload))).toEqual({
    outcome: 'passed',
    once: { id: payload.challenge.parameters.nonce, until: new Date('2099-01-01T00:10:00Z') },
  });
});

test('ALTCHA’s own library accepts our challenges', async () => {
  const { challenge, solution } = await solved();
  const { keySignature: _, ...parameters } = challenge.parameters;
  expect(Object.keys(parameters).toSorted()).toEqual(
    ['algorithm', 'cost', 'data', 'expiresAt', 'keyLength', 'keyPrefix', 'nonce', 'salt'].toSorted(),
  );
  // Without our keys it can still derive the key from the solution.
  const derived = await deriveKey(parameters, Buffer.from(parameters.salt, 'hex'), counterBytes(parameters, solution));
  expect(Buffer.from(derived.derivedKey).toString('hex')).toBe(solution.derivedKey);
  const wrongSecret = await verifySolution({ challenge, solution, deriveKey, hmacSignatureSecret: 'another' });
  expect(wrongSecret).toMatchObject({ verified: false, invalidSignature: true, expired: false });
});

function counterBytes({ nonce }: { nonce: string }, { counter }: { counter: number }): Uint8Array {
  const bytes = Buffer.concat([Buffer.from(nonce, 'hex'), Buffer.alloc(4)]);
  bytes.writeUInt32BE(counter, 16);
  return bytes;
}

test('the number of tries is within the configured range', async () => {
  for (let time = 0; time < 20; time++) {
    const { solution } = await solved();
    expect(solution.counter).toBeGreaterThanOrEqual(work.tries[0]);
    expect(solution.counter).toBeLessThanOrEqual(work.tries[1]);
  }
});

test.each<[string, (payload: Awaited<ReturnType<typeof solved>>) => unknown, string]>([
  [
    'a wrong key',
    ({ challenge, solution }) => ({ challenge, solution: { ...solution, derivedKey: '00'.repeat(32) } }),
    'wrong',
  ],
  ['no solution', ({ challenge }) => ({ challenge }), 'wrong'],
  ['a key that is no text', ({ challenge }) => ({ challenge, solution: { derivedKey: { a: 1 } } }), 'wrong'],
  [
    'an easier task',
    ({ challenge, solution }) => ({
      challenge: { ...challenge, parameters: { ...challenge.parameters, cost: 1 } },
      solution,
    }),
    'none of ours',
  ],
  [
    'a later end',
    ({ challenge, solution }) => ({
      challenge: { ...challenge, parameters: { ...challenge.parameters, expiresAt: 9_999_999_999 } },
      solution,
    }),
    'none of ours',
  ],
  [
    'no signature',
    ({ challenge, solution }) => ({ challenge: { parameters: challenge.parameters }, solution }),
    'none of ours',
  ],
  ['nothing', () => null, 'none of ours'],
])('%s is refused', async (_, forge, reason) => {
  const result = await verify(encode(forge(await solved())));
  expect(result).toMatchObject({ outcome: 'refused', reason: expect.stringContaining(reason) });
});

test('a challenge is refused for another shop, with another secret, and after ten minutes', async () => {
  const answer = encode(await solved());
  expect((await verify(answer, 'ten_2')).outcome).toBe('refused');
  const elsewhere = createAltcha({ secret: secretFor('other', 'proof of work'), clock, random, work });
  expect((await verify(answer, 'ten_1', elsewhere)).outcome).toBe('refused');
  clock.advance(10 * 60 * 1_000 - 1);
  expect((await verify(answer)).outcome).toBe('passed');
  clock.advance(1);
  expect(await verify(answer)).toEqual({ outcome: 'refused', reason: 'the challenge has expired' });
});

test('no text is accepted or makes it throw', async () => {
  const json = fc.json().map((text) => Buffer.from(text).toString('base64'));
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string({ maxLength: 300 }), json), async (answer) => {
      expect((await verify(answer)).outcome).toBe('refused');
    }),
    { numRuns: 500 },
  );
});
