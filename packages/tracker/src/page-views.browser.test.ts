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
