import { openWorkbench, tag, type Workbench } from '@beckon/test-setup/workbench';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSnippets } from './snippets.ts';

const snippets = await readSnippets('storefront/consent.md');
let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench?.close());

/** Nothing is stored and nothing was sent; each page has a new profile. */
async function isSilent(page: Page): Promise<void> {
  await page.waitForFunction('window.beckon?.key');
  await page.waitForTimeout(400);
  await bench.come();
  expect(await page.evaluate('[localStorage.length, document.cookie]')).toEqual([0, '']);
}

test('a banner of your own', async () => {
  const page = await bench.show(`<button id="accept">Yes</button><button id="reject">No</button>${bench.real(tag)}`);
  await page.evaluate(snippets.take('js'));
  await isSilent(page);
  await page.click('#accept');
  await bench.come('page_viewed');
  expect(await page.evaluate('Object.keys(localStorage)')).toEqual(['beckon']);
  await page.click('#reject');
  await isSilent(page);
  await page.close();
});

test('a banner of the TCF', async () => {
  const page = await bench.show(`<script>
    const heard = [];
    const consents = { 1: true, 8: true };
    const data = (eventStatus, callback, listenerId) =>
      callback({ eventStatus, listenerId, gdprApplies: true, tcString: 'C', purpose: { consents }, vendor: { consents: {} } }, true);
    window.__tcfapi = (command, version, callback) => {
      if (command !== 'addEventListener') return;
      heard.push(callback);
      data('cmpuishown', callback, heard.length);
    };
    window.decide = () => heard.forEach((callback, index) => data('useractioncomplete', callback, index + 1));
  </script>${bench.real(snippets.take('html'))}`);
  await isSilent(page);
  await page.evaluate('decide()');
  await bench.come('page_viewed');
  await page.close();
});

test('Google Consent Mode', async () => {
  const [setUp, update] = snippets.take('js').split(/(?=gtag\('consent', 'update')/);
  const page = await bench.show(`<script>${setUp}</script>${bench.real(snippets.take('html'))}`);
  await isSilent(page);
  await page.evaluate(update!);
  await bench.come('page_viewed');
  await page.close();
});

/** What each banner adds to the page, and what it does when the shopper accepts or declines both purposes. */
const banners: [name: string, setUp: string, choose: (isYes: boolean) => string][] = [
  [
    'Cookiebot',
    'Cookiebot = { consent: {} }',
    (yes) =>
      `Cookiebot.consent = { statistics: ${yes}, marketing: ${yes} }; dispatchEvent(new Event('CookiebotOn${yes ? 'Accept' : 'Decline'}'))`,
  ],
  [
    'OneTrust',
    'OneTrust = { isClosed: false, IsAlertBoxClosed: () => OneTrust.isClosed }',
    (yes) => `dispatchEvent(new CustomEvent('OneTrustGroupsUpdated', { detail: ['C0001', 'C0002', 'C0004'] }));
      OneTrust.isClosed = true;
      dispatchEvent(new CustomEvent('OneTrustGroupsUpdated', { detail: ${yes ? "['C0001', 'C0002']" : "['C0001']"} }))`,
  ],
  [
    'CookieYes',
    'getCkyConsent = () => ({ categories: { analytics: true, advertisement: true }, isUserActionCompleted: false })',
    (yes) => `document.dispatchEvent(new Event('cookieyes_banner_load'));
      getCkyConsent = () => ({ categories: { analytics: ${yes}, advertisement: false }, isUserActionCompleted: true });
      document.dispatchEvent(new Event('cookieyes_consent_update'))`,
  ],
  [
    'Complianz',
    '',
    (yes) => `for (const category of ['preferences', 'statistics', 'marketing'])
      document.dispatchEvent(new CustomEvent('cmplz_status_change', { detail: { category, value: '${yes ? 'allow' : 'deny'}' } }))`,
  ],
  [
    'CookieFirst',
    '',
    (yes) => `dispatchEvent(new CustomEvent('cf_consent', { detail: null }));
      dispatchEvent(new CustomEvent('cf_consent', { detail: { necessary: true, performance: ${yes}, advertising: ${yes} } }))`,
  ],
  [
    'CookieConsent',
    'CookieConsent = { accepted: [], acceptedCategory: (name) => CookieConsent.accepted.includes(name) }',
    (yes) =>
      `CookieConsent.accepted = ${yes ? "['analytics']" : '[]'}; dispatchEvent(new CustomEvent('cc:on${yes ? 'Consent' : 'Change'}'))`,
  ],
  [
    'Klaro',
    'klaro = { manager: { watchers: [], watch(watcher) { this.watchers.push(watcher) } }, getManager: () => klaro.manager }',
    (yes) => `klaro.manager.getConsent = () => ${yes};
      for (const watcher of klaro.manager.watchers) for (const event of ['consents', 'saveConsents']) watcher.update(klaro.manager, event)`,
  ],
  [
    'Shopify',
    '',
    (yes) =>
      `document.dispatchEvent(new CustomEvent('visitorConsentCollected', { detail: { analyticsAllowed: ${yes}, marketingAllowed: ${yes} } }))`,
  ],
];

test.each(banners)('the lines for %s', async (_, setUp, choose) => {
  const page = await bench.show(`<script>${setUp}</script>${bench.real(tag)}`);
  await page.evaluate(snippets.take('js'));
  await isSilent(page);
  await page.evaluate(choose(true));
  await bench.come('page_viewed');
  expect(await page.evaluate('Object.keys(localStorage)')).toEqual(['beckon']);
  await page.evaluate(choose(false));
  await isSilent(page);
  await page.close();
});

test('any other banner', async () => {
  const page = await bench.show(bench.real(snippets.take('html')));
  await isSilent(page);
  await page.evaluate(snippets.take('js'));
  await bench.come('page_viewed');
  await page.close();
});

test('the text for the privacy policy lists everything that is stored', () => {
  expect(snippets.take('html')).toContain('“beckon”');
});

test('no snippet was left out', () => expect(snippets.left()).toEqual([]));
