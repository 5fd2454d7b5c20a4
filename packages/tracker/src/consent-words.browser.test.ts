import { describe, expect, test } from 'vitest';
import { openShop, pause, type Shop, until } from './testing/shop.ts';
import { context, folder, isCollected, page, shop, storage, visit, visitorKept } from './testing/visit.ts';

/** What a call made `on('error')` hear. */
const errorsOf = (call: string) =>
  page.evaluate(async (call) => {
    const heard: string[] = [];
    window.beckon.on('error', ({ error }) => heard.push(String(error)));
    new Function('beckon', call)(window.beckon);
    await new Promise((resolve) => setTimeout(resolve, 20));
    return heard;
  }, call);

const isSilent = async (silent: Shop) => {
  await pause(400);
  expect(silent.received).toEqual([]);
  expect(await storage()).toBe('{}');
};

describe('a mode that is spelled otherwise is required', () => {
  test.each(['Required', 'denied', '', 'Granted', ' cookieless'])('on the tag: data-consent="%s"', async (mode) => {
    await visit({ attributes: `data-consent="${mode}"` });
    await isSilent(shop);
    await page.evaluate(() => window.beckon.consent({ analytics: true }));
    await isCollected('page_viewed');
  });

  test.each(['Granted', 'denied'])('in the npm package: %s', async (mode) => {
    const own = await openShop(
      `<!doctype html><script type="module">import { createTracker } from '/index.js';
      window.beckon = createTracker({ key: 'pk_test', api: location.origin, consent: '${mode}' });</script>`,
      folder,
    );
    await page.goto(own.url);
    await page.waitForFunction(() => window.beckon?.key);
    await isSilent(own);
    await page.evaluate(() => window.beckon.consent({ analytics: true }));
    await until('the page view came', () => own.events('page_viewed').length);
    own.close();
  });
});

describe('a word that is neither true nor false', () => {
  const words = ["'denied'", "'granted'", "'false'", "'true'", '0', '1', 'null', '{}', "'1'", '[]'];

  test.each(words)('is not consent, and is reported: %s', async (word) => {
    await visit({ attributes: '' });
    expect(await errorsOf(`beckon.consent({ analytics: ${word} })`)).toEqual([
      'TypeError: consent: analytics not true or false',
    ]);
    await isSilent(shop);
  });

  test.each(["consent('granted')", 'consent(true)', 'consent()', 'consent(null)', 'consent({})'])(
    'is no choice at all, and is told: %s',
    async (call) => {
      await visit({ attributes: '' });
      expect(await errorsOf(`beckon.${call}`)).toHaveLength(1);
      await isSilent(shop);
    },
  );

  test('leaves granted consent unchanged', async () => {
    await visit({ attributes: '' });
    await page.evaluate(() => window.beckon.consent({ analytics: true }));
    await isCollected('page_viewed');
    await errorsOf("beckon.consent({ analytics: 'denied', marketing: 0 })");
    await page.evaluate(() => window.beckon.track('goes_on'));
    await isCollected('goes_on');
    expect(await visitorKept()).toEqual({ analytics: true, id: expect.any(String) });
  });

  test('leaves denied consent unchanged, and the other purpose counts', async () => {
    await visit();
    await isCollected('page_viewed');
    await page.evaluate(() => window.beckon.consent({ analytics: false }));
    expect(await errorsOf("beckon.consent({ analytics: 'granted', marketing: true })")).toHaveLength(1);
    await page.evaluate(() => window.beckon.track('never_seen'));
    await pause(300);
    expect(shop.events('never_seen')).toEqual([]);
    expect(await visitorKept()).toEqual({ analytics: false, marketing: true });
  });

  test('is no yes where an earlier version has stored it', async () => {
    await page.addInitScript(() => {
      localStorage.beckon = '{"analytics":"denied","id":"0190"}';
    });
    await visit({ attributes: '' });
    await pause(400);
    expect(shop.received).toEqual([]);
    expect(await storage()).toBe('{}');
  });
});

describe('in cookieless mode', () => {
  const attributes = 'data-consent="cookieless"';
  const say = (choice: object) => page.evaluate((choice) => window.beckon.consent(choice), choice);
  const isStopped = async () => {
    await page.evaluate(() => window.beckon.track('never_seen'));
    await pause(300);
    expect(shop.events('never_seen')).toEqual([]);
  };

  test.each([{ analytics: false }, { analytics: false, marketing: false }, { analytics: false, marketing: true }])(
    'a no holds on the next page and in other tabs, and is all that is stored: %j',
    async (choice) => {
      await visit({ attributes });
      await isCollected('page_viewed');
      await say(choice);
      await isStopped();
      for (const open of [
        () => page.goto(`${shop.url}/next`),
        async () => (await context.newPage()).goto(`${shop.url}/tab`),
      ]) {
        await open();
        await pause(400);
        expect(shop.events()).toHaveLength(1);
      }
      await isStopped();
      expect(JSON.parse(await storage())).toEqual({ beckon: '{"analytics":false}' });
      expect(await context.cookies()).toEqual([]);
    },
  );

  test('a denial stored in another mode, together with consent to marketing, still applies', async () => {
    await context.addInitScript(() => {
      if (location.pathname === '/') localStorage.setItem('beckon', '{"analytics":false,"marketing":true}');
    });
    await visit({ attributes });
    await isStopped();
    expect(shop.received).toEqual([]);
    expect(JSON.parse(await storage())).toEqual({ beckon: '{"analytics":false}' });
  });

  test('consent is not stored, and withdraws a denial', async () => {
    await visit({ attributes });
    await isCollected('page_viewed');
    await say({ analytics: false });
    await say({ analytics: true, marketing: true });
    expect(await storage()).toBe('{}');
    await page.goto(`${shop.url}/next`);
    await isCollected('page_viewed', 2);
    expect(await storage()).toBe('{}');
  });

  test('a denial before the script has loaded applies too', async () => {
    // Said on the first page alone.
    const call = `beckon = { q: [['consent', [{ analytics: false }], Date.now()]] }`;
    const head = `<script>if (location.pathname === '/') ${call}</script>`;
    await visit({ attributes, head });
    await isStopped();
    await page.goto(`${shop.url}/next`);
    await pause(400);
    expect(shop.received).toEqual([]);
  });
});
