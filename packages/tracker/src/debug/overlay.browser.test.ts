import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import { pause } from '../testing/shop.ts';
import { context, isCollected, page, shop, storage, visit } from '../testing/visit.ts';

const strict = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
};
const overlay = () => page.locator('#beckon-debug');
const status = () => overlay().getByRole('status');
const says = (text: string | RegExp) => status().getByText(text).first().waitFor({ timeout: 5_000 });
const row = (type: string) => overlay().getByRole('listitem').filter({ hasText: type }).first();

describe('the overlay', () => {
  test('is not loaded by a page whose address does not ask for it', async () => {
    await visit();
    await isCollected('page_viewed');
    expect(shop.asked).not.toContain('/beckon.debug.js');
  });

  test('shows each event, those before it too, and what became of it, under a strict policy', async () => {
    await visit({ path: '/?beckon-debug', headers: strict });
    shop.answer = ({ body }) => ({
      status: 202,
      body: {
        results: JSON.parse(body).events.map(({ id, type }: { id: string; type: string }) => ({
          id,
          ...(type === 'odd' ? { result: 'quarantined', reason: 'too odd' } : { result: 'accepted' }),
        })),
      },
    });
    await row('page_viewed').waitFor();
    await page.evaluate(() => {
      window.beckon.placedOrder({ orderId: '1001', total: 12.99, currency: 'EUR' });
      window.beckon.track('odd');
      window.beckon.track('fine');
    });
    await row('fine').getByText('accepted').waitFor();
    await row('placed_order').getByText('not valid').waitFor();
    await row('odd').getByText('set aside').waitFor();
    await row('placed_order').locator('summary').press('Enter');
    await row('placed_order').getByText('total: expected minor units (1299 for 12.99), is 12.99').waitFor();
    await says('Events arrive');
    expect(
      await page.evaluate(() => document.querySelector('#beckon-debug')?.shadowRoot?.adoptedStyleSheets.length),
    ).toBe(1);
  });

  test.each(['light', 'dark'] as const)('has no fault that axe finds, %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await visit({ path: '/?beckon-debug' });
    await isCollected('page_viewed');
    await page.evaluate(() => window.beckon.addedToCart({} as never));
    await row('added_to_cart').locator('summary').click();
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() =>
      (window as never as { axe: typeof axe }).axe.run({ include: [['#beckon-debug']] } as never),
    );
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });

  test('copies, clears, collapses and closes by keyboard', async () => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await visit({ path: '/?size=2&beckon-debug#top' });
    await row('page_viewed').waitFor();
    await overlay().getByRole('button', { name: 'Copy' }).press('Enter');
    await overlay().getByRole('button', { name: 'Copied' }).waitFor();
    expect(JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))).toMatchObject([
      { event: { type: 'page_viewed' } },
    ]);
    await overlay().getByRole('button', { name: 'Clear' }).press('Enter');
    await overlay().getByText('No events yet').waitFor();
    await overlay().getByRole('button', { name: 'Collapse' }).press('Enter');
    expect(await status().isVisible()).toBe(false);
    await overlay().getByRole('button', { name: 'Expand' }).press('Space');
    expect(await status().isVisible()).toBe(true);
    await overlay().getByRole('button', { name: 'Close' }).press('Enter');
    expect(await overlay().count()).toBe(0);
    expect(page.url()).toBe(`${shop.url}/?size=2#top`);
  });

  test('stays over page changes until it is closed, and stores nothing for it', async () => {
    await visit({ path: '/?beckon-debug', attributes: '' });
    for (const path of ['/one?size=2', '/two']) {
      await page.evaluate((path) => location.assign(path), path);
      await page.waitForURL(new RegExp(`${path.slice(1, 4)}.*beckon-debug`));
      await says('Waiting for consent');
    }
    expect(await storage()).toBe('{}');
    expect(await page.evaluate(() => ({ ...sessionStorage }))).toEqual({});
    await overlay().getByRole('button', { name: 'Close' }).click();
    await page.evaluate(() => location.assign('/three'));
    await page.waitForFunction(() => window.beckon?.key && location.pathname === '/three');
    await pause(200);
    expect(await overlay().count()).toBe(0);
  });
});

describe('the overlay says what blocks', () => {
  const open = (attributes = 'data-consent="granted"', headers = {}) =>
    visit({ path: '/?beckon-debug', attributes, headers });
  const track = () => page.evaluate(() => window.beckon.track('blocked'));

  test('consent, and what ends it', async () => {
    await open('');
    await says('Waiting for consent');
    await row('page_viewed').getByText('waiting').waitFor();
    await page.evaluate(() => window.beckon.consent({ analytics: true }));
    await says('Events arrive');
    await page.evaluate(() => window.beckon.consent({ analytics: false }));
    await says('The shopper said no');
  });

  test('a denial stored by an earlier page', async () => {
    await open('data-consent="cookieless"');
    await page.evaluate(() => window.beckon.consent({ analytics: false }));
    await page.reload();
    await says('The shopper said no');
  });

  test.each(['Required', 'denied', 'GRANTED', ''])('a mode that is spelled otherwise: "%s"', async (mode) => {
    await open(`data-consent="${mode}"`);
    await says(`data-consent="${mode}" is not a mode`);
    await says('It counts as "required"');
    expect(shop.received).toEqual([]);
  });

  test.each([
    ['visitorConsentCollected', { analyticsAllowed: true, marketingAllowed: true }],
    ['cmplz_status_change', { category: 'statistics', value: 'allow' }],
    ['OneTrustGroupsUpdated', ['C0001', 'C0002']],
    ['cf_consent', { performance: true, advertising: false }],
    ['consent', null],
    ['consent', { analytics: 'yes', marketing: 1 }],
  ])('an event of a banner that it cannot read: %s with %j', async (name, detail) => {
    await open(`data-banner="${name === 'consent' ? '' : name}"`);
    await page.evaluate(() => {
      Object.assign(window, { heard: [] });
      window.beckon.on('error', ({ error }) => (window as never as { heard: string[] }).heard.push(String(error)));
    });
    await expect.poll(() => shop.asked).toContain('/beckon.banner.js');
    await pause(200);
    const dispatch = (detail: unknown) =>
      page.evaluate(([name, detail]) => document.dispatchEvent(new CustomEvent(name as string, { detail })), [
        name,
        detail,
      ] as const);
    await dispatch(detail);
    await says(`The event ${name} says neither yes nor no`);
    expect(await page.evaluate(() => (window as never as { heard: string[] }).heard)).toHaveLength(1);
    expect(shop.received).toEqual([]);
    await dispatch({ analytics: true });
    await says('Events arrive');
  });

  test('a tag without a write key', async () => {
    await visit({ path: '/?beckon-debug' });
    await page.route('**/?keyless*', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<script src="/beckon.js" data-key="undefined"></script>' }),
    );
    await page.goto(`${shop.url}/?keyless&beckon-debug`);
    await says('The script tag has no write key');
  });

  test('Global Privacy Control', async () => {
    await page.addInitScript(() =>
      Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true }),
    );
    await open();
    await says('This browser asks not to be tracked');
  });

  test('a wrong key', async () => {
    await open();
    shop.answer = () => ({ status: 401, body: { code: 'key_unknown' } });
    await track();
    await says('The write key is wrong');
    await row('blocked').getByText('refused').waitFor();
  });

  test('an origin that is not allowed, with the one to add', async () => {
    await open('data-consent="granted" data-api="{shop}"');
    shop.answer = () => ({ status: 403, headers: { 'access-control-allow-origin': 'https://other.example' } });
    // The same server under another origin.
    const elsewhere = shop.url.replace('127.0.0.1', 'localhost');
    await page.goto(`${elsewhere}/?beckon-debug`);
    await says('This origin may not send');
    await says(`--add-origin ${elsewhere}`);
  });

  test('the policy of the page', async () => {
    await open(undefined, { 'content-security-policy': "script-src 'self'; connect-src 'none'" });
    await says('The Content Security Policy of the page stops Beckon');
    await says(/to connect-src/);
  });

  test('an ad blocker, and a server that does not answer', async () => {
    await open();
    await page.route('**/v1/collect*', (route) => route.abort());
    await track();
    await says('Something in this browser stops the request');
    await page.route('**/health/live', (route) => route.abort());
    await track();
    await says('Beckon does not answer');
  });

  test('being offline', async () => {
    await open();
    await isCollected('page_viewed');
    await context.setOffline(true);
    await says('The browser is offline');
    await context.setOffline(false);
    await says('Events arrive');
  });
});
