import { describe, expect, test } from 'vitest';
import { pause } from './testing/shop.ts';
import { isCollected, page, shop, visit } from './testing/visit.ts';

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

  test.each(['with', 'without'])(
    'follow routes and the back button, once per path, %s the Navigation API',
    async (how) => {
      if (how === 'without')
        await page.addInitScript(() => Object.defineProperty(window, 'navigation', { value: undefined }));
      await visit();
      await isCollected('page_viewed');
      await page.evaluate(() => {
        history.pushState({}, '', '/bowls');
        document.title = 'Bowls';
      });
      await isCollected('page_viewed', 2);
      await page.evaluate(() => history.pushState({}, '', '/bowls?size=2'));
      await page.evaluate(() => history.replaceState({}, '', '/bowls?size=3'));
      await pause(600);
      expect(shop.events('page_viewed')).toHaveLength(2);
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
    },
  );

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

  test('follow a router that kept its own pushState, that navigates by itself, or that replaces the path', async () => {
    await page.addInitScript(() => Object.assign(window, { push: history.pushState.bind(history) }));
    await visit();
    await isCollected('page_viewed');
    await page.evaluate(() => (window as never as { push: History['pushState'] }).push({}, '', '/bowls'));
    await isCollected('page_viewed', 2);
    await page.evaluate(() => {
      navigation.addEventListener('navigate', (event) => event.intercept());
      navigation.navigate('/plates');
    });
    await isCollected('page_viewed', 3);
    await page.evaluate(() => history.replaceState({}, '', '/cups'));
    await isCollected('page_viewed', 4);
    expect(shop.events('page_viewed').map(({ properties }) => properties.path)).toEqual([
      '/',
      '/bowls',
      '/plates',
      '/cups',
    ]);
  });

  test('count a page when it is shown, not when it is prerendered or opened in the background', async () => {
    const isHidden = (hidden: boolean) =>
      Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    await page.addInitScript(isHidden, true);
    await visit();
    await page.evaluate(() => window.beckon.track('in_the_background'));
    await isCollected('in_the_background');
    await pause(700);
    expect(shop.events('page_viewed')).toEqual([]);
    await page.evaluate(isHidden, false);
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
    await isCollected('page_viewed');
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
    await pause(200);
    expect(shop.events('page_viewed')).toHaveLength(1);
  });
});
