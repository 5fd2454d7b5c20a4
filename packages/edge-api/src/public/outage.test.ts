import { createDb } from '@beckon/core/db';
import { Appender } from '@beckon/core/log';
import { createTestContext } from '@beckon/core/testing';
import { ChaosProxy, type ProxyMode } from '@beckon/test-setup/chaos-proxy';
import { afterAll, expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const context = await createTestContext();
const { hostname, port } = new URL(context.databaseUrl);
const proxy = await ChaosProxy.start({ host: hostname, port: Number(port) });
const db = createDb({ url: proxy.through(context.databaseUrl), monotonic: () => performance.now() });
afterAll(async () => {
  await db.close();
  await proxy.close();
});
const ctx = { ...context.ctx, db };
const tenant = await context.newTenant();
const { app } = await createTestApi({ ctx, appender: new Appender(db) });

let made = 0;
const send = (key = tenant.writeKey) =>
  app.request(`/v1/collect?key=${key}`, {
    method: 'POST',
    body: JSON.stringify({ events: [{ id: `event ${++made}`, type: 'page_viewed' }] }),
    headers: { origin: 'https://shop.test' },
  });

test.each<[ProxyMode, boolean]>([
  ['refuse', false],
  ['refuse', true],
  ['half-open', false],
  ['half-open', true],
  ['fin-on-accept', true],
])(
  'while the database is away (%s, sources forgotten: %s) callers are told so within 2 s, and served when it is back',
  async (mode, isForgotten) => {
    expect((await send()).status).toBe(202);
    await proxy.setMode(mode);
    if (mode === 'fin-on-accept') proxy.cut();
    if (isForgotten) context.clock.advance(6_000);
    for (const key of [tenant.writeKey, `pk_never_seen_${made}`]) {
      const started = performance.now();
      const answer = await send(key);
      expect(performance.now() - started).toBeLessThan(2_100);
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
    }
    expect((await app.request('/health/live')).status).toBe(200);
    expect((await app.request('/health/ready')).status).toBe(503);
    await proxy.setMode('pass');
    await expect.poll(async () => (await send()).status, { timeout: 5_000 }).toBe(202);
    expect((await app.request('/health/ready')).status).toBe(200);
  },
);

test('a page can read that it should come again', async () => {
  expect((await send()).status).toBe(202);
  await proxy.setMode('refuse');
  const answer = await send();
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([503, 'https://shop.test']);
  await proxy.setMode('pass');
  await expect.poll(async () => (await send()).status, { timeout: 5_000 }).toBe(202);
});
