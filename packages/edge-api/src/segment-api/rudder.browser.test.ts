import { sql } from '@beckon/core/db';
import type { RudderAnalytics } from '@rudderstack/analytics-js/bundled';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSdkShop, type SdkShop } from '../testing/sdk-shop.ts';
import { createTestApi } from '../testing/test-api.ts';

/** The page in which the snippet has installed the SDK. */
type Shop = typeof globalThis & { analytics: RudderAnalytics };

const { app, ctx, tenant } = await createTestApi();

let shop: SdkShop;
beforeAll(async () => {
  shop = await openSdkShop({
    app,
    ctx,
    source: tenant.browser,
    writeKey: tenant.writeKey,
    snippet: 'import { RudderAnalytics }',
    pointTo: (code, host) => code.replace('https://beckon.example.com', `http://${host}`),
  });
}, 120_000);
afterAll(() => shop?.close());

type Row = { type: string; user_id: string | null; anonymous_id: string; properties: Record<string, unknown> };
const stored = () =>
  ctx.db.query<Row>(sql`
    select type, user_id, anonymous_id, properties from events where tenant_id = ${tenant.id} order by seq`);

test('rudder-analytics sends its six calls from a page of the shop', async () => {
  const page = await shop.browser.newPage();
  const foreign: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith('http://127.0.0.1:')) foreign.push(request.url());
  });
  await page.goto(`${shop.url}/mugs`);
  await page.evaluate(() => {
    const { analytics } = globalThis as Shop;
    analytics.page('Catalog', 'Mugs');
    analytics.alias('anna', 'before');
    analytics.identify('anna', { email: 'Anna@shop.test', firstName: 'Anna' });
    analytics.track('Product Added', { product_id: 'mug', price: 19.99, currency: 'EUR', quantity: 2 });
    analytics.track('Größe gewählt', { size: 'M' });
    analytics.group('acme', { name: 'ACME' });
  });
  await expect.poll(async () => (await stored()).length, { timeout: 15_000 }).toBe(6);
  const rows = await stored();
  const event = (type: string) => rows.find((row) => row.type === type)!;
  expect(new Set(rows.map(({ anonymous_id }) => anonymous_id)).size).toBe(1);
  expect(event('page_viewed').properties).toMatchObject({ category: 'Catalog', name: 'Mugs', path: '/mugs' });
  expect(event('identified')).toMatchObject({ user_id: 'anna', properties: { firstName: 'Anna' } });
  expect(event('added_to_cart').properties).toMatchObject({
    productId: 'mug',
    price: 1999,
    currency: 'EUR',
    quantity: 2,
  });
  expect(event('grosse_gewahlt').properties).toMatchObject({ size: 'M' });
  expect(event('group_joined').properties).toMatchObject({ groupId: 'acme' });
  expect(event('aliased').properties).toMatchObject({ previousId: 'before' });
  expect(foreign).toEqual([]);
  await page.close();
});
