import { describe, expect, test } from 'vitest';
import { pause } from './testing/shop.ts';
import { context, isCollected, page, shop, storage, visit } from './testing/visit.ts';

describe('consent', () => {
  test.each([
    ['alone', ''],
    ['with all separate files', 'data-datalayer data-attributes data-products data-tcf data-gcm data-banner'],
  ])('before it nothing is stored and nothing is sent, %s', async (_, attributes) => {
    await visit({ attributes });
    await page.evaluate(() => window.beckon.track('looked_around'));
    await pause(400);
    expect(shop.received).toEqual([]);
    expect(await storage()).toBe('{}');
    expect(await context.cookies()).toEqual([]);
    const kept = () =>
      Promise.all([
        Object.keys(sessionStorage),
        indexedDB.databases(),
        caches.keys(),
        navigator.serviceWorker.getRegistrations(),
      ]);
    expect(await page.evaluate(kept)).toEqual([[], [], [], []]);
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

  test('consent is remembered on the next page, with the same visitor', async () => {
    await visit({ attributes: '' });
    await page.evaluate(() => window.beckon.consent({ analytics: true }));
    await isCollected('page_viewed');
    await page.goto(`${shop.url}/next`);
    await isCollected('page_viewed', 2);
    const [first, second] = shop.events();
    expect(second?.batch.anonymousId).toBe(first?.batch.anonymousId);
  });

  test('a denial clears storage and the queue, and stops the tracker', async () => {
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

  test('a denial in one tab stops the other tab', async () => {
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
