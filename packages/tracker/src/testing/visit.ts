/// <reference types="node" />

import { buildOnce } from '@beckon/test-setup/build-once';
import { launchChromium } from '@beckon/test-setup/chromium';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { build } from '../../build.ts';
import { buildFolder, openShop, type Shop, until } from './shop.ts';

export const folder = buildFolder();
let browser: Browser;
export let context: BrowserContext;
export let page: Page;
export let shop: Shop;

/** Opens a page with the script tag; `head` comes before it. */
export async function visit({ attributes = 'data-consent="granted"', head = '', path = '/', headers = {} } = {}) {
  shop = await openShop(
    `<!doctype html><title>Mugs</title>${head}<script async src="/beckon.js" data-key="pk_test" ${attributes}></script><p>Shop`,
    folder,
    headers,
  );
  await page.goto(shop.url + path);
  await page.waitForFunction(() => window.beckon?.key);
}

export const storage = () => page.evaluate(() => JSON.stringify({ ...localStorage }));
/** What the tracker keeps about the visitor, read once no event waits for its answer. */
export async function visitorKept(): Promise<unknown> {
  let lines: string[] = [];
  await until('no event waits for its answer', async () => {
    lines = JSON.parse(await storage()).beckon.split('\n');
    return lines.length === 1;
  });
  return JSON.parse(lines[0]!);
}
export const isCollected = (type: string, count = 1) =>
  until(`${count} ${type} came`, () => shop.events(type).length >= count);

/** After a test has closed its page. */
export const reopen = async () => {
  page = await context.newPage();
};

/** Another tab becomes the page that the test goes on with. */
export const goOnIn = (tab: Page) => {
  page = tab;
};

beforeAll(async () => {
  await buildOnce('tracker', folder, build);
  browser = await launchChromium();
}, 120_000);
afterAll(() => browser.close());
beforeEach(async () => {
  context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Vienna' });
  page = await context.newPage();
});
afterEach(async () => {
  await context.close();
  shop?.close();
});
