import { createDb, sql } from '@beckon/core/db';
import { Appender } from '@beckon/core/log';
import { createTestContext } from '@beckon/core/testing';
import { ChaosProxy } from '@beckon/test-setup/chaos-proxy';
import type { AnalyticsBrowser } from '@segment/analytics-next';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSdkShop, type SdkShop } from '../testing/sdk-shop.ts';
import { createTestApi } from '../testing/test-api.ts';

/** The page in which the snippet has installed the SDK. */
type Shop = typeof globalThis & { analytics: AnalyticsBrowser };

const context = await createTestContext();
const { hostname, port } = new URL(context.databaseUrl);
const proxy = await ChaosProxy.start({ host: hostname, port: Number(port) });
const db = createDb({ url: proxy.through(context.databaseUrl), monotonic: () => performance.now() });
const tenant = await context.newTenant();
const { app } = await createTestApi({ ctx: { ...context.ctx, db }, appender: new Appender(db) });

let shop: SdkShop;
beforeAll(async () => {
  shop = await openSdkShop({
    app,
    ctx: context.ctx,
    source: tenant.browser,
    writeKey: tenant.writeKey,
    snippet: 'import { AnalyticsBrowser }',
    pointTo: (code, host) =>
      code.replace("'beckon.example.com/v1'", `'${host}/v1'`).replace("protocol: 'https'", "protocol: 'http'"),
  });
}, 120_000);
afterAll(async () => {
  await shop?.close();
  await db.close();
  await proxy.close();
});

type Row = { type: string; is_trusted: boolean; user_id: string | null; anonymous_id: string; email: string | null } & {
  properties: Record<string, unknown>;
  context: Record<string, unknown>;
};
const stored = () =>
  context.ctx.db.query<Row>(sql`
    select type, is_trusted, user_id, anonymous_id, email, properties, context from events
    where tenant_id = ${tenant.id} order by seq`);

test('analytics-next sends its six calls from a page of the shop', async () => {
  const page = await shop.browser.newPage();
  const foreign: string[] = [];
  const failed: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith('http://127.0.0.1:')) foreign.push(request.url());
  });
  page.on('console', (line) => line.type() === 'error' && failed.push(line.text()));
  await page.goto(`${shop.url}/mugs?utm_source=mail`);
  await page.evaluate(async () => {
    const { analytics } = globalThis as Shop;
    await analytics.page('Catalog', 'Mugs');
    // Before identify, since afterwards the SDK keeps sending the known id.
    await analytics.alias('anna');
    await analytics.identify('anna', { email: 'Anna@shop.test', firstName: 'Anna' });
    await analytics.track('Product Added', { product_id: 'mug', price: 19.99, currency: 'EUR', quantity: 2 });
    await analytics.track('Signed Up', { plan: 'gold' });
    await analytics.screen('Cart');
    await analytics.group('acme', { name: 'ACME' });
  });
  await expect.poll(async () => (await stored()).length, { timeout: 15_000 }).toBe(7);
  const rows = await stored();
  const event = (type: string) => rows.find((row) => row.type === type)!;
  expect(rows.every(({ is_trusted }) => !is_trusted)).toBe(true);
  expect(new Set(rows.map(({ anonymous_id }) => anonymous_id)).size).toBe(1);
  expect(event('page_viewed')).toMatchObject({
    properties: { category: 'Catalog', name: 'Mugs', title: 'Mugs', path: '/mugs', search: '?utm_source=mail' },
    context: { library: expect.stringMatching(/^analytics.js\//), campaign: { source: 'mail' } },
  });
  expect(event('identified')).toMatchObject({
    user_id: 'anna',
    email: 'anna@shop.test',
    properties: { firstName: 'Anna' },
  });
  expect(event('added_to_cart')).toMatchObject({
    user_id: 'anna',
    properties: { productId: 'mug', price: 1999, currency: 'EUR', quantity: 2 },
  });
  expect(event('signed_up').properties).toEqual({ plan: 'gold' });
  expect(event('screen_viewed').properties).toMatchObject({ name: 'Cart' });
  expect(event('group_joined').properties).toMatchObject({ groupId: 'acme', name: 'ACME' });
  expect(event('aliased')).toMatchObject({
    user_id: 'anna',
    properties: { previousId: event('aliased').anonymous_id },
  });
  expect(foreign).toEqual([]);
  expect(failed).toEqual([]);
  await page.close();
});

test('calls made while the database is unavailable arrive afterwards, once', async () => {
  const page = await shop.browser.newPage();
  const statuses: number[] = [];
  page.on('response', (answer) => answer.url().endsWith('/v1/t') && statuses.push(answer.status()));
  await page.goto(shop.url);
  const before = (await stored()).length;
  await page.evaluate(() => (globalThis as Shop).analytics.track('Looked Around', { number: -1 }));
  await expect.poll(async () => (await stored()).length, { timeout: 15_000 }).toBe(before + 1);
  await proxy.setMode('refuse');
  await page.evaluate(() => {
    for (let number = 0; number < 20; number++) void (globalThis as Shop).analytics.track('Looked Around', { number });
  });
  await expect.poll(() => statuses.filter((status) => status === 503).length, { timeout: 15_000 }).toBeGreaterThan(4);
  await proxy.setMode('pass');
  const numbers = async () =>
    (await stored()).filter(({ type }) => type === 'looked_around').map(({ properties }) => Number(properties.number));
  await expect.poll(async () => (await numbers()).length, { timeout: 40_000 }).toBe(21);
  expect((await numbers()).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 21 }, (_, at) => at - 1));
  await page.close();
}, 90_000);
