import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openShop, type Shop } from '../../packages/tracker/src/testing/shop.ts';
import { inEachBrowser } from './each-browser.ts';
import { type ShopperBrowser, untilTrue } from './shopper-browser.ts';

const page = `<!doctype html><title>Mugs</title>
  <script async src="/beckon.js" data-key="pk_test" data-consent="granted"></script><p>Shop`;
const count = 50;
const track = `for (let n = 0; n < ${count}; n++) beckon.track('step_done', { n });`;

inEachBrowser((launch) => {
  let browser: ShopperBrowser;
  let shop: Shop;

  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    shop = await openShop(page, 'packages/tracker/dist');
    await browser.open(shop.url);
    await untilTrue(browser, 'window.beckon?.key');
  });
  afterEach(() => shop.close());

  /** Each event number once, however often the event was sent. */
  const arrived = () => {
    const events = shop.events('step_done');
    const byId = new Map(events.map((event) => [event.id, event.properties.n]));
    return [...byId.values()].toSorted((a, b) => Number(a) - Number(b));
  };
  const all = Array.from({ length: count }, (_, n) => n);
  const allArrive = () => expect.poll(arrived, { timeout: 20_000 }).toEqual(all);

  test('events arrive while the shopper stays on the page', async () => {
    await browser.run(track);
    await allArrive();
    expect(shop.events('page_viewed').length).toBe(1);
  });

  test('events just before the page is closed arrive without another visit', async () => {
    await browser.run(track);
    await browser.closeTab();
    await allArrive();
  });

  test('events just before the shopper opens another page arrive', async () => {
    await browser.run(`${track} location.href = '/next';`);
    await allArrive();
  });

  test('events just before the shopper leaves for another site arrive without another visit', async () => {
    const other = await openShop('<!doctype html><title>Other</title>', '/nowhere');
    await browser.run(`${track} location.href = '${other.url.replace('127.0.0.1', 'localhost')}';`);
    await allArrive();
    other.close();
  });

  test('events during an outage arrive when it ends', async () => {
    shop.answer = () => ({ status: 503, headers: { 'retry-after': '1' } });
    await browser.run(track);
    await expect.poll(() => shop.received.length, { timeout: 10_000 }).toBeGreaterThan(0);
    await pause(1_500);
    shop.answer = () => ({ status: 202 });
    shop.received.length = 0;
    await allArrive();
  });

  test('events during an outage arrive with the next visit if the page was closed meanwhile', async () => {
    shop.answer = () => ({ status: 503 });
    await browser.run(track);
    await expect.poll(() => shop.received.length, { timeout: 10_000 }).toBeGreaterThan(0);
    await browser.closeTab();
    await pause(500);
    shop.received.length = 0;
    shop.answer = () => ({ status: 202 });
    await browser.open(shop.url);
    await allArrive();
  });

  test('events that cannot be sent while the browser is offline arrive when it is online again', async () => {
    shop.answer = () => new Promise(() => {});
    await browser.run(track);
    await expect.poll(() => shop.received.length, { timeout: 10_000 }).toBeGreaterThan(0);
    // The connection ends without a response, as when a phone loses its network.
    shop.cut();
    shop.received.length = 0;
    shop.answer = () => ({ status: 202 });
    await allArrive();
  });
});
