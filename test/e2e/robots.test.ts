import { rm } from 'node:fs/promises';
import type { Mail } from '@beckon/contract';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../setup/chromium.ts';
import { type RunningBeckon, startBeckon } from '../setup/start-beckon.ts';
import { chooseTestFolder } from '../setup/test-folder.ts';

/** What a form has to show where somebody looks like a robot, in a real browser and through the real server. */
let folder: string;
let beckon: RunningBeckon;
let browser: Browser;

beforeAll(async () => {
  folder = await chooseTestFolder();
  beckon = await startBeckon(folder);
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await beckon?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function open(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(15_000);
  return context.newPage();
}

async function mailsTo(address: string): Promise<number> {
  const answer = await fetch(beckon.dev.mailboxUrl, { headers: { accept: 'application/json' } });
  const { data } = (await answer.json()) as { data: Mail[] };
  return data.filter(({ to }) => to === address).length;
}

test('who has no token to show has the browser solve something, and is signed up once', async () => {
  const page = await open();
  await page.route('**/v1/form-token?*', (route) => route.abort());
  const answers: number[] = [];
  page.on('response', (response) => {
    if (response.url().includes('/v1/subscribe')) answers.push(response.status());
  });
  await page.goto(beckon.dev.storefrontUrl);
  const form = page.locator('beckon-newsletter').first();
  await form.getByLabel(/e-?mail/i).fill('hasty@example.com');
  await form.getByRole('button', { name: /sign up|subscribe/i }).click();
  await form.getByRole('heading', { name: 'Check your inbox' }).waitFor();
  expect(answers).toEqual([428, 202]);
  await expect.poll(() => mailsTo('hasty@example.com')).toBe(1);
});

test('who takes as long as a person does is asked for nothing', async () => {
  const page = await open();
  const answers: number[] = [];
  page.on('response', (response) => {
    if (response.url().includes('/v1/subscribe')) answers.push(response.status());
  });
  await page.goto(beckon.dev.storefrontUrl);
  const form = page.locator('beckon-newsletter').first();
  const token = page.waitForResponse((response) => response.url().includes('/v1/form-token'));
  await form.getByLabel(/e-?mail/i).pressSequentially('calm@example.com');
  await token;
  await page.waitForTimeout(1_100);
  await form.getByRole('button', { name: /sign up|subscribe/i }).click();
  await form.getByRole('heading', { name: 'Check your inbox' }).waitFor();
  expect(answers).toEqual([202]);
});

/** A page of the shop with nothing but the form that the README shows. */
async function openPlainForm(options: BrowserContextOptions): Promise<Page> {
  const { apiUrl, writeKey, storefrontUrl } = beckon.dev;
  const page = await open(options);
  await page.route(`${storefrontUrl}/plain`, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><form method="post" action="${apiUrl}/v1/subscribe?key=${writeKey}">
        <input type="hidden" name="wording" value="Write to me."><input type="hidden" name="wordingVersion" value="plain-1">
        <label>Email <input type="email" name="email"></label><button>Sign up</button></form>`,
    }),
  );
  await page.goto(`${storefrontUrl}/plain`);
  return page;
}

test('a form without scripts is signed up by the button of the page that answers it', async () => {
  const page = await openPlainForm({ javaScriptEnabled: false });
  await page.getByLabel('Email').fill('plain@example.com');
  await page.getByRole('button').click();
  await page.getByRole('heading', { name: 'One more step' }).waitFor();
  expect(await mailsTo('plain@example.com')).toBe(0);
  await page.waitForTimeout(1_100);
  await page.getByRole('button', { name: 'Yes, sign me up' }).click();
  await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
  await expect.poll(() => mailsTo('plain@example.com')).toBe(1);
});

test('where scripts run, that page solves the challenge by itself under its strict policy', async () => {
  const page = await openPlainForm({});
  const refused: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) refused.push(message.text());
  });
  await page.getByLabel('Email').fill('scripted@example.com');
  await page.getByRole('button').click();
  await page.getByRole('heading', { name: 'One more step' }).waitFor();
  const proof = page.locator('input[name=proof]');
  await expect.poll(() => proof.inputValue(), { timeout: 15_000 }).toMatch(/^altcha:/);
  await page.getByRole('button', { name: 'Yes, sign me up' }).click();
  await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
  await expect.poll(() => mailsTo('scripted@example.com')).toBe(1);
  expect(refused).toEqual([]);
});
