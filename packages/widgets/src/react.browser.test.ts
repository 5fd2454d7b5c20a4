import type { SubscribeRequest } from '@beckon/contract';
import { pause } from '@beckon/tracker/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { openStage, type Visit } from './testing/stage.ts';

/** The React components with each React that they promise to run with, in StrictMode, which mounts everything twice. */
const stage = openStage('newsletter', { isWithEveryReact: true });

const heading = (name: string) => stage.page.getByRole('heading', { level: 2, name });
const button = (name: string) => stage.page.getByRole('button', { name });
const email = () => stage.page.getByRole('textbox', { name: 'Email address' });
const sent = () => stage.sent<SubscribeRequest>('subscribe');

/** Writes down in `seen` each title that is shown, from the server's on. */
function watchTexts(): void {
  const page = window as never as { seen: string[] };
  page.seen = [];
  const look = () => {
    const text = document.querySelector('h2')?.textContent;
    if (text && text !== page.seen.at(-1)) page.seen.push(text);
  };
  new MutationObserver(look).observe(document, { childList: true, characterData: true, subtree: true });
}

/** What React, or anybody, complains of. */
let complaints: string[];
beforeEach(() => {
  complaints = [];
  stage.page.on('console', (line) => /error|warning/.test(line.type()) && complaints.push(line.text()));
  stage.page.on('pageerror', (error) => complaints.push(`${error}`));
});

describe.each([19, 18] as const)('React %i', (react) => {
  const visit = (options: Visit = {}) => stage.visit('React component', { react, ...options });

  test('runs', async () => {
    await visit();
    await heading('Get our newsletter').waitFor();
    const keys = await stage.page.evaluate(() => Object.keys(document.getElementById('root') as Element));
    expect(keys.join()).toContain('__reactContainer');
    expect(stage.shop.asked).toContain(react === 18 ? '/react-page-18.js' : '/react-page.js');
  });

  test('a form sends once, is seen once, and says where to look', async () => {
    await visit();
    await stage.page.evaluate(() => {
      for (const name of ['view', 'start', 'submit', 'success'])
        addEventListener(`beckon:${name}`, ({ type }) => {
          document.title += ` ${type.slice(7)}`;
        });
    });
    await email().fill('anna@example.com');
    await button('Sign up').evaluate((button) => {
      for (let i = 0; i < 3; i++) (button as HTMLElement).click();
    });
    await heading('Check your inbox').waitFor();
    await expect.poll(() => stage.page.getByRole('status').evaluate((it) => it.matches(':focus'))).toBe(true);
    await pause(200);
    expect(sent()).toHaveLength(1);
    expect((await stage.page.title()).replace('view ', '')).toBe('Shop start submit success');
    expect(complaints).toEqual([]);
  });

  test('a submission saved offline is sent once, although all listeners were set up twice', async () => {
    await visit();
    await email().fill('anna@example.com');
    // The code that a form loads on input has arrived.
    await stage.page.waitForLoadState('networkidle');
    await stage.context.setOffline(true);
    await button('Sign up').click();
    await stage.page.getByText('You are offline.').waitFor();
    await stage.context.setOffline(false);
    await heading('Check your inbox').waitFor();
    await pause(200);
    expect(sent()).toHaveLength(1);
  });

  test.each<[widget: string, attributes: string, text: string]>([
    [
      'newsletter',
      'fields="email first-name interests birthday phone" interests="Garden, Light"',
      'Get our newsletter',
    ],
    ['newsletter', 'format="popup"', 'Get our newsletter'],
    ['newsletter', 'variations="a b" form-id="footer"', 'Get our newsletter'],
    ['back-in-stock', 'product-id="mug" sold-out="true"', 'Out of stock'],
    ['preference-center', 'user-id="kim" signature="0a"', 'Your preferences'],
    ['push-permission', 'always="true"', 'Be the first to know'],
  ])('takes over what the server has rendered of %s with %s', async (widget, attributes, text) => {
    await stage.page.addInitScript("Object.defineProperty(Notification, 'permission', { value: 'default' })");
    await stage.page.route('**/v1/preferences?*', (route) => route.abort());
    await visit({ widget, attributes, isRendered: true });
    await heading(text).waitFor();
    await pause(300);
    expect(complaints.filter((complaint) => !/Failed to load resource/.test(complaint))).toEqual([]);
  });

  test.each<[widget: string, attributes: string, text: string]>([
    ['newsletter', 'fields="email first-name interests birthday phone" interests="Garden, Light"', 'Unser Newsletter'],
    ['back-in-stock', 'product-id="mug" sold-out="true"', 'Zurzeit ausverkauft'],
    ['preference-center', 'user-id="kim" signature="0a"', 'Ihre Einstellungen'],
  ])(
    'takes over the German that the server has rendered of %s with %s, from the first moment',
    async (widget, attributes, text) => {
      await stage.page.route('**/v1/preferences?*', (route) => route.abort());
      await stage.page.addInitScript(watchTexts);
      await visit({ widget, attributes: `lang="de" ${attributes}`, isRendered: true, lang: 'en' });
      await heading(text).waitFor();
      await stage.page.waitForLoadState('networkidle');
      await pause(300);
      const seen = await stage.page.evaluate(() => (window as never as { seen: string[] }).seen);
      expect(seen).toEqual([text]);
      expect(stage.shop.asked.filter((path) => /\.de\d*\.js$/.test(path))).toEqual([]);
      expect(complaints.filter((complaint) => !/Failed to load resource/.test(complaint))).toEqual([]);
    },
  );

  test('a form rendered by the server in German sends the wording that it shows', async () => {
    await visit({ attributes: 'lang="de"', isRendered: true });
    const shown = await stage.page.locator('[part=wording]').textContent();
    await stage.page.getByRole('textbox', { name: 'E-Mail-Adresse' }).fill('anna@example.com');
    await button('Anmelden').click();
    await stage.page.locator('[data-status=success]').waitFor();
    expect(sent()).toEqual([expect.objectContaining({ wording: shown, wordingVersion: 'de-1', language: 'de' })]);
    expect(complaints).toEqual([]);
  });

  test('texts carried from the server belong to their language', async () => {
    await visit({ attributes: 'lang="de"', isRendered: true });
    await heading('Unser Newsletter').waitFor();
    await stage.page.evaluate(() => document.getElementById('root')?.setAttribute('lang', 'fr'));
    await stage.page.locator('.beckon[lang=fr]').waitFor();
    // The server's German texts must not be used by the next widget, which is French.
    expect(await stage.page.locator('[data-texts-newsletter]').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('what differs from the server is seen by the test before', async () => {
    await visit({
      isRendered: true,
      head: '<script>addEventListener("DOMContentLoaded", () => { document.querySelector("h2").textContent = "Other" })</script>',
    });
    await heading('Get our newsletter').waitFor();
    await expect.poll(() => complaints.join()).toMatch(/hydrat|server/i);
  });

  test('changes its language when the shop does, and keeps the input', async () => {
    await visit({ isRendered: true });
    await email().fill('anna@example.com');
    for (const [lang, title, label] of [
      ['de', 'Unser Newsletter', 'E-Mail-Adresse'],
      ['ar', 'اشترك في نشرتنا البريدية', 'البريد الإلكتروني'],
      ['en', 'Get our newsletter', 'Email address'],
    ] as const) {
      await stage.page.evaluate((lang) => document.getElementById('root')?.setAttribute('lang', lang), lang);
      await heading(title).waitFor();
      expect(await stage.page.getByLabel(label).inputValue()).toBe('anna@example.com');
    }
    expect(complaints).toEqual([]);
  });

  test('a popup takes the focus, closes on Escape, and gives it back', async () => {
    await visit({ attributes: 'format="popup" exit="true"', below: '<button id="own">Own</button>' });
    await stage.page.locator('dialog').waitFor({ state: 'attached' });
    await pause(200);
    await stage.page.locator('#own').focus();
    await stage.page.evaluate(() =>
      document.documentElement.dispatchEvent(new MouseEvent('mouseleave', { clientY: -1 })),
    );
    const dialog = stage.page.getByRole('dialog', { name: 'Get our newsletter' });
    await dialog.waitFor();
    expect(await dialog.evaluate((it) => it.matches(':focus'))).toBe(true);
    await stage.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await expect.poll(() => stage.page.locator('#own').evaluate((it) => it.matches(':focus'))).toBe(true);
    expect(complaints).toEqual([]);
  });
});
