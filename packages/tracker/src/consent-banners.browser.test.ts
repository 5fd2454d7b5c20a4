import { describe, expect, test } from 'vitest';
import { pause, until } from './testing/shop.ts';
import { isCollected, page, shop, storage, visit } from './testing/visit.ts';

/** No event has come and nothing is stored. */
const isSilent = async () => {
  await pause(400);
  expect(shop.received).toEqual([]);
  expect(await storage()).toBe('{}');
};

const isForgotten = () => until('nothing is stored', async () => (await storage()) === '{}');

describe('a TCF banner', () => {
  /** A framework as CMPs ship it: a stub that queues first, the real one later, and a shopper who decides. */
  const stub = `<script>(w=>{const calls=[];w.__tcfapi=(...call)=>call.length?void calls.push(call):calls})(window)</script>`;
  const loadCmp = () => {
    const page = window as never as Record<string, (...call: unknown[]) => unknown[][]>;
    const listeners: ((data: object, isSuccess: boolean) => void)[] = [];
    let data = {
      gdprApplies: true,
      eventStatus: 'cmpuishown',
      purpose: { consents: { 1: true, 8: true } as Record<string, boolean> },
    };
    const queued = page.__tcfapi?.() ?? [];
    page.__tcfapi = ((
      command: string,
      version: number,
      callback: (data: object | null, isSuccess: boolean) => void,
    ) => {
      if (command !== 'addEventListener' || version !== 2) return callback(null, false);
      callback({ ...data, listenerId: listeners.push(callback) }, true);
    }) as never;
    for (const call of queued) (page.__tcfapi as (...call: unknown[]) => void)(...call);
    page.decide = ((consents: Record<string, boolean>) => {
      data = { ...data, eventStatus: 'useractioncomplete', purpose: { consents } };
      for (const listener of listeners) listener(data, true);
    }) as never;
  };
  const decide = (consents: Record<string, boolean>) =>
    page.evaluate((consents) => (window as never as { decide: (consents: object) => void }).decide(consents), consents);

  test.each([
    ['is there as a stub', stub],
    ['comes late', ''],
  ])('that %s is followed, and may take its yes back', async (_, head) => {
    await visit({ attributes: 'data-tcf', head });
    await page.evaluate(loadCmp);
    await isSilent();
    await decide({ 1: true, 8: true });
    await isCollected('page_viewed');
    await decide({ 1: true });
    await isForgotten();
  });
});

describe('Google Consent Mode', () => {
  const gtag = (...commands: string[]) =>
    `<script>dataLayer = []; function gtag() { dataLayer.push(arguments) } ${commands.join(';')}</script>`;
  const say = (kind: string, signals: object) =>
    page.evaluate(
      ([kind, signals]) => (window as never as { gtag: (...args: unknown[]) => void }).gtag('consent', kind, signals),
      [kind, signals] as const,
    );

  test('is followed from its default to the update, and back', async () => {
    await visit({
      attributes: 'data-gcm',
      head: gtag(
        "gtag('consent', 'default', { analytics_storage: 'denied', ad_storage: 'denied', wait_for_update: 500 })",
      ),
    });
    await isSilent();
    await say('update', { ad_storage: 'granted', analytics_storage: 'granted' });
    await isCollected('page_viewed');
    expect(await storage()).toContain('\\"marketing\\":true');
    await say('update', { ad_storage: 'denied', analytics_storage: 'denied' });
    await isForgotten();
  });

  test('that has spoken before the file was there is heard', async () => {
    await visit({ attributes: 'data-gcm', head: gtag("gtag('consent', 'update', { analytics_storage: 'granted' })") });
    await isCollected('page_viewed');
  });

  test('of which only marketing is changed leaves the yes to analytics alone', async () => {
    await visit({ attributes: 'data-gcm', head: gtag() });
    await page.evaluate(() => window.beckon.consent({ analytics: true }));
    await isCollected('page_viewed');
    await say('update', { ad_storage: 'denied' });
    await until('the no is stored', async () => (await storage()).includes('"marketing'));
    expect(await storage()).toContain('\\"analytics\\":true');
  });
});

describe('an event of the page', () => {
  const dispatch = (detail: unknown) =>
    page.evaluate((detail) => document.dispatchEvent(new CustomEvent('privacy:choice', { detail })), detail);

  test('is the word of the shopper, and may be taken back', async () => {
    await visit({ attributes: 'data-banner="privacy:choice"' });
    await until('the file is there', () => shop.asked.includes('/beckon.banner.js'));
    await pause(100);
    await dispatch(null);
    await dispatch({ analytics: 'maybe' });
    await isSilent();
    await dispatch({ analytics: true, marketing: false });
    await isCollected('page_viewed');
    await dispatch({ marketing: true });
    expect(await storage()).toContain('\\"analytics\\":true');
    await dispatch({ analytics: false, marketing: false });
    await isForgotten();
  });
});
