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

  /** Each number once, however often its event was sent. */
  const arrived = () => {
    const events = shop.events('step_done');
    const byId = new Map(events.map((event) => [event.id, event.properties.n]));
    return [...byId.values()].toSorted((a, b) => Number(a) - Number(b));
  };
  const all = Array.from({ length: count }, (_, n) => n);
  const allArrive = () => expect.poll(arrived, { timeout: 20_000 }).toEqual(all);

  test('events arrive while the shopper stays', async () => {
    await browser.run(track);
    await allArrive();
    expect(shop.events('page_viewed').length).toBe(1);
  });

  test('events of the moment before the page is closed arrive without a return', async () => {
    await browser.run(track);
    await browser.closeTab();
    await allArrive();
  });

  test('events of the moment before the shopper goes to another page arrive', async () => {
    await browser.run(`${track} location.href = '/next';`);
    await allArrive();
  });

  test('events of the moment before the shopper goes to another site arrive without a return', async () => {
    const other = await openShop('<!doctype html><title>Other</title>', '/nowhere');
    await browser.run(`${track} location.href = '${other.url.replace('127.0.0.1', 'localhost')}';`);
    await allArrive();
    other.close();
  });

  test('events of an outage arrive when it ends', async () => {
    shop.answer = () => ({ status: 503, headers: { 'retry-after': '1' } });
    await browser.run(track);
    await expect.poll(() => shop.received.length, { timeout: 10_000 }).toBeGreaterThan(0);
    await pause(1_500);
    shop.answer = () => ({ status: 202 });
    shop.received.length = 0;
    await allArrive();
  });

  test('events of an outage arrive with the next visit when the page was closed in it', async () => {
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

  test('events that cannot be sent while the network is away arrive when it is back', async () => {
    shop.answer = () => new Promise(() => {});
    await browser.run(track);
    await expect.poll(() => shop.received.length, { timeout: 10_000 }).toBeGreaterThan(0);
    // The connection ends without an answer, as when a phone loses its network.
    shop.cut();
    shop.received.length = 0;
    shop.answer = () => ({ status: 202 });
    await allArrive();
  });
});
