import type { Availability } from '@beckon/contract';
import { type DemoShop, follow, mailTo, openDemoShop } from '@beckon/test-setup/demo-shop';
import type { RunningBeckon } from '@beckon/test-setup/start-beckon';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** From a sold-out product in the demo shop to the mail and back, in a real browser; once while offline. */
let demo: DemoShop;
let beckon: RunningBeckon;
let shop: Page;

beforeAll(async () => {
  demo = await openDemoShop();
  beckon = demo.beckon;
  shop = await demo.open();
});

afterAll(() => demo?.close());

const ask = async (email: string) => {
  await shop.goto(`${beckon.dev.storefrontUrl}/products/citronella-candle`);
  await shop.locator('beckon-back-in-stock').getByLabel('Email').fill(email);
  await shop.locator('beckon-back-in-stock').getByRole('button').first().click();
};

const confirm = async (address: string) =>
  follow(shop, await mailTo(beckon, address, /confirm your alert/), 'w', 'Confirm alert');

test('the shop sends its catalog as soon as Beckon accepts its key', async () => {
  const { apiUrl, writeKey } = beckon.dev;
  const look = async () => {
    const answer = await fetch(`${apiUrl}/v1/stock?key=${writeKey}&productId=citronella-candle`);
    return ((await answer.json()) as Availability).isSoldOut;
  };
  await expect.poll(look, { timeout: 20_000 }).toBe(true);
});

test('an available product has no waitlist form', async () => {
  await shop.goto(`${beckon.dev.storefrontUrl}/products/watering-can`);
  await shop.locator('beckon-newsletter').getByRole('button').first().waitFor();
  await shop.waitForTimeout(300);
  expect(await shop.locator('beckon-back-in-stock').getByLabel('Email').count()).toBe(0);
  // Its only sold-out variant has one.
  await shop.getByRole('radio', { name: 'Leaf' }).check();
  await shop.getByRole('radio', { name: '3 litres' }).check();
  await shop.locator('beckon-back-in-stock').getByLabel('Email').waitFor();
});

test('a request made while offline is sent when the browser is online again', async () => {
  await shop.goto(`${beckon.dev.storefrontUrl}/products/citronella-candle`);
  await shop.locator('beckon-back-in-stock').getByLabel('Email').fill('lena@example.com');
  await shop.context().setOffline(true);
  await shop.locator('beckon-back-in-stock').getByRole('button').first().click();
  await shop.waitForTimeout(800);
  await shop.context().setOffline(false);
  await confirm('lena@example.com');
});

test('the shopper receives a confirmation mail, and a message after the restock', async () => {
  await shop.evaluate('sessionStorage.clear()');
  await ask('kim@example.com');
  await confirm('kim@example.com');

  await shop.goto(`${beckon.dev.storefrontUrl}/warehouse`);
  await shop.getByRole('button', { name: /Bring 10 of Keep-off candle/ }).click();
  for (const address of ['kim@example.com', 'lena@example.com']) {
    const mail = await mailTo(beckon, address, /^Back in stock: Keep-off candle/);
    expect(mail.text).toContain(`${beckon.dev.storefrontUrl}/products/citronella-candle`);
  }

  const { text } = await mailTo(beckon, 'kim@example.com', /^Back in stock/);
  await shop.goto(/http\S+\/w\/[\w.-]+/.exec(text!)![0]);
  await shop.getByRole('button', { name: 'Cancel alert' }).click();
  await shop.getByRole('heading', { name: 'Alert canceled' }).waitFor();
});
