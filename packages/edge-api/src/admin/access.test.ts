import {
  type Endpoint,
  endpoints,
  permissions,
  permissionsOfIngestKey,
  permissionsOfRole,
  roles,
  scopes,
} from '@beckon/contract';
import { makeApiKey } from '@beckon/core/access';
import { addSource } from '@beckon/core/sources';
import { expect, test } from 'vitest';
import { needsPermission } from '../http/serve.ts';
import { createTestApi } from '../testing/test-api.ts';

const { app, ctx, tenant, newTenant, codeOf } = await createTestApi({
  limits: { wrongKeysPerNetwork: { perSecond: 1, burst: 100_000 } },
});
const admin = Object.values<Endpoint>(endpoints).filter(needsPermission);
const pathOf = (path: string) => path.replace(/\{\w+\}/g, 'ctc_00000000000000000000000000');
/** Calls that read a body are permitted, and then refused because it is missing; others because of the state of the shop. */
const letIn = [200, 400, 404, 409];

/** What a caller is answered: 'allowed', whatever the call makes of an empty body, or the problem. */
async function ask(endpoint: (typeof admin)[number], headers: Record<string, string>, query = ''): Promise<string> {
  const init = { method: endpoint.method.toUpperCase(), headers: { 'content-type': 'application/json', ...headers } };
  const answer = await app.request(`${pathOf(endpoint.path)}${query}`, init);
  if (letIn.includes(answer.status)) {
    await answer.body?.cancel();
    return 'allowed';
  }
  return codeOf(answer);
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

test.each(admin)('$method $path needs a session or a key', async (endpoint) => {
  expect(await ask(endpoint, {})).toBe('sign_in_required');
  expect(await ask(endpoint, { cookie: 'user=' })).toBe('sign_in_required');
  expect(await ask(endpoint, {}, `?key=${tenant.writeKey}`)).toBe('permission_denied');
  expect(await ask(endpoint, bearer(tenant.writeKey))).toBe('permission_denied');
  // A key takes precedence over a session: a wrong key with a valid cookie is refused.
  const cookie = `user=${tenant.id}`;
  expect(await ask(endpoint, { ...bearer('sk_wrong'), cookie })).toBe('key_unknown');
  expect(await ask(endpoint, { ...bearer('ak_wrong'), cookie })).toBe('key_unknown');
  expect(await ask(endpoint, {}, `?key=${tenant.secretKey}`)).toBe('key_unknown');
  expect(await ask(endpoint, {}, `?key=${tenant.apiKey}`)).toBe('key_unknown');
});

test.each(admin)('$method $path is open to the roles, scopes and keys that have its permission', async (endpoint) => {
  const { access } = endpoint;
  const expected = (has: readonly string[]) => (has.includes(access) ? 'allowed' : 'permission_denied');
  for (const role of roles) {
    const cookie = `user=${tenant.id}; role=${role}`;
    expect(await ask(endpoint, { cookie }), role).toBe(expected(permissionsOfRole[role]));
  }
  expect(await ask(endpoint, bearer(tenant.secretKey)), 'ingest key').toBe(expected(permissionsOfIngestKey));
  expect(await ask(endpoint, bearer(tenant.apiKey)), 'API key').toBe(expected(scopes));
  const others = scopes.filter((scope) => scope !== access);
  const { value } = await makeApiKey(ctx, tenant.id, { name: 'All but one', scopes: [...others] });
  expect(await ask(endpoint, bearer(value)), 'a key without the scope').toBe('permission_denied');
});

test('every role has permissions that there are', () => {
  for (const role of roles) for (const permission of permissionsOfRole[role]) expect(permissions).toContain(permission);
});

test.each(admin)('$method $path is not for the key of a source that may send some types only', async (endpoint) => {
  const narrow = await addSource(ctx, tenant.id, { name: 'Till', kind: 'server', allowedTypes: ['placed_order'] });
  expect(await ask(endpoint, bearer(narrow.secretKey!))).toBe('permission_denied');
});

test('such a key sends its events', async () => {
  const narrow = await addSource(ctx, tenant.id, { name: 'Till', kind: 'server', allowedTypes: ['placed_order'] });
  const send = (path: string, body: object) =>
    app.request(path, {
      method: 'POST',
      headers: { authorization: `Bearer ${narrow.secretKey}` },
      body: JSON.stringify(body),
    });
  const order = { orderId: '1', total: 5, currency: 'EUR' };
  const answer = await send('/api/v1/events', { events: [{ id: 'a', type: 'placed_order', properties: order }] });
  expect(await answer.json()).toMatchObject({ accepted: 1 });
  expect(
    (await send('/v1/track', { event: 'Order Completed', userId: 'u', properties: { order_id: '2', total: 1 } }))
      .status,
  ).toBe(200);
});

const posts = admin.filter(({ method }) => method !== 'get');
test.each(posts)('another site cannot make a signed-in browser call $method $path', async ({ method, path }) => {
  const send = async (headers: Record<string, string>) => {
    const answer = await app.request(pathOf(path), {
      method: method.toUpperCase(),
      headers: { cookie: `user=${tenant.id}`, ...headers },
    });
    return [answer.status, await codeOf(answer)];
  };
  const json = { 'content-type': 'application/json' };
  for (const headers of [
    {},
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/x-www-form-urlencoded' },
    { 'content-type': 'multipart/form-data' },
    { ...json, 'sec-fetch-site': 'cross-site' },
    { ...json, 'sec-fetch-site': 'same-site' },
    { ...json, 'sec-fetch-site': 'none' },
  ]) {
    expect(await send(headers), JSON.stringify(headers)).toEqual([403, 'cross_site_refused']);
  }
  expect((await send({ ...json, 'sec-fetch-site': 'same-origin' }))[1]).not.toBe('cross_site_refused');
});

test('each tenant sees its own alone', async () => {
  const other = await newTenant();
  const send = (secretKey: string, id: string) =>
    app.request('/api/v1/events', {
      method: 'POST',
      body: JSON.stringify({
        events: [{ id, type: 'custom_thing', userId: id, properties: { canary: id } }, { id: `bad ${id}` }],
      }),
      headers: { authorization: `Bearer ${secretKey}` },
    });
  await send(tenant.secretKey, 'mine');
  await send(other.secretKey, 'theirs');
  // The stream does not end: `stream.test.ts` checks which events it sends to whom.
  const read = admin.filter((endpoint) => endpoint.method === 'get' && !('isStream' in endpoint));
  for (const { method, path } of read) {
    const answer = await app.request(pathOf(path), { method, headers: { cookie: `user=${other.id}` } });
    expect(await answer.text(), path).not.toContain('mine');
  }
});

test('responses of the admin API are not cached', async () => {
  const answer = await app.request('/api/v1/stats', { headers: { cookie: `user=${tenant.id}` } });
  expect(answer.headers.get('cache-control')).toBe('no-store');
});

test('a key that may change sources gets no secret key that may do more', async () => {
  const { value } = await makeApiKey(ctx, tenant.id, { name: 'Sources', scopes: ['sources.write'] });
  const narrow = await addSource(ctx, tenant.id, { name: 'Till', kind: 'server', allowedTypes: ['placed_order'] });
  const ask = async (method: string, path: string, body: object) => {
    const headers = { ...bearer(value), 'content-type': 'application/json' };
    const answer = await app.request(`/api/v1/sources${path}`, { method, headers, body: JSON.stringify(body) });
    return answer.ok ? 'done' : codeOf(answer);
  };
  const server = { name: 'Server', kind: 'server' };
  expect(await ask('POST', '', server)).toBe('permission_denied');
  expect(await ask('POST', `/${tenant.server.id}/keys`, { kind: 'secret' })).toBe('permission_denied');
  expect(await ask('PATCH', `/${narrow.source.id}`, { allowedTypes: null })).toBe('permission_denied');
  expect(await ask('POST', '', { ...server, allowedTypes: ['placed_order'] })).toBe('done');
  expect(await ask('POST', `/${narrow.source.id}/keys`, { kind: 'secret' })).toBe('done');
  expect(await ask('POST', '', { name: 'Page', kind: 'browser' })).toBe('done');
});

test('many calls at once with a good key are let in, also while its network tries wrong ones', async () => {
  const strict = await createTestApi({ limits: { wrongKeysPerNetwork: { perSecond: 0.001, burst: 2 } } });
  const read = async (key: string) => (await strict.app.request('/api/v1/keys', { headers: bearer(key) })).status;
  const { value } = await makeApiKey(strict.ctx, strict.tenant.id, { name: 'Busy', scopes: [...scopes] });
  expect(await read(value)).toBe(403);
  for (const wrong of ['ak_one', 'ak_two']) expect(await read(wrong)).toBe(401);
  expect(await read('ak_three')).toBe(429);
  expect(await Promise.all(Array.from({ length: 30 }, () => read(value)))).toEqual(Array(30).fill(403));
});
