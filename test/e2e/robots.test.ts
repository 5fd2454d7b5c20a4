import { type DemoShop, mailsTo, openDemoShop } from '@beckon/test-setup/demo-shop';
import type { RunningBeckon } from '@beckon/test-setup/start-beckon';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** How forms treat suspected bots, in a real browser and with the real server. */
let demo: DemoShop;
let beckon: RunningBeckon;

beforeAll(async () => {
  demo = await openDemoShop();
  beckon = demo.beckon;
});

afterAll(() => demo?.close());

/** The status of each response to a sign-up of the page, in order. */
function recordStatuses(page: Page): number[] {
  const answers: number[] = [];
  page.on('response', (response) => {
    if (response.url().includes('/v1/subscribe')) answers.push(response.status());
  });
  return answers;
}

test('without a form token the browser solves a challenge, and the shopper is signed up once', async () => {
  const page = await demo.open();
  await page.route('**/v1/form-token?*', (route) => route.abort());
  const answers = recordStatuses(page);
  await page.goto(beckon.dev.storefrontUrl);
  const form = page.locator('beckon-newsletter').first();
  await form.getByLabel(/e-?mail/i).fill('hasty@example.com');
  await form.getByRole('button', { name: /sign up|subscribe/i }).click();
  await form.getByRole('heading', { name: 'Check your inbox' }).waitFor();
  expect(answers).toEqual([428, 202]);
  // The first message of a process loads the mail compiler.
  await expect.poll(async () => (await mailsTo(beckon, 'hasty@example.com')).length, { timeout: 15_000 }).toBe(1);
});

test('a form that was open as long as a person needs gets no challenge', async () => {
  const page = await demo.open();
  const answers = recordStatuses(page);
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

test('if the hidden field is filled in as well, the browser solves a challenge, and the mail arrives', async () => {
  const page = await demo.open();
  const answers = recordStatuses(page);
  await page.goto(beckon.dev.storefrontUrl);
  const form = page.locator('beckon-newsletter').first();
  await form.getByLabel(/e-?mail/i).fill('filled@example.com');
  await form.locator('[name=leaveBlank]').evaluate((field) => {
    (field as unknown as { value: string }).value = 'https://filled.example.com';
  });
  await page.waitForTimeout(1_100);
  await form.getByRole('button', { name: /sign up|subscribe/i }).click();
  await form.getByRole('heading', { name: 'Check your inbox' }).waitFor();
  expect(answers).toEqual([428, 202]);
  await expect.poll(async () => (await mailsTo(beckon, 'filled@example.com')).length).toBe(1);
});

/** A page of the shop with only the form from the README. */
async function openPlainForm(options: BrowserContextOptions): Promise<Page> {
  const { apiUrl, writeKey, storefrontUrl } = beckon.dev;
  const page = await demo.open(options);
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

test('a form without scripts is confirmed with the button on the response page', async () => {
  const page = await openPlainForm({ javaScriptEnabled: false });
  await page.getByLabel('Email').fill('plain@example.com');
  await page.getByRole('button').click();
  await page.getByRole('heading', { name: 'One more step' }).waitFor();
  expect((await mailsTo(beckon, 'plain@example.com')).length).toBe(0);
  await page.waitForTimeout(1_100);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
  await expect.poll(async () => (await mailsTo(beckon, 'plain@example.com')).length).toBe(1);
});

test('if scripts are enabled, that page solves the challenge automatically under its strict policy', async () => {
  const page = await openPlainForm({});
  const refused: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) refused.push(message.text());
  });
  await page.getByLabel('Email').fill('scripted@example.com');
  await page.getByRole('button').click();
  await page.getByRole('heading', { name: 'One more step' }).waitFor();
  const answer = page.locator('input[name=challengeAnswer]');
  await expect.poll(() => answer.inputValue(), { timeout: 15_000 }).toMatch(/^altcha:/);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
  await expect.poll(async () => (await mailsTo(beckon, 'scripted@example.com')).length).toBe(1);
  expect(refused).toEqual([]);
});
