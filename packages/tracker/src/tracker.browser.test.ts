import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchChromium } from '../../../test/setup/chromium.ts';
import { build } from '../build.ts';
import { buildFolder, openShop, pause, type Shop, until } from './testing/shop.ts';
import type { Tracker } from './types.ts';

declare global {
  interface Window {
    beckon: Tracker;
  }
}

const folder = buildFolder();
let browser: Browser;
let context: BrowserContext;
let page: Page;
let shop: Shop;

/** Opens a page with the script tag; `head` comes before it. */
async function visit({ attributes = 'data-consent="granted"', head = '', path = '/', headers = {} } = {}) {
  shop = await openShop(
    `<!doctype html><title>Mugs</title>${head}<script async src="/beckon.js" data-key="pk_test" ${attributes}></script><p>Shop`,
    folder,
    headers,
  );
  await page.goto(shop.url + path);
  await page.waitForFunction(() => window.beckon?.key);
}

const storage = () => page.evaluate(() => JSON.stringify({ ...localStorage }));
const isCollected = (type: string, count = 1) =>
  until(`${count} ${type} came`, () => shop.events(type).length >= count);

beforeAll(async () => {
  await build(folder);
  browser = await launchChromium();
}, 60_000);
afterAll(() => browser.close());
beforeEach(async () => {
  context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Vienna' });
  page = await context.newPage();
});
afterEach(async () => {
  await context.close();
  shop.close();
});

describe('consent', () => {
  test('before it nothing is stored and nothing is sent', async () => {
    await visit({ attributes: '' });
    await page.evaluate(() => window.beckon.track('looked_around'));
    await pause(400);
    expect(shop.received).toEqual([]);
    expect(await storage()).toBe('{}');
    expect(await context.cookies()).toEqual([]);
    expect(await page.evaluate(() => window.beckon.anonymousId())).toBeUndefined();
  });

  test('what happened before it is sent after it, with its own time', async () => {
    await visit({ attributes: '' });
    const before = Date.now();
    await pause(300);
    await page.evaluate(() => window.beckon.consent({ analytics: true }));
    await isCollected('page_viewed');
    const [event] = shop.events();
    expect(event?.occurredAt).toBeLessThanOrEqual(before);
    expect(event?.batch.anonymousId).toBe(await page.evaluate(() => window.beckon.anonymousId()));
  });

  test('a yes is remembered on the next page, with the same visitor', async () => {
    await visit({ attributes: '' });
    await page.evaluate(() => window.beckon.consent({ analytics: true }));
    await isCollected('page_viewed');
    await page.goto(`${shop.url}/next`);
    await isCollected('page_viewed', 2);
    const [first, second] = shop.events();
    expect(second?.batch.anonymousId).toBe(first?.batch.anonymousId);
  });

  test('a no clears storage and what waits, and stops', async () => {
    await visit();
    await isCollected('page_viewed');
    await page.evaluate(() => {
      window.beckon.track('never_seen');
      window.beckon.consent({ analytics: false });
      window.beckon.track('never_seen');
    });
    await pause(300);
    expect(shop.events('never_seen')).toEqual([]);
    expect(JSON.parse(await storage())).toEqual({ beckon: '{"analytics":false}' });
    await page.goto(`${shop.url}/next`);
    await pause(300);
    expect(shop.events()).toHaveLength(1);
  });

  test('a withdrawn yes leaves nothing behind where consent is required', async () => {
    await visit({ attributes: '' });
    await page.evaluate(() => window.beckon.consent({ analytics: true }));
    await isCollected('page_viewed');
    await page.evaluate(() => window.beckon.consent({ analytics: false }));
    expect(await storage()).toBe('{}');
  });

  test('a no in one tab stops the other tab', async () => {
    await visit();
    await isCollected('page_viewed');
    const other = await context.newPage();
    await other.goto(shop.url);
    await isCollected('page_viewed', 2);
    await other.evaluate(() => window.beckon.consent({ analytics: false }));
    await pause(100);
    await page.evaluate(() => window.beckon.track('never_seen'));
    await pause(300);
    expect(shop.events('never_seen')).toEqual([]);
  });

  test.each([
    ['Global Privacy Control', 'globalPrivacyControl', true],
    ['Do Not Track', 'doNotTrack', '1'],
  ])('%s counts as a no until the shopper says yes', async (_, name, value) => {
    await page.addInitScript(
      ([name, value]) => Object.defineProperty(Navigator.prototype, name as string, { get: () => value }),
      [name, value] as const,
    );
    await visit();
    await pause(300);
    expect(shop.received).toEqual([]);
    expect(await storage()).toBe('{}');
    await page.evaluate(() => window.beckon.consent({ analytics: true }));
    await isCollected('page_viewed');
  });

  test('cookieless sends at once and stores nothing', async () => {
    await visit({ attributes: 'data-consent="cookieless"' });
    await isCollected('page_viewed');
    expect(await storage()).toBe('{}');
    const first = shop.events()[0]?.batch.anonymousId;
    await page.goto(`${shop.url}/next`);
    await isCollected('page_viewed', 2);
    expect(shop.events()[1]?.batch.anonymousId).not.toBe(first);
  });
});

describe('page views', () => {
  test('say where, what and from where', async () => {
    await visit({ path: '/mugs?utm_source=letter' });
    await isCollected('page_viewed');
    const batch = JSON.parse(shop.received[0]?.body ?? '');
    expect(batch).toMatchObject({
      context: { locale: 'en-GB', timezone: 'Europe/Vienna' },
      events: [
        { properties: { url: `${shop.url}/mugs?utm_source=letter`, path: '/mugs', title: 'Mugs', referrer: '' } },
      ],
    });
    expect(Math.abs(batch.sentAt - Date.now())).toBeLessThan(5_000);
    expect(shop.received[0]).toMatchObject({ query: '?key=pk_test' });
    expect(shop.received[0]?.headers['content-type']).toMatch(/^text\/plain/);
    expect(shop.asked.filter((asked) => asked.startsWith('OPTIONS'))).toEqual([]);
  });

  test('follow pushed routes and the back button, once per path', async () => {
    await visit();
    await isCollected('page_viewed');
    await page.evaluate(() => {
      history.pushState({}, '', '/bowls');
      document.title = 'Bowls';
    });
    await isCollected('page_viewed', 2);
    await page.evaluate(() => history.pushState({}, '', '/bowls?size=2'));
    await page.evaluate(() => history.replaceState({}, '', '/bowls?size=3'));
    await page.goBack();
    await page.goBack();
    await isCollected('page_viewed', 3);
    await pause(200);
    const seen = shop
      .events('page_viewed')
      .map(({ properties: { path, title, referrer } }) => ({ path, title, referrer }));
    expect(seen).toEqual([
      { path: '/', title: 'Mugs', referrer: '' },
      { path: '/bowls', title: 'Bowls', referrer: `${shop.url}/` },
      { path: '/', title: 'Bowls', referrer: `${shop.url}/bowls` },
    ]);
  });

  test('count a page that returns from the back/forward cache', async () => {
    await visit();
    await isCollected('page_viewed');
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
    await isCollected('page_viewed', 2);
  });

  test('are left to the shop with data-auto="off"', async () => {
    await visit({ attributes: 'data-consent="granted" data-auto="off"' });
    await page.evaluate(() => history.pushState({}, '', '/bowls'));
    await pause(250);
    expect(shop.received).toEqual([]);
    await page.evaluate(() => window.beckon.page());
    await isCollected('page_viewed');
  });
});

describe('calls', () => {
  test('made before the script is there are replayed with their time', async () => {
    const stub = `<script>(b=>{b.track||"track page identify productViewed addedToCart removedFromCart checkoutStarted placedOrder consent reset on flush".split(" ").map(n=>b[n]=(...a)=>b.q.push([n,a,Date.now()]),b.q=[])})(window.beckon=window.beckon||{})</script>`;
    await visit({
      head: `${stub}<script>beckon.addedToCart({ productId: 'mug', price: 1299, currency: 'EUR' }); var calledAt = Date.now()</script>`,
    });
    await isCollected('added_to_cart');
    const [viewed, added] = shop.events();
    const calledAt = await page.evaluate(() => (window as never as { calledAt: number }).calledAt);
    expect(added).toMatchObject({
      type: 'added_to_cart',
      properties: { productId: 'mug', price: 1299, currency: 'EUR' },
    });
    expect(added?.occurredAt).toBeLessThanOrEqual(calledAt);
    expect(viewed?.type).toBe('page_viewed');
  });

  test('each become their event', async () => {
    await visit({ attributes: 'data-consent="granted" data-auto="off"' });
    await page.evaluate(() => {
      const mug = { productId: 'mug' };
      window.beckon.productViewed(mug);
      window.beckon.removedFromCart(mug);
      window.beckon.checkoutStarted({ total: 1299, currency: 'EUR' });
      window.beckon.placedOrder({ orderId: '1001', total: 1299, currency: 'EUR' });
      window.beckon.identify('anna@example.com', { firstName: 'Anna' });
      window.beckon.identify('u_17');
      window.beckon.track('size_guide_opened', { size: 'L' });
    });
    await isCollected('size_guide_opened');
    expect(shop.received).toHaveLength(1);
    expect(shop.events().map(({ batch, id, occurredAt, ...event }) => event)).toMatchObject([
      { type: 'product_viewed', properties: { productId: 'mug' } },
      { type: 'removed_from_cart', properties: { productId: 'mug' } },
      { type: 'checkout_started', properties: { total: 1299, currency: 'EUR' } },
      { type: 'placed_order', properties: { orderId: '1001', total: 1299, currency: 'EUR' } },
      { type: 'identified', email: 'anna@example.com', properties: { firstName: 'Anna' } },
      { type: 'identified', userId: 'u_17' },
      { type: 'size_guide_opened', properties: { size: 'L' } },
    ]);
    for (const { id } of shop.events()) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });

  test('reset makes a new visitor, and leaves what waits with the old one', async () => {
    await visit({ attributes: 'data-consent="granted" data-auto="off"' });
    await page.waitForFunction(() => window.beckon.anonymousId());
    const old = await page.evaluate(() => window.beckon.anonymousId());
    await page.evaluate(() => {
      window.beckon.track('before_log_out');
      window.beckon.reset();
      window.beckon.track('after_log_out');
    });
    await isCollected('after_log_out');
    const [before, after] = shop.events();
    expect(before?.anonymousId).toBe(old);
    expect(after?.anonymousId).toBeUndefined();
    expect(after?.batch.anonymousId).not.toBe(old);
  });

  test('never throw into the page, and report what was wrong', async () => {
    await visit();
    const problems = await page.evaluate(async () => {
      const heard: unknown[] = [];
      window.beckon.on('error', (problem) => heard.push(String(problem.error)));
      const circular: Record<string, unknown> = {};
      circular.self = circular;
      window.beckon.track('impossible', circular);
      window.beckon.identify(undefined as never);
      await new Promise((resolve) => setTimeout(resolve, 50));
      return heard;
    });
    expect(problems).toHaveLength(2);
    await page.evaluate(() => window.beckon.track('still_alive'));
    await isCollected('still_alive');
  });

  test('a listener hears each event, and its own fault stops nothing', async () => {
    await visit();
    await page.evaluate(() => {
      window.beckon.on('event', ({ type }) => {
        document.title += ` ${type}`;
        throw new Error('of the shop');
      });
      window.beckon.track('heard');
    });
    await isCollected('heard');
    expect(await page.title()).toBe('Mugs heard');
  });
});

describe('delivery', () => {
  test('the first event is at the server within 300 ms', async () => {
    await visit();
    await isCollected('page_viewed');
    const clickedAt = await page.evaluate(() => {
      window.beckon.track('clicked');
      return Date.now();
    });
    await isCollected('clicked');
    expect((shop.received.at(-1)?.at ?? 0) - clickedAt).toBeLessThan(300);
  });

  test('two hundred events of one moment are at most four requests, each once', async () => {
    await visit({ attributes: 'data-consent="granted" data-auto="off"' });
    await page.evaluate(() => {
      for (let i = 0; i < 200; i++) window.beckon.track('tick', { i, text: 'x'.repeat(500) });
    });
    await isCollected('tick', 200);
    await pause(200);
    expect(shop.events('tick').map(({ properties }) => properties.i)).toEqual(Array.from({ length: 200 }, (_, i) => i));
    expect(shop.received.length).toBeLessThanOrEqual(4);
    for (const { body } of shop.received) expect(body.length).toBeLessThan(60_000);
  });

  test('what was not sent yet when the page closes goes by beacon', async () => {
    await visit();
    await isCollected('page_viewed');
    await page.evaluate(() => {
      for (let i = 0; i < 50; i++) window.beckon.track('last_words', { i });
    });
    await page.close({ runBeforeUnload: true });
    await isCollected('last_words', 50);
    page = await context.newPage();
  });

  test('what was tracked offline is sent on return', async () => {
    await visit();
    await isCollected('page_viewed');
    await context.setOffline(true);
    await page.evaluate(() => window.beckon.track('offline_thought'));
    await pause(300);
    expect(shop.events('offline_thought')).toEqual([]);
    const next = await context.newPage();
    await Promise.all([page.waitForEvent('close'), page.close({ runBeforeUnload: true })]);
    await context.setOffline(false);
    page = next;
    await page.goto(`${shop.url}/return`);
    await isCollected('offline_thought');
    await pause(200);
    expect(new Set(shop.events('offline_thought').map(({ id }) => id)).size).toBe(1);
    expect(JSON.parse(await storage())).not.toMatchObject({ beckon: expect.stringContaining('\n') });
  });

  test('a server that asks to wait is given the time it asks for', async () => {
    await visit({ attributes: 'data-consent="granted" data-auto="off"' });
    shop.answer = () => ({ status: 503, headers: { 'retry-after': '1' } });
    await page.evaluate(() => window.beckon.track('patient'));
    await isCollected('patient');
    shop.answer = () => ({ status: 202 });
    await page.evaluate(() => window.beckon.track('later'));
    await isCollected('later');
    const [first, second, ...rest] = shop.received;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(1_000);
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeLessThan(2_500);
    expect(rest).toEqual([]);
    expect(shop.events('patient').map(({ id }) => id)).toHaveLength(2);
    expect(new Set(shop.events('patient').map(({ id }) => id)).size).toBe(1);
  });

  test('a refused batch is dropped and reported, and the next one goes on', async () => {
    await visit({ attributes: 'data-consent="granted" data-auto="off"' });
    shop.answer = () => ({ status: 403 });
    const problem = page.evaluate(
      () =>
        new Promise((resolve) => {
          window.beckon.on('error', resolve);
          window.beckon.track('unwelcome');
        }),
    );
    expect(await problem).toEqual({ status: 403 });
    shop.answer = () => ({ status: 202 });
    await page.evaluate(() => window.beckon.track('welcome'));
    await isCollected('welcome');
    expect(shop.events('unwelcome')).toHaveLength(1);
  });

  test('two tabs lose nothing, and what both send has one id', async () => {
    await visit();
    const other = await context.newPage();
    await other.goto(shop.url);
    await isCollected('page_viewed', 2);
    await Promise.all(
      [page, other].map((tab) =>
        tab.evaluate(async () => {
          for (let i = 0; i < 20; i++) {
            window.beckon.track('tick');
            await new Promise((resolve) => setTimeout(resolve, 10));
          }
        }),
      ),
    );
    await isCollected('tick', 40);
    await pause(300);
    expect(new Set(shop.events('tick').map(({ id }) => id)).size).toBe(40);
    expect(JSON.parse(await storage())).not.toMatchObject({ beckon: expect.stringContaining('\n') });
  });
});

describe('unfriendly pages', () => {
  test('with blocked storage are served from memory', async () => {
    await page.addInitScript(() =>
      Object.defineProperty(window, 'localStorage', {
        get: () => {
          throw new DOMException('blocked', 'SecurityError');
        },
      }),
    );
    await visit();
    await page.evaluate(() => window.beckon.addedToCart({ productId: 'mug' }));
    await isCollected('added_to_cart');
    await pause(200);
    expect(shop.events('added_to_cart')).toHaveLength(1);
  });

  test('with full storage are served from memory', async () => {
    await page.addInitScript(() => {
      Storage.prototype.setItem = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
      localStorage.filler = 'x'.repeat(5_242_000);
    });
    await visit();
    await page.evaluate(() => window.beckon.track('big', { text: 'x'.repeat(3_000) }));
    await isCollected('big');
    await pause(200);
    expect(shop.events('big')).toHaveLength(1);
  });

  test('with frozen prototypes are served', async () => {
    await page.addInitScript(() => {
      for (const { prototype } of [Object, Array, Function, String, Promise]) Object.freeze(prototype);
    });
    await visit();
    await page.evaluate(() => window.beckon.track('frozen'));
    await isCollected('frozen');
  });

  test('with a fetch of their own lose nothing', async () => {
    await page.addInitScript(() => {
      window.fetch = (() => undefined) as never;
    });
    await visit();
    await page.evaluate(() => window.beckon.track('shadowed'));
    await pause(100);
    await page.close({ runBeforeUnload: true });
    await isCollected('shadowed');
    page = await context.newPage();
  });

  test('with a strict content security policy and Trusted Types are served', async () => {
    await visit({
      headers: {
        'content-security-policy':
          "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'",
      },
    });
    await isCollected('page_viewed');
  });

  test('that paste the tag twice are counted once', async () => {
    await visit({ head: '<script async src="/beckon.js" data-key="pk_test" data-consent="granted"></script>' });
    await isCollected('page_viewed');
    await pause(300);
    expect(shop.events('page_viewed')).toHaveLength(1);
  });
});

describe('widgets', () => {
  test('are not loaded by a page that has none', async () => {
    await visit();
    await isCollected('page_viewed');
    await pause(300);
    expect(shop.asked).not.toContain('/widgets.js');
  });

  test('are loaded once by a page that has one', async () => {
    await visit({ head: '<beckon-newsletter></beckon-newsletter><beckon-newsletter></beckon-newsletter>' });
    await until('widgets.js is asked for', () => shop.asked.includes('/widgets.js'));
  });
});
