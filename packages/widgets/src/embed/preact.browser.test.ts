import { launchChromium } from '@beckon/test-setup/chromium';
import { buildFolder, openShop, type Shop } from '@beckon/tracker/testing';
import fc from 'fast-check';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildTestPage } from '../../build.ts';
import { lists, type Step, steps } from '../testing/trees.ts';

type Seen = { pages: string[]; effects: string[] };

let browser: Browser;
let page: Page;
let shop: Shop;

beforeAll(async () => {
  const folder = buildFolder();
  await buildTestPage('preact-page', folder);
  browser = await launchChromium();
  page = await browser.newPage();
  shop = await openShop(
    '<!doctype html><html lang="en"><title>Shop</title><body><script type="module" src="/preact-page.js"></script>',
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
      const [preact, react] = await compare(steps);
      expect(preact).toEqual(react);
    }),
    { numRuns: 150 },
  );
});

test('state from state, state that is a function, refs that are functions and `onInput` are as with React', async () => {
  const [preact, react] = await page.evaluate(() =>
    (globalThis as never as { compareForms(): Promise<[string[], string[]]> }).compareForms(),
  );
  expect(preact).toEqual(['Hello  0 1 0', 'Goodbye  2 1 2', 'Goodbye a 2 1 2', 'Goodbye an 2 1 2', 'Goodbye an 2 1 2']);
  expect(preact).toEqual(react);
});
