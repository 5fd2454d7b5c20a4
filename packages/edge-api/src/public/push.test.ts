import { createECDH, randomBytes } from 'node:crypto';
import { sql } from '@beckon/core/db';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const { app, ctx, tenant, post, codeOf } = await createTestApi({
  limits: { formsPerNetwork: { perSecond: 1, burst: 10_000 } },
});
const page = { origin: 'https://shop.test' };
const pair = createECDH('prime256v1');
const newBrowser = () => ({
  endpoint: `https://push.test/${randomBytes(16).toString('base64url')}`,
  p256dh: pair.generateKeys().toString('base64url'),
  auth: randomBytes(16).toString('base64url'),
});
const agreed = { wordingVersion: 'v1', wording: 'News by push?' };
const count = async () =>
  (await ctx.db.query<{ count: number }>(sql`select count(*)::int as count from push_subscriptions`))[0]!.count;

test('a page gets the key, subscribes, asks again, and takes it back', async () => {
  const key = await app.request(`/v1/push/key?key=${tenant.writeKey}`, { headers: page });
  expect([key.status, await key.json(), key.headers.get('access-control-allow-origin')]).toEqual([
    200,
    { publicKey: 'test key' },
    page.origin,
  ]);
  const browser = newBrowser();
  const answers = [
    await post('/v1/push/subscribe', { ...browser, ...agreed }, page),
    await post('/v1/push/refresh', browser, page),
    await post('/v1/push/unsubscribe', { endpoint: browser.endpoint }, page),
    await post('/v1/push/refresh', browser, page),
  ];
  expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual([
    { status: 'subscribed' },
    { isSubscribed: true },
    { status: 'unsubscribed' },
    { isSubscribed: false },
  ]);
  for (const answer of answers) expect(answer.headers.get('cache-control')).toBe('no-store');
});

test('the answer is the same, byte for byte, whatever is known of the browser', async () => {
  const look = async (path: string, body: object) => {
    const answer = await post(path, body, page);
    return [answer.status, await answer.text(), JSON.stringify([...answer.headers])].join('\n');
  };
  const browser = newBrowser();
  const [first, again, other] = [browser, browser, newBrowser()].map((one) => ({ ...one, ...agreed }));
  const answer = await look('/v1/push/subscribe', first!);
  expect(await look('/v1/push/subscribe', again!)).toBe(answer);
  expect(await look('/v1/push/subscribe', other!)).toBe(answer);
  const end = await look('/v1/push/unsubscribe', { endpoint: browser.endpoint });
  expect(await look('/v1/push/unsubscribe', { endpoint: browser.endpoint })).toBe(end);
  expect(await look('/v1/push/unsubscribe', { endpoint: 'https://push.test/never' })).toBe(end);
});

test.each<[string, object, string]>([
  ['an endpoint that is nobody we send to', { endpoint: 'https://127.0.0.1/x' }, 'endpoint'],
  ['a key that is no point', { p256dh: 'B'.repeat(87) }, 'p256dh'],
  ['a key of another length', { p256dh: 'B'.repeat(80) }, 'p256dh'],
  ['a secret of another length', { auth: 'x'.repeat(23) }, 'auth'],
  ['a wrong signature', { userId: 'anna', signature: 'a'.repeat(64) }, 'signature'],
])('%s is refused, and what is wrong is named', async (_, fault, path) => {
  const before = await count();
  const answer = await post('/v1/push/subscribe', { ...newBrowser(), ...agreed, ...fault }, page);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ code: 'validation_failed', errors: [{ path }] });
  expect(await count()).toBe(before);
});

test('another page, and no key, have no say', async () => {
  const body = { ...newBrowser(), ...agreed };
  const foreign = await post('/v1/push/subscribe', body, { origin: 'https://evil.test' });
  expect([foreign.status, await codeOf(foreign)]).toEqual([403, 'origin_not_allowed']);
  const keyless = await app.request('/v1/push/key');
  expect([keyless.status, await codeOf(keyless)]).toEqual([401, 'key_missing']);
});
