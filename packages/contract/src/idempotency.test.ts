import { expect, test } from 'vitest';
import { type Endpoint, endpoints, idempotencyKeyPattern, takesIdempotencyKey } from './index.ts';

const changing = Object.entries<Endpoint>(endpoints).filter(
  ([, { method, path }]) => path.startsWith('/api/v1/') && (method === 'post' || method === 'patch'),
);

test('every POST and PATCH under /api/v1 takes an Idempotency-Key, or says why not', () => {
  expect(changing.length).toBeGreaterThan(40);
  const without = changing.filter(([, endpoint]) => !takesIdempotencyKey(endpoint));
  expect(Object.fromEntries(without.map(([name, endpoint]) => [name, endpoint.withoutIdempotencyKey]))).toEqual({
    readFunnelReport: 'It changes nothing, and a repeat should show the people of now.',
    sendEvents: 'Events have ids, by which a repeat counts once.',
    eraseContact: 'A repeat answers with the erasure that there is, and the answer names the person.',
    previewSegment: 'It changes nothing, and a repeat should show the contacts of now.',
    dryRunFlow: 'It changes nothing.',
    previewMessage: 'It changes nothing, and a repeat should show the catalog of now.',
  });
});

test('what takes no key may be sent again, and only what takes one says what happens after a crash', () => {
  for (const [name, endpoint] of Object.entries<Endpoint>(endpoints)) {
    if (endpoint.withoutIdempotencyKey !== undefined) expect(endpoint.isRepeatable, name).toBe(true);
    if (endpoint.afterCrash !== undefined) expect(takesIdempotencyKey(endpoint), name).toBe(true);
  }
});

test('a key has 1 to 255 visible ASCII characters', () => {
  for (const key of ['a', '"quoted"', '~'.repeat(255)]) expect(idempotencyKeyPattern.test(key), key).toBe(true);
  for (const key of ['', ' ', 'a b', 'a\n', '\u00e9', 'a\u007f', 'a'.repeat(256)]) {
    expect(idempotencyKeyPattern.test(key), key).toBe(false);
  }
});
