import { rm } from 'node:fs/promises';
import type { Stats, TimelineEntry } from '@beckon/contract';
import { mailTo, readApi } from '@beckon/test-setup/demo-shop';
import { type RunningBeckon, startBeckon } from '@beckon/test-setup/start-beckon';
import { chooseTestFolder } from '@beckon/test-setup/test-folder';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inEachBrowser } from './each-browser.ts';
import { clickOn, inWidget, type ShopperBrowser, textOf, typeInto, untilTrue } from './shopper-browser.ts';

const inCenter = `document.querySelector('beckon-preference-center').shadowRoot`;

/** The demo shop from a shopper's view, and the main path of each widget. */
inEachBrowser((launch) => {
  let folder: string;
  let beckon: RunningBeckon;
  let browser: ShopperBrowser;

  beforeAll(async () => {
    folder = await chooseTestFolder();
    beckon = await startBeckon(folder);
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await beckon?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const api = <T>(path: string) => readApi<T>(beckon, path);
  const openShop = (path: string) => browser.open(`${beckon.dev.storefrontUrl}${path}`);
  const button = (text: string) =>
    `[...document.querySelectorAll('button, a, input[type=submit]')].find((one) => one.checkVisibility() && one.textContent.trim() === '${text}')`;
  const typesIn = async (address: string) => {
    const { data } = await api<{ data: { id: string }[] }>(`/contacts?search=${encodeURIComponent(address)}`);
    if (data.length === 0) return [];
    const timeline = await api<{ data: TimelineEntry[] }>(`/contacts/${data[0]!.id}/timeline?limit=100`);
    return timeline.data.map(({ type }) => type);
  };

  /** Opens the page that a mail links to, and clicks its button. */
  async function follow(address: string, subject: RegExp, path: string, text: string): Promise<void> {
    const mail = await mailTo(beckon, address, subject);
    await browser.open(new RegExp(`http\\S+/${path}/[\\w.-]+`).exec(mail.text!)![0]);
    await clickOn(browser, button(text));
    await untilTrue(browser, `!${button(text)}`);
  }

  test('nothing is stored or sent before the shopper agrees', async () => {
    await openShop('/');
    await untilTrue(browser, button('Accept'));
    await untilTrue(browser, 'window.beckon?.key');
    expect(await browser.run(`return [document.cookie, ...Object.keys(localStorage)].join()`)).not.toMatch(/beckon/i);
    expect(
      await browser.run(
        `return performance.getEntriesByType('resource').filter((one) => one.name.includes('/v1/collect')).length`,
      ),
    ).toBe(0);
  });

  test('the timeline shows the visit from the first page to the order', async () => {
    await clickOn(browser, button('Accept'));
    await clickOn(
      browser,
      `[...document.querySelectorAll('main a')].find((one) => /Two-minute stool/.test(one.textContent))`,
    );
    await untilTrue(browser, `document.querySelector('h1')?.textContent === 'Two-minute stool'`);
    await clickOn(browser, button('Add to cart'));
    await untilTrue(browser, `document.querySelector('[data-cart-count]')?.textContent === '1'`);
    await openShop('/cart');
    await clickOn(browser, button('Checkout'));
    const fields = { firstName: 'Kim', lastName: 'Sample', email: 'kim@example.com', street: '1 Harbor Street' };
    for (const [name, text] of Object.entries({ ...fields, postcode: '04101', city: 'Portland' })) {
      await typeInto(browser, `document.querySelector('#${name}')`, text);
    }
    await browser.run(`document.querySelector('#country').selectedIndex = 1`);
    await clickOn(browser, `document.querySelector('[name=createAccount]')`);
    await clickOn(browser, button('Place order'));
    await untilTrue(browser, `document.querySelector('h1')?.textContent.includes('Thank you, Kim')`);
    await expect.poll(async () => (await api<Stats>('/stats')).orders, { timeout: 15_000 }).toBe(1);
    // What was received is compared too, so that a failure says whether events are missing or their link to the contact.
    const visit = ['page_viewed', 'product_viewed', 'added_to_cart', 'checkout_started', 'placed_order'];
    const types = async () => ({
      received: (await api<{ data: { type: string }[] }>('/events?limit=100')).data.map(({ type }) => type),
      ofContact: await typesIn('kim@example.com'),
    });
    await expect
      .poll(types, { timeout: 15_000 })
      .toEqual({ received: expect.arrayContaining(visit), ofContact: expect.arrayContaining(visit) });
  });

  test('the push prompt is shown if the browser supports push, and can be declined', async () => {
    const canPush = await browser.run<boolean>(`return 'PushManager' in window && 'Notification' in window`);
    if (!canPush) {
      // WebKit on Linux has no push.
      expect(await browser.run(`return ${textOf('beckon-push-permission')}`)).toBe('');
      return;
    }
    await untilTrue(browser, `${textOf('beckon-push-permission')}.includes('Be the first to know')`);
    await clickOn(browser, inWidget('beckon-push-permission', 'button[part=link]'));
    await untilTrue(browser, `!${textOf('beckon-push-permission')}.includes('Be the first to know')`);
  });

  test('the newsletter form sends a mail, whose link confirms the subscriber', async () => {
    await openShop('/');
    await typeInto(browser, inWidget('beckon-newsletter', 'input[type=email]'), 'kim@example.com');
    await clickOn(browser, inWidget('beckon-newsletter', 'button[type=submit]'));
    await untilTrue(browser, `/inbox/i.test(${textOf('beckon-newsletter')})`);
    await follow('kim@example.com', /confirm/i, 'c', 'Confirm subscription');
    await expect.poll(async () => (await api<Stats>('/stats')).subscribers, { timeout: 10_000 }).toBe(1);
  });

  test('the account page shows the shopper’s preferences, and saves that email is turned off', async () => {
    await openShop('/account');
    const byEmail = `[...${inCenter}.querySelectorAll('label')].find((one) => /email me/.test(one.textContent))`;
    await untilTrue(browser, `${byEmail}?.querySelector('input').checked`);
    await clickOn(browser, byEmail);
    await clickOn(browser, `[...${inCenter}.querySelectorAll('button')].find((one) => one.textContent === 'Save')`);
    await untilTrue(browser, `${textOf('beckon-preference-center')}.includes('have been saved')`);
    expect((await api<Stats>('/stats')).subscribers).toBe(0);
  });

  test('a shopper can join the waitlist of a sold-out product', async () => {
    await openShop('/products/citronella-candle');
    await typeInto(browser, inWidget('beckon-back-in-stock', 'input[type=email]'), 'lena@example.com');
    await clickOn(browser, inWidget('beckon-back-in-stock', 'button[type=submit]'));
    await untilTrue(browser, `/inbox|tell you|write to you|email/i.test(${textOf('beckon-back-in-stock')})`);
    await follow('lena@example.com', /confirm your alert/, 'w', 'Confirm alert');
    await openShop('/warehouse');
    await clickOn(
      browser,
      `[...document.querySelectorAll('button')].find((one) => /Bring 10 of Keep-off candle/.test(one.textContent + one.getAttribute('aria-label')))`,
    );
    await mailTo(beckon, 'lena@example.com', /^Back in stock: Keep-off candle/);
  });
});
