import { rm } from 'node:fs/promises';
import type { TestDevice } from '@beckon/adapters/testing';
import type { Mail } from '@beckon/contract';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { launchChromium } from './chromium.ts';
import { type RunningBeckon, startBeckon } from './start-beckon.ts';
import { chooseTestFolder } from './test-folder.ts';

/** Beckon with its demo shop, and a browser. */
export type DemoShop = {
  beckon: RunningBeckon;
  /** A page in a new browser profile. */
  open(options?: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
};

/** @param env settings of this Beckon process */
export async function openDemoShop(env: Record<string, string> = {}): Promise<DemoShop> {
  const folder = await chooseTestFolder();
  const browser = await launchChromium();
  const beckon = await startBeckon(folder, env).catch(async (error) => {
    await browser.close();
    throw error;
  });
  return {
    beckon,
    async open(options = {}) {
      const context = await browser.newContext(options);
      context.setDefaultTimeout(15_000);
      return context.newPage();
    },
    async close() {
      await browser.close();
      await beckon.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Orders the stool like a new shopper. */
export async function order(
  shop: Page,
  { dev }: RunningBeckon,
  { email, hasAccount = false }: { email: string; hasAccount?: boolean },
): Promise<void> {
  await shop.goto(dev.storefrontUrl);
  await shop.getByRole('button', { name: 'Only necessary' }).click();
  await shop
    .getByRole('link', { name: /Two-minute stool/ })
    .first()
    .click();
  await shop.getByRole('button', { name: 'Add to cart' }).click();
  await shop.goto(`${dev.storefrontUrl}/cart`);
  await shop.getByRole('link', { name: 'Checkout' }).click();
  for (const [label, text] of Object.entries({
    'First name': 'Kim',
    'Last name': 'Sample',
    'E-mail': email,
    'Street and number': '1 Harbor Street',
    Postcode: '04101',
    City: 'Portland',
  }))
    await shop.getByLabel(label).fill(text);
  await shop.getByLabel('Country').selectOption({ index: 1 });
  if (hasAccount) await shop.getByRole('checkbox', { name: /account/i }).check();
  await shop.getByRole('button', { name: 'Place order' }).click();
  await shop.getByRole('heading', { name: 'Thank you, Kim' }).waitFor();
}

/** The response of the admin API with the key of the shop's server. @param path below `/api/v1` */
export async function readApi<T>({ dev }: RunningBeckon, path: string): Promise<T> {
  const headers = { authorization: `Bearer ${dev.apiKey}` };
  const answer = await fetch(`${dev.apiUrl}/api/v1${path}`, { headers });
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
}

/** The mails for an address in the development mailbox. */
export async function mailsTo({ dev }: RunningBeckon, address: string): Promise<Mail[]> {
  const answer = await fetch(dev.mailboxUrl, { headers: { accept: 'application/json' } });
  const { data } = (await answer.json()) as { data: Mail[] };
  return data.filter(({ to }) => to === address);
}

/** Waits until such a mail is in the development mailbox. */
export async function mailTo(beckon: RunningBeckon, address: string, subject: RegExp): Promise<Mail> {
  let found: Mail | undefined;
  const look = async () => {
    found = (await mailsTo(beckon, address)).find((mail) => subject.test(mail.subject));
    return found !== undefined;
  };
  await expect.poll(look, { timeout: 15_000 }).toBe(true);
  return found!;
}

/** Opens a page that a mail links to, and clicks its button. @param path of the link: `c`, `w` */
export async function follow(shop: Page, { text }: Mail, path: string, button: string): Promise<void> {
  const page = await shop.context().newPage();
  await page.goto(new RegExp(`http\\S+/${path}/[\\w.-]+`).exec(text!)![0]);
  await page.getByRole('button', { name: button }).click();
  await page.getByRole('button', { name: button }).waitFor({ state: 'detached' });
  await page.close();
}

/**
 * Headless Chromium has no push service and shows no notifications, so its subscription is one of the test's push
 * service. Everything else about the browser and its service worker is real.
 */
export const playPush = (shop: Page, { endpoint, p256dh, auth }: TestDevice): Promise<unknown> =>
  shop.addInitScript({
    content: `{
      const { endpoint, p256dh, auth } = ${JSON.stringify({ endpoint, p256dh, auth })};
      let permission = sessionStorage.permission ?? 'default';
      Object.defineProperty(Notification, 'permission', { get: () => permission });
      Notification.requestPermission = async () => (sessionStorage.permission = permission = 'granted');
      PushManager.prototype.getSubscription = async () => null;
      PushManager.prototype.subscribe = async (options) => {
        window.subscribedWith = options.applicationServerKey;
        return { endpoint, toJSON: () => ({ endpoint, keys: { p256dh, auth } }), unsubscribe: async () => true };
      };
    }`,
  });
