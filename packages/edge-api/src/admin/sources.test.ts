import type { Source } from '@beckon/contract';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const { app, clock, tenant } = await createTestApi();

async function call<T = Record<string, unknown>>(method: string, path: string, body?: unknown, key = tenant.apiKey) {
  const answer = await app.request(path, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as T };
}

const add = async (given: object) =>
  (await call<{ source: Source; secretKey: string | null }>('POST', '/api/v1/sources', given)).body;

let sent = 0;
const send = async (key: string, origin?: string) =>
  (
    await app.request(`/v1/collect?key=${key}`, {
      method: 'POST',
      body: JSON.stringify({ events: [{ id: `event ${++sent}`, type: 'page_viewed' }] }),
      headers: origin === undefined ? {} : { origin },
    })
  ).status;

test('a source that was just made can send, from its own pages alone', async () => {
  const { source } = await add({ name: 'Second shop', kind: 'browser', allowedOrigins: ['https://Two.test/'] });
  expect(source.allowedOrigins).toEqual(['https://two.test']);
  expect(await send(source.writeKey!, 'https://two.test')).toBe(202);
  expect(await send(source.writeKey!, 'https://shop.test')).toBe(403);
});

test('faults are named with their place and the way to mend them', async () => {
  const { status, body } = await call('POST', '/api/v1/sources', {
    name: '',
    kind: 'browser',
    allowedOrigins: ['shop.example'],
  });
  expect(status).toBe(400);
  expect(body).toMatchObject({
    code: 'validation_failed',
    errors: [
      { path: 'name', message: expect.any(String) },
      { path: 'allowedOrigins.0', message: '"shop.example" has no scheme: write https://shop.example' },
    ],
  });
  expect(await call('POST', '/api/v1/sources', '{')).toMatchObject({ status: 400, body: { code: 'bad_json' } });
  expect(await call('PATCH', `/api/v1/sources/${tenant.browser.id}`, {})).toMatchObject({ status: 400 });
  expect(await call('POST', '/api/v1/sources', { name: 'a\0b', kind: 'server' })).toMatchObject({ status: 400 });
  expect(await call('PATCH', '/api/v1/sources/src_0', { name: 'a' })).toMatchObject({ status: 404 });
});

test('after a rotation both keys are taken; the old one ends with the overlap, within the seconds a key is remembered', async () => {
  const { source } = await add({ name: 'Rotating', kind: 'browser' });
  const rotated = await call<{ value: string }>('POST', `/api/v1/sources/${source.id}/keys`, {
    kind: 'write',
    overlapSeconds: 3_600,
  });
  expect(rotated.status).toBe(201);
  expect([await send(source.writeKey!), await send(rotated.body.value)]).toEqual([202, 202]);
  clock.advance(3_600_000 + 5_000);
  expect([await send(source.writeKey!), await send(rotated.body.value)]).toEqual([401, 202]);
});

test('a revoked source is refused within seconds', async () => {
  const { source } = await add({ name: 'Ending', kind: 'browser' });
  expect(await send(source.writeKey!)).toBe(202);
  expect(await call('POST', `/api/v1/sources/${source.id}/revoke`)).toMatchObject({ body: { result: 'revoked' } });
  clock.advance(5_000);
  expect(await send(source.writeKey!)).toBe(401);
});

test('no list shows a secret: neither an identity key nor a secret key', async () => {
  const { source, secretKey } = await add({ name: 'Server', kind: 'server' });
  const browser = (await add({ name: 'Shop', kind: 'browser' })).source;
  const identity = browser.keys.find(({ kind }) => kind === 'identity')!;
  const shown = await call<{ value: string }>('GET', `/api/v1/sources/${browser.id}/keys/${identity.id}`);
  expect(shown.body.value).toMatch(/^ik_/);
  const list = JSON.stringify((await call('GET', '/api/v1/sources')).body);
  expect(list).toContain(source.id);
  expect(list).not.toContain(shown.body.value);
  expect(list).not.toContain(secretKey);
});
