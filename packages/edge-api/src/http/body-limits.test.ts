import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { endpoints } from '@beckon/contract';
import { findOrCreateByEmail } from '@beckon/core/contacts';
import { makeToken } from '@beckon/core/links';
import { expect, onTestFinished, test } from 'vitest';
import { createSignIn } from '../index.ts';
import { serveOnNode } from '../node.ts';
import { createTestApi } from '../testing/test-api.ts';
import { BodyBudget } from './body-budget.ts';

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

/** A body sent in pieces without a length; counts the bytes that were read. */
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
const apiKey = { authorization: `Bearer ${tenant.apiKey}` };
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
  ['POST', '/api/v1/sources', { ...json, ...apiKey }, 3],
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

test('a gzip body counts with its decompressed size, on every route', async () => {
  const packed = { 'content-encoding': 'gzip', ...json };
  const bomb = gzipSync(Buffer.alloc(100_000_000, ' '));
  const before = process.memoryUsage().arrayBuffers;
  for (const path of [`/v1/subscribe?key=${tenant.writeKey}`, '/api/v1/sources', `/p/no-token`]) {
    const headers = { ...packed, ...(path.startsWith('/p/') ? form : {}), ...apiKey };
    expect((await app.request(path, { method: 'POST', body: bomb, headers })).status, path).toBe(413);
  }
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60_000_000);
  const source = gzipSync(JSON.stringify({ name: 'Till', kind: 'server' }));
  const answer = await app.request('/api/v1/sources', {
    method: 'POST',
    body: source,
    headers: { ...packed, ...apiKey },
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

/** The requests of a real server whose bodies come as gzip without their last bytes. */
function stall(port: number, path: string, count: number) {
  const packed = gzipSync(' '.repeat(990_000));
  const answers: string[] = [];
  const sockets = Array.from({ length: count }, () => {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    socket.on('data', (data) => answers.push(String(data)));
    socket.write(
      `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: ${packed.length}\r\n\r\n`,
    );
    socket.write(packed.subarray(0, -8));
    return socket;
  });
  onTestFinished(() => sockets.forEach((socket) => void socket.destroy()));
  return { answers };
}

test('endless compressed bodies use at most the memory for bodies, and stalled ones are aborted', async () => {
  const room = { inAll: 8_000_000, perNetwork: 4_000_000 };
  const bodies = new BodyBudget(room);
  const from = { address: '203.0.113.1' };
  const one = await createTestApi({ bodies, clientAddress: () => from.address });
  const server = await serveOnNode(one.app, { port: 0, host: '127.0.0.1', requestTimeout: 3_000 });
  onTestFinished(() => server.close());
  const collect = `/v1/collect?key=${one.tenant.writeKey}`;
  const { answers } = stall(server.port, collect, 100);
  await expect.poll(() => answers.length, { timeout: 2_500 }).toBeGreaterThanOrEqual(95);
  expect(answers.every((answer) => answer.startsWith('HTTP/1.1 503') && /retry-after: 1/i.test(answer))).toBe(true);
  expect(answers.join()).toContain('"code":"overloaded"');
  expect(bodies.taken).toBeGreaterThan(3_000_000);
  expect(bodies.taken).toBeLessThanOrEqual(room.perNetwork);

  const body = gzipSync(JSON.stringify({ events: [{ id: 'a', type: 'page_viewed', anonymousId: 'v' }] }));
  const send = () =>
    one.app.request(collect, { method: 'POST', body, headers: { 'content-encoding': 'gzip', ...json } });
  from.address = '198.51.100.1';
  expect((await send()).status).toBe(202);

  await expect.poll(() => bodies.taken, { timeout: 6_000 }).toBe(0);
  from.address = '203.0.113.1';
  expect((await send()).status).toBe(202);
}, 20_000);

test.each([
  ['in chunks', (body: string) => ({ body: new Blob([body]).stream() })],
  ['with its length', (body: string) => ({ body, length: String(body.length) })],
])('a large body %s counts until it is answered', async (_, of) => {
  const bodies = new BodyBudget({ inAll: 100_000, perNetwork: 100_000 });
  const one = await createTestApi({ bodies });
  const send = (bytes: number) => {
    const { body, length } = of(`{"events":[]}${' '.repeat(bytes)}`) as { body: string; length?: string };
    return one.app.request(`/v1/collect?key=${one.tenant.writeKey}`, {
      method: 'POST',
      body,
      headers: length ? { ...json, 'content-length': length } : json,
      duplex: 'half',
    } as RequestInit);
  };
  expect((await send(200_000)).status).toBe(503);
  for (let call = 0; call < 5; call++) expect((await send(80_000)).status).toBe(400);
  expect(bodies.taken).toBe(0);
});
