import { buildFolder, openShop, type Shop } from '@beckon/tracker/testing';
import fc from 'fast-check';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../../../test/setup/chromium.ts';
import { buildTestPage } from '../../build.ts';
import { lists, type Step, steps } from '../testing/trees.ts';

type Seen = { pages: string[]; effects: string[] };

let browser: Browser;
let page: Page;
let shop: Shop;

beforeAll(async () => {
  const folder = buildFolder();
  await buildTestPage('renderer-page', folder);
  browser = await launchChromium();
  page = await browser.newPage();
  shop = await openShop(
    '<!doctype html><html lang="en"><title>Shop</title><body><script type="module" src="/renderer-page.js"></script>',
    folder,
  );
  await page.goto(shop.url);
  await page.waitForFunction(() => 'compare' in globalThis);
}, 60_000);
afterAll(async () => {
  await browser.close();
  shop.close();
});

const compare = (steps: Step[]): Promise<[Seen, Seen]> =>
  page.evaluate(
    (steps) => (globalThis as never as { compare(steps: unknown): Promise<[Seen, Seen]> }).compare(steps),
    steps as unknown,
  );

test.each([
  ['whatever is drawn', steps],
  ['however a list changes', lists],
])('%s, the page, what was typed, memory and effects are as with React', async (_, arbitrary) => {
  await fc.assert(
    fc.asyncProperty(arbitrary, async (steps) => {
      const [ours, reacts] = await compare(steps);
      expect(ours).toEqual(reacts);
    }),
    { numRuns: 150 },
  );
});

test('two siblings with one key are both drawn, and both go', async () => {
  const item = { key: 'mugs', tag: 'p', props: {}, inside: ['Mugs'] };
  const [ours] = await compare([{ render: [[item, item]] }, { render: [[item]] }, { render: [[]] }]);
  expect(ours.pages.map((page) => page.split('Mugs').length - 1)).toEqual([2, 1, 0, 0]);
});
