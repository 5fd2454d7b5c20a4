import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const { app, tenant, post, codeOf } = await createTestApi();

let made = 0;
const batch = () => ({ events: [{ id: `event ${++made}`, type: 'page_viewed' }] });
const collect = (origin?: string) => post('/v1/collect', batch(), origin === undefined ? {} : { origin });

test('a page of the shop may send and read the answer', async () => {
  const answer = await collect('https://shop.test');
  expect(answer.status).toBe(202);
  expect(answer.headers.get('access-control-allow-origin')).toBe('https://shop.test');
  expect(answer.headers.get('vary')).toContain('Origin');
});

test('a request without an origin comes from no page', async () => {
  const answer = await collect();
  expect(answer.status).toBe(202);
  expect(answer.headers.get('access-control-allow-origin')).toBeNull();
});

test.each([
  'https://shop.test.evil.test',
  'https://evil-shop.test',
  'https://evil.test/https://shop.test',
  'http://shop.test',
  'https://shop.test:8443',
  'https://SHOP.test',
  'https://sub.shop.test',
  'https://shop.test/',
  'https://shop.test, https://evil.test',
  'null',
  '*',
])('a page of %s may not', async (origin) => {
  const answer = await collect(origin);
  expect([answer.status, await codeOf(answer)]).toEqual([403, 'origin_not_allowed']);
  expect(answer.headers.get('access-control-allow-origin')).toBeNull();
});

test('a page of the shop can read why something was refused', async () => {
  const answer = await post('/v1/collect', '{', { origin: 'https://shop.test' });
  expect(answer.status).toBe(400);
  expect(answer.headers.get('access-control-allow-origin')).toBe('https://shop.test');
});

test('a page with a wrong key can read that it is wrong', async () => {
  const answer = await app.request('/v1/collect?key=pk_wrong', {
    method: 'POST',
    body: JSON.stringify(batch()),
    headers: { origin: 'https://other.test' },
  });
  expect([answer.status, await codeOf(answer)]).toEqual([401, 'key_unknown']);
  expect(answer.headers.get('access-control-allow-origin')).toBe('https://other.test');
});

const preflight = (path: string, origin: string) =>
  app.request(path, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
  });

test('a preflight says what a page of the shop may do, and nothing to others', async () => {
  for (const path of ['/v1/collect', '/v1/subscribe']) {
    const allowed = await preflight(`${path}?key=${tenant.writeKey}`, 'https://shop.test');
    expect(allowed.status).toBe(204);
    expect(Object.fromEntries(allowed.headers)).toMatchObject({
      'access-control-allow-origin': 'https://shop.test',
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'content-type, content-encoding',
    });
    for (const refused of [
      await preflight(`${path}?key=${tenant.writeKey}`, 'https://evil.test'),
      await preflight(path, 'https://shop.test'),
    ]) {
      expect(refused.status).toBeGreaterThanOrEqual(400);
      expect(refused.headers.get('access-control-allow-origin')).toBeNull();
    }
  }
});

test('no answer anywhere allows credentials or any origin', async () => {
  const origin = 'https://shop.test';
  const answers = [
    await collect(origin),
    await collect('https://evil.test'),
    await preflight(`/v1/collect?key=${tenant.writeKey}`, origin),
    await post('/v1/subscribe', { email: 'a@example.com', wordingVersion: 'v', wording: 'w' }, { origin }),
    await app.request('/api/v1/stats', { headers: { origin } }),
    await app.request('/api/v1/stats', { headers: { origin, cookie: `user=${tenant.id}` } }),
    await app.request('/openapi.json', { headers: { origin } }),
    await app.request('/u/x', { headers: { origin } }),
  ];
  for (const { headers } of answers) {
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect(headers.get('access-control-allow-origin')).not.toBe('*');
  }
  // The admin API is for our own pages and for servers: no other page reads it.
  for (const { headers } of answers.slice(4)) expect(headers.get('access-control-allow-origin')).toBeNull();
});
