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
        // The page did not set the title again, so it is the one of the bowls.
        { path: '/', title: undefined, referrer: `${shop.url}/bowls` },
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

  test('follow a router that kept its own pushState, that uses the navigation API, or that replaces the path', async () => {
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

  describe('are not lost over what decorates them', () => {
    test.each([
      ['half an emoji at the end of the title', "document.title = 'Sale 😀'.slice(0, 6)", { title: 'Sale \ufffd' }],
      ['half an emoji at its start', "document.title = '😀 Sale'.slice(1)", { title: '\ufffd Sale' }],
      ['a title of 20,000 characters', "document.title = '😀'.repeat(10000)", { title: '😀'.repeat(4_000) }],
      ['an image with the name title', "document.write('<img name=title>')", { title: undefined }],
      [
        'a referrer that is no text',
        "Object.defineProperty(document, 'referrer', { value: { href: 'x' } })",
        { referrer: undefined },
      ],
      [
        'a referrer that throws',
        "Object.defineProperty(document, 'referrer', { get() { throw new Error('of the shop') } })",
        { referrer: undefined },
      ],
      [
        'a referrer with half an emoji',
        "Object.defineProperty(document, 'referrer', { value: 'https://shop.test/?q=\\ud83d' })",
        { referrer: 'https://shop.test/?q=\ufffd' },
      ],
    ])('%s', async (_, script, properties) => {
      await visit({ head: `<meta charset="utf-8"><script>${script}</script>` });
      await isCollected('page_viewed');
      const seen = { title: 'Mugs', referrer: '', path: '/', url: `${shop.url}/`, ...properties };
      expect(shop.events('page_viewed')[0]?.properties).toEqual(seen);
    });

    test.each(['/%E0%A4%A', '/a?q=%ZZ&%', `/long?q=${'x'.repeat(12_000)}`])('an address such as %s', async (path) => {
      await visit({ path });
      await isCollected('page_viewed');
      const url = `${shop.url}${path}`.slice(0, 8_000);
      expect(shop.events('page_viewed')[0]).toMatchObject({ properties: { url }, context: { url } });
    });
  });

  describe('have their own title or none', () => {
    const titles = () => shop.events('page_viewed').map(({ properties: { path, title } }) => [path, title]);

    test.each([
      ['Navigation API', false],
      ['a look now and then', true],
    ])('in a page whose titles come late, by %s', async (_, isWithout) => {
      if (isWithout) await page.addInitScript(() => Object.defineProperty(window, 'navigation', { value: undefined }));
      await visit();
      await isCollected('page_viewed');
      for (const name of ['dogs', 'cats', 'birds']) {
        await page.evaluate((name) => history.pushState({}, '', `/${name}`), name);
        await pause(isWithout ? 900 : 300);
        await page.evaluate((name) => {
          document.title = name;
        }, name);
        await pause(isWithout ? 700 : 300);
      }
      await isCollected('page_viewed', 4);
      expect(titles()).toEqual([
        ['/', 'Mugs'],
        ['/dogs', undefined],
        ['/cats', undefined],
        ['/birds', undefined],
      ]);
    });

    test('in a page that sets them before or after it pushes the address', async () => {
      await visit();
      await isCollected('page_viewed');
      await pause(200);
      await page.evaluate(() => {
        document.title = 'Dogs';
        history.pushState({}, '', '/dogs');
      });
      await isCollected('page_viewed', 2);
      await pause(200);
      await page.evaluate(async () => {
        history.pushState({}, '', '/cats');
        await Promise.resolve();
        document.querySelector('title')!.replaceWith(Object.assign(document.createElement('title'), { text: 'Cats' }));
      });
      await isCollected('page_viewed', 3);
      await pause(200);
      await page.evaluate(() => {
        // A counter in the title of the page that is shown: the next page does not take it for its own.
        document.title = '(1) Cats';
      });
      await pause(300);
      await page.evaluate(() => history.pushState({}, '', '/birds'));
      await isCollected('page_viewed', 4);
      expect(titles()).toEqual([
        ['/', 'Mugs'],
        ['/dogs', 'Dogs'],
        ['/cats', 'Cats'],
        ['/birds', undefined],
      ]);
    });
  });

  describe('of routers that live in the hash', () => {
    const hash = 'data-consent="granted" data-auto="hash"';
    const go = (to: string) =>
      page.evaluate((to) => {
        location.hash = to;
      }, to);
    const paths = () => shop.events('page_viewed').map(({ properties }) => properties.path);

    test.each(['with', 'without'])('are one per hash with data-auto="hash", %s the Navigation API', async (how) => {
      if (how === 'without')
        await page.addInitScript(() => Object.defineProperty(window, 'navigation', { value: undefined }));
      await visit({ attributes: hash, path: '/#/products/1' });
      await isCollected('page_viewed');
      await go('#/products/2');
      await isCollected('page_viewed', 2);
      await go('#!/cart');
      await isCollected('page_viewed', 3);
      await page.goBack();
      await isCollected('page_viewed', 4);
      await pause(600);
      expect(paths()).toEqual(['/#/products/1', '/#/products/2', '/#!/cart', '/#/products/2']);
      expect(shop.events('page_viewed')[1]?.properties.referrer).toBe(`${shop.url}/#/products/1`);
    });

    test('are none without the setting, where a hash is a place in the page', async () => {
      await visit({ path: '/#sizes' });
      await isCollected('page_viewed');
      await go('#reviews');
      await pause(700);
      expect(paths()).toEqual(['/']);
    });
  });
});
