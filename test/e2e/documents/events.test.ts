import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { granted, openWorkbench, tag, type Workbench } from '@beckon/test-setup/workbench';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../../scripts/run.ts';
import { root } from '../../laws/sources.ts';
import { readSnippets } from './snippets.ts';

const snippets = await readSnippets('storefront/events.md');
let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench?.close());

test('calls from the page are the events of the catalog', async () => {
  const page = await bench.show(granted(bench.real(tag)));
  await bench.come('page_viewed');
  await page.evaluate(snippets.take('js'));
  const types = ['product_viewed', 'added_to_cart', 'removed_from_cart', 'checkout_started', 'placed_order'];
  await bench.come(...types, 'size_guide_opened');
  await page.close();
});

test('attributes of elements turn clicks into events', async () => {
  const page = await bench.show(granted(bench.real(snippets.take('html'))));
  await bench.come('page_viewed');
  await page.getByRole('button').click();
  await page.getByRole('link').click();
  const [added, opened] = await bench.come('added_to_cart', 'size_guide_opened');
  const mug = { productId: 'mug', title: 'Mug', price: 1_299, currency: 'EUR' };
  expect(added!.properties).toMatchObject({ ...mug, quantity: 1 });
  expect(opened!.properties).toMatchObject(mug);
  await page.close();
});

test('a page that describes a product records a product view', async () => {
  const page = await bench.show(granted(bench.real(snippets.take('html'))));
  const [, viewed] = await bench.come('page_viewed', 'product_viewed');
  expect(viewed!.properties).toMatchObject({ productId: 'mug', title: 'Mug', price: 1_299, currency: 'EUR' });
  await page.close();
});

test('the call from the server', async () => {
  const file = join(root, 'apps/storefront/dist/events-snippet.mjs');
  await writeFile(file, bench.real(snippets.take('js')));
  expect(await run(process.execPath, [file], { BECKON_SECRET_KEY: bench.beckon.dev.secretKey })).toBe(0);
  await rm(file);
  expect(await bench.come('placed_order')).toMatchObject([{ isTrusted: true, properties: { orderId: '1002' } }]);
});

test('listeners receive events and errors', async () => {
  const page = await bench.show(granted(bench.real(tag)));
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  await page.waitForFunction('window.beckon?.key');
  await page.evaluate(snippets.take('js'));
  await page.evaluate(`{
    const circular = {};
    circular.self = circular;
    beckon.track('size_guide_opened');
    beckon.track('impossible', circular);
  }`);
  await expect.poll(() => said.join('\n')).toMatch(/size_guide_opened[\s\S]*beckon TypeError/);
  await bench.come('page_viewed', 'size_guide_opened');
  await page.close();
});

test('no snippet was left out', () => expect(snippets.left()).toEqual([]));
