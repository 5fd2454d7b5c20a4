import { findOrCreateByEmail } from '@beckon/core/contacts';
import { mailLinkId, makeMailToken, storeTargets } from '@beckon/core/links';
import { runs } from '@beckon/core/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const { app, ctx, tenant } = await createTestApi();
const target = 'https://shop.test/a';
const contactId = await findOrCreateByEmail(ctx, tenant.id, 'anna@example.com');
const code = (await storeTargets(ctx, tenant.id, contactId, new Set([target]))).get(target)!;
const token = makeMailToken(ctx, ctx.ids.newId('dlv'));
const id = mailLinkId(token, code);

/** What a server gets to see of a path: `Request` makes `/` of a backslash, as Node's server does with what it hands over. */
const ask = (path: string) => app.request(new Request(`https://beckon.test${path}`));
const locationOf = (answer: Response) => answer.headers.get('location');

test('the link itself leads to its stored address, whatever its query says', async () => {
  for (const query of ['', '?url=https://evil.test', '?to=//evil.test&next=%2F%5Cevil.test']) {
    const answer = await ask(`/l/${id}${query}`);
    expect([answer.status, locationOf(answer)]).toEqual([302, target]);
  }
});

const separator = fc.constantFrom('//', '/\\', '\\\\', '%2f%2f', '%2F%5C', '/%2f', '/%09/', '%252f%252f');
const scheme = fc.constantFrom('', 'http:', 'https:', 'https%3a', 'HTTPS:', 'javascript:', 'data:');
const address = fc
  .tuple(scheme, separator, fc.constantFrom('evil.test', 'shop.test@evil.test', 'evil.test%2f.shop.test', '2130706433'))
  .map((parts) => parts.join(''));

test('an address in the place of an id, before or behind it, is no link', async () => {
  const place = fc.constantFrom<(address: string) => string>(
    (given) => `/l/${given}`,
    (given) => `/l/${id}${given}`,
    (given) => `/l/${id}.${given}`,
    (given) => `/l/${given}.${id}`,
    (given) => `/l/${token}.${given}`,
    (given) => `/l/..%2f${given}`,
  );
  await fc.assert(
    fc.asyncProperty(place, address, async (put, given) => {
      const answer = await ask(put(given));
      expect([answer.status, locationOf(answer)], put(given)).toEqual([404, null]);
    }),
    { numRuns: runs(300) },
  );
});

test('an address in the place of the path is no redirect', async () => {
  await fc.assert(
    fc.asyncProperty(address, fc.constantFrom('', `/l/${id}`), async (given, rest) => {
      const path = `/${given}${rest}`;
      const answer = await ask(path);
      expect([answer.status, locationOf(answer)], path).toEqual([404, null]);
    }),
    { numRuns: runs(200) },
  );
});

test('an id with one character changed, added or left out is no link', async () => {
  const character = fc.constantFrom(...'aA0_-.%~+=k1');
  const change = fc.constantFrom<(text: string, at: number, by: string) => string>(
    (text, at, by) => `${text.slice(0, at)}${by}${text.slice(at + 1)}`,
    (text, at, by) => `${text.slice(0, at)}${by}${text.slice(at)}`,
    (text, at) => text.slice(0, at) + text.slice(at + 1),
  );
  await fc.assert(
    fc.asyncProperty(change, fc.nat(token.length - 1), character, async (apply, at, by) => {
      const changed = apply(token, at, by);
      fc.pre(changed !== token);
      const answer = await ask(`/l/${changed}.${code}`);
      expect([answer.status, locationOf(answer)], changed).toEqual([404, null]);
    }),
    { numRuns: runs(300) },
  );
  // A code is not signed, and cannot be guessed: one that is not stored reads as one that is stored no longer.
  await fc.assert(
    fc.asyncProperty(change, fc.nat(code.length - 1), character, async (apply, at, by) => {
      const changed = apply(code, at, by);
      fc.pre(changed !== code);
      const answer = await ask(`/l/${token}.${changed}`);
      expect([404, 410]).toContain(answer.status);
      expect(locationOf(answer)).toBeNull();
    }),
    { numRuns: runs(100) },
  );
});
