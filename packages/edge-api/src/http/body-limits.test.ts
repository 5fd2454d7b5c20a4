import { gzipSync } from 'node:zlib';
import { endpoints } from '@beckon/contract';
import { makeToken } from '@beckon/core/consent';
import { findOrCreateByEmail } from '@beckon/core/contacts';
import { expect, test } from 'vitest';
import { createSignIn } from '../index.ts';
import { createTestApi } from '../testing/test-api.ts';

const addresses = new WeakMap<Request, string>();
const asked: (string | null)[] = [];
const api = await createTestApi({
  clientAddress: (request) => {
    asked.push(addresses.get(request) ?? null);
    return addresses.get(request) ?? null;
  },
});
const { app, ctx, tenant } = api;
const signIn = createSignIn(ctx, {
  baseUrl: 'https://beckon.test',
  secret: 'a secret of the tests, long enough',
  trustedOrigins: ['https://beckon.test'],
});
const withSignIn = await createTestApi({ signIn });

const megabyte = new Uint8Array(1_000_000).fill(0x20);

/** A body that comes in pieces without saying how long it is; counts what was taken of it. */
function chunked(megabytes: number) {
  let taken = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (taken === megabytes) return controller.close();
        taken++;
        controller.enqueue(megabyte);
      },
    },
    { highWaterMark: 0 },
  );
  return { body, taken: () => taken };
}

const bearer = { authorization: `Bearer ${tenant.secretKey}` };
const json = { 'content-type': 'application/json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const contact = await findOrCreateByEmail(ctx, tenant.id, 'anna@example.com');
const unsubscribe = makeToken(ctx, 'unsubscribe', tenant.id, contact);

test.each<[string, string, Record<string, string>, number]>([
  ['POST', `/v1/collect?key=${tenant.writeKey}`, json, 3],
  ['POST', '/api/v1/events', { ...json, ...bearer }, 3],
  ['POST', '/v1/batch', { ...json, ...bearer }, 3],
  ['POST', '/v1/track', { ...json, ...bearer }, 3],
  ['POST', `/v1/subscribe?key=${tenant.writeKey}`, json, 3],
  ['POST', `/v1/subscribe?key=${tenant.writeKey}`, form, 3],
  ['POST', `${endpoints.readPreferences.path}?key=${tenant.writeKey}`, json, 3],
  ['PUT', '/api/v1/catalog/products', { ...json, ...bearer }, 6],
  ['POST', '/api/v1/sources', { ...json, ...bearer }, 3],
  ['POST', `/p/no-token`, form, 3],
  ['POST', `/p/no-token`, { 'content-type': 'multipart/form-data; boundary=x' }, 3],
  ['POST', `/u/${unsubscribe}`, form, 3],
])('%s %s takes no more of a body without a length than its limit', async (method, path, headers, most) => {
  const { body, taken } = chunked(200);
  const answer = await app.request(path, { method, body, headers, duplex: 'half' } as RequestInit);
  expect(answer.status).toBe(413);
  expect(taken()).toBeLessThanOrEqual(most);
});

test('neither does sign-in', async () => {
  const { body, taken } = chunked(200);
  const answer = await withSignIn.app.request('https://beckon.test/api/auth/sign-in/email', {
    method: 'POST',
    body,
    headers: { ...json, origin: 'https://beckon.test' },
    duplex: 'half',
  } as RequestInit);
  expect([answer.status, taken()]).toEqual([413, 1]);
});

test('a link without anything to read takes nothing of it', async () => {
  const { body, taken } = chunked(200);
  const answer = await app.request('/c/no-token', {
    method: 'POST',
    body,
    headers: form,
    duplex: 'half',
  } as RequestInit);
  expect([answer.status, taken()]).toEqual([403, 0]);
});

test('gzip counts as what it unpacks to, on every route', async () => {
  const packed = { 'content-encoding': 'gzip', ...json };
  const bomb = gzipSync(Buffer.alloc(100_000_000, ' '));
  const before = process.memoryUsage().arrayBuffers;
  for (const path of [`/v1/subscribe?key=${tenant.writeKey}`, '/api/v1/sources', `/p/no-token`]) {
    const headers = { ...packed, ...(path.startsWith('/p/') ? form : {}), ...bearer };
    expect((await app.request(path, { method: 'POST', body: bomb, headers })).status, path).toBe(413);
  }
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60_000_000);
  const source = gzipSync(JSON.stringify({ name: 'Till', kind: 'server' }));
  const answer = await app.request('/api/v1/sources', {
    method: 'POST',
    body: source,
    headers: { ...packed, ...bearer },
  });
  expect(answer.status).toBe(201);
});

test('a bounded request comes from the address that the request came from', async () => {
  const body = gzipSync(JSON.stringify({ events: [{ id: 'a', type: 'page_viewed', anonymousId: 'v' }] }));
  const request = new Request(`http://localhost/v1/collect?key=${tenant.writeKey}`, {
    method: 'POST',
    body,
    headers: { 'content-encoding': 'gzip' },
  });
  addresses.set(request, '198.51.100.9');
  asked.length = 0;
  expect((await app.request(request)).status).toBe(202);
  expect(new Set(asked)).toEqual(new Set(['198.51.100.9']));
});
