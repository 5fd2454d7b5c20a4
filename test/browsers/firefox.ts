import { existsSync } from 'node:fs';
import puppeteer, { type ElementHandle, type Page } from 'puppeteer-core';
import type { ShopperBrowser } from './shopper-browser.ts';

/** Paths where distributions and installers put Firefox. */
const installed = [
  process.env.FIREFOX_PATH,
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
];

export const firefoxPath = installed.find((path) => path && existsSync(path));

/** A headless Firefox, driven by WebDriver BiDi. */
export async function launchFirefox(): Promise<ShopperBrowser> {
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath: firefoxPath!, headless: true });
  let page = await browser.newPage();
  const find = async (on: Page, element: string) => (await on.evaluateHandle(`(${element})`)) as ElementHandle;
  return {
    name: 'firefox',
    open: async (url) => void (await page.goto(url)),
    run: <T>(script: string) => page.evaluate(`(() => { ${script} })()`) as Promise<T>,
    click: async (element) => (await find(page, element)).click(),
    async type(element, text) {
      const field = await find(page, element);
      await field.click({ count: 3 });
      await page.keyboard.press('Backspace');
      await field.type(text);
    },
    async closeTab() {
      const next = await browser.newPage();
      await page.close({ runBeforeUnload: false });
      page = next;
    },
    close: () => browser.close(),
  };
}
