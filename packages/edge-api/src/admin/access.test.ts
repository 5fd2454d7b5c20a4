import { endpoints } from '@beckon/contract';
import { addSource } from '@beckon/core/sources';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const { app, ctx, tenant, newTenant, codeOf } = await createTestApi();
const admin = Object.values(endpoints).filter(({ access }) => access === 'session_or_secret_key');
const pathOf = (path: string) => path.replace(/\{\w+\}/g, 'ctc_00000000000000000000000000');
/** Calls that read a body are let in and then told that it is missing. */
const letIn = [200, 400, 404];

test.each(admin)('$method $path needs a session or a secret key', async ({ method, path }) => {
  const ask = async (headers: Record<string, string>, query = '') => {
    const init = { method: method.toUpperCase(), headers: { 'content-type': 'application/json', ...headers } };
    const answer = await app.request(`${pathOf(path)}${query}`, init);
    return [answer.status, answer.ok ? '' : await codeOf(answer)];
  };
  expect(await ask({})).toEqual([401, 'sign_in_required']);
  expect(await ask({ cookie: 'user=' })).toEqual([401, 'sign_in_required']);
  expect(await ask({}, `?key=${tenant.writeKey}`)).toEqual([403, 'secret_key_required']);
  expect(await ask({ authorization: `Bearer ${tenant.writeKey}` })).toEqual([403, 'secret_key_required']);
  // A key decides before a session: who shows the wrong one is not let in by a cookie beside it.
  expect(await ask({ authorization: 'Bearer sk_wrong', cookie: `user=${tenant.id}` })).toEqual([401, 'key_unknown']);
  expect(await ask({}, `?key=${tenant.secretKey}`)).toEqual([401, 'key_unknown']);
  for (const headers of [{ authorization: `Bearer ${tenant.secretKey}` }, { cookie: `user=${tenant.id}` }]) {
    expect(letIn).toContain((await ask(headers))[0]);
  }
});

test.each(admin)(
  '$method $path is not for the key of a source that may send some types only',
  async ({ method, path }) => {
    const narrow = await addSource(ctx, tenant.id, { name: 'Till', kind: 'server', allowedTypes: ['placed_order'] });
    const headers = { authorization: `Bearer ${narrow.secretKey}`, 'content-type': 'application/json' };
    const answer = await app.request(pathOf(path), { method: method.toUpperCase(), headers });
    expect([answer.status, await codeOf(answer)]).toEqual([403, 'key_not_allowed']);
  },
);

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
  expect(['not_found', 'bad_json']).toContain((await send({ ...json, 'sec-fetch-site': 'same-origin' }))[1]);
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
  // The stream does not end: `stream.test.ts` looks at what it tells whom.
  const read = admin.filter((endpoint) => endpoint.method === 'get' && !('isStream' in endpoint));
  for (const { method, path } of read) {
    const answer = await app.request(pathOf(path), { method, headers: { cookie: `user=${other.id}` } });
    expect(await answer.text(), path).not.toContain('mine');
  }
});

test('what the admin API answers is not stored on the way', async () => {
  const answer = await app.request('/api/v1/stats', { headers: { cookie: `user=${tenant.id}` } });
  expect(answer.headers.get('cache-control')).toBe('no-store');
});
