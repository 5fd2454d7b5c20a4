import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { granted, openWorkbench, output, tag, type Workbench } from '@beckon/test-setup/workbench';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../laws/sources.ts';
import { readSnippets } from './snippets.ts';

const ga4 = await readSnippets('storefront/from-ga4.md');
const segment = await readSnippets('storefront/from-segment.md');
let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench?.close());

test('pushes of GA4 tags become events, before and after the script has loaded', async () => {
  const script = granted(bench.real(ga4.take('html')));
  const page = await bench.show(`<script>${ga4.take('js')}</script>${script}`);
  const [, added] = await bench.come('page_viewed', 'added_to_cart');
  expect(added!.properties).toMatchObject({ productId: 'mug', variantId: 'blue', price: 1_299, quantity: 2 });
  await page.evaluate(ga4.take('js'));
  const [viewed] = await bench.come('product_viewed');
  expect(viewed!.properties).toMatchObject({ productId: 'mug', title: 'Mug', price: 1_299, currency: 'EUR' });
  await page.close();
});

test('Segment calls continue to work through the bridge script', async () => {
  const page = await bench.show(granted(bench.real(tag)));
  await bench.come('page_viewed');
  await page.addScriptTag({ content: segment.take('js') });
  await page.evaluate(`
    analytics.page();
    analytics.track('Product Viewed', { product_id: 'mug', name: 'Mug', price: 12.99, currency: 'EUR' });
    analytics.track('Product Added', { sku: 'mug', quantity: 2 });
    analytics.track('Product Removed', { product_id: 'mug', price: 1500, currency: 'JPY' });
    analytics.track('Size Guide Opened');
    analytics.identify('u_17', { firstName: 'Kim' });
    analytics.reset();
  `);
  const events = await bench.come(
    'product_viewed',
    'added_to_cart',
    'removed_from_cart',
    'size_guide_opened',
    'identified',
  );
  expect(events.map(({ properties }) => properties)).toMatchObject([
    { productId: 'mug', title: 'Mug', price: 1_299, currency: 'EUR' },
    { productId: 'mug', quantity: 2 },
    { productId: 'mug', price: 1_500, currency: 'JPY' },
    {},
    { firstName: 'Kim' },
  ]);
  await page.close();
});

test('a Segment export is imported with its ids and times, once', async () => {
  const folder = await mkdtemp(join(root, 'apps/storefront/dist/segment-'));
  const message = (number: number) => ({
    type: 'track',
    messageId: `m${number}`,
    userId: 'u_18',
    event: 'Order Completed',
    timestamp: '2025-06-01T10:00:00.000Z',
    properties: { order_id: `s${number}`, total: 10, currency: 'EUR' },
  });
  await writeFile(join(folder, 'segment-export.ndjson'), [1, 2].map((n) => JSON.stringify(message(n))).join('\n'));
  const code = bench.real(segment.take('js')).replace("'segment-export.ndjson'", `'${folder}/segment-export.ndjson'`);
  await writeFile(join(folder, 'import.mjs'), code);
  const env = { BECKON_SECRET_KEY: bench.beckon.dev.secretKey };
  for (let times = 0; times < 2; times++)
    expect(await output(process.execPath, [join(folder, 'import.mjs')], env)).toBe('');
  await rm(folder, { recursive: true });
  const orders = await bench.come('placed_order', 'placed_order');
  expect(orders.map(({ occurredAt }) => occurredAt)).toEqual(Array(2).fill('2025-06-01T10:00:00.000Z'));
});

test('no snippet was left out', () => expect([...ga4.left(), ...segment.left()]).toEqual([]));
