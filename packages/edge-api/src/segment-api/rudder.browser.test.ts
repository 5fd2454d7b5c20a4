import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from '@beckon/core/db';
import { saveSource } from '@beckon/core/sources';
import type { RudderAnalytics } from '@rudderstack/analytics-js/bundled';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../../../test/setup/chromium.ts';
import { type RunningServer, serveOnNode } from '../node.ts';
import { createTestApi } from '../testing/test-api.ts';

/** The page, where the snippet has put the SDK. */
type Shop = typeof globalThis & { analytics: RudderAnalytics };

const { app, ctx, tenant } = await createTestApi();
const root = fileURLToPath(new URL('../..', import.meta.url));

let browser: Browser;
let server: RunningServer;
let folder: string;
/** The shop: another origin than ours, as in life. */
const shop = createServer(async (request, response) => {
  const isScript = request.url === '/shop.js';
  response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
  response.end(
    isScript ? await readFile(join(folder, 'shop.js')) : '<title>Mugs</title><script src="/shop.js"></script>',
  );
});
const shopUrl = () => `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;

/** The snippet of the guide, bundled as a shop would, with this server and key. */
async function bundleShop(): Promise<void> {
  const guide = await readFile(new URL('../../../../docs/integrations/segment-sdks.md', import.meta.url), 'utf8');
  const snippet = /```js\n(import \{ RudderAnalytics \}[\s\S]*?)```/.exec(guide)![1]!;
  const code = `${snippet
    .replace('https://beckon.example.com', `http://127.0.0.1:${server.port}`)
    .replaceAll("'pk_your_write_key'", JSON.stringify(tenant.writeKey))}\nwindow.analytics = analytics;`;
  const entry = join(root, 'shop-entry.js');
  await build({
    configFile: false,
    logLevel: 'warn',
    root,
    publicDir: false,
    plugins: [
      { name: 'snippet', resolveId: (id) => (id === entry ? id : null), load: (id) => (id === entry ? code : null) },
    ],
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: folder,
      emptyOutDir: false,
      lib: { entry, formats: ['iife'], name: 'shop', fileName: () => 'shop.js' },
    },
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beckon-rudder-'));
  server = await serveOnNode(app, { port: 0, host: '127.0.0.1' });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  await saveSource(ctx, {
    ...tenant.browser,
    name: 'Storefront',
    writeKey: tenant.writeKey,
    allowedOrigins: [shopUrl()],
  });
  await bundleShop();
  browser = await launchChromium();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
  shop.close();
  await rm(folder, { recursive: true, force: true });
});

type Row = { type: string; user_id: string | null; anonymous_id: string; properties: Record<string, unknown> };
const stored = () =>
  ctx.db.query<Row>(sql`
    select type, user_id, anonymous_id, properties from events where tenant_id = ${tenant.id} order by seq`);

test('rudder-analytics sends its six calls from a page of the shop', async () => {
  const page = await browser.newPage();
  const foreign: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith('http://127.0.0.1:')) foreign.push(request.url());
  });
  await page.goto(`${shopUrl()}/mugs`);
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
