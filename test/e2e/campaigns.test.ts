import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ResponseOf } from '@beckon/contract';
import { type DemoShop, follow, mailTo, openDemoShop } from '@beckon/test-setup/demo-shop';
import type { RunningBeckon } from '@beckon/test-setup/start-beckon';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** A marketer sends a campaign in the admin app; a reader follows a link of the mail; the report says so. */
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const readers = ['kim@example.com', 'lena@example.com'];
// With the user agent of a normal browser: a headless one counts as a machine.
const userAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36';

let demo: DemoShop;
let beckon: RunningBeckon;
let admin: Page;

beforeAll(async () => {
  demo = await openDemoShop();
  beckon = demo.beckon;
  admin = await demo.open({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  await admin.goto(beckon.dev.adminUrl);
  await admin.getByLabel('Email address').fill(beckon.dev.adminEmail);
  await admin.getByRole('textbox', { name: 'Password' }).fill(beckon.dev.adminPassword);
  await admin.getByRole('button', { name: 'Sign in' }).click();
  await admin.getByRole('navigation', { name: 'Screens' }).waitFor();
});

afterAll(() => demo?.close());

async function write<T>(path: string, body: object): Promise<T> {
  const answer = await fetch(`${beckon.dev.apiUrl}/api/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${beckon.dev.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

async function writeMessage(): Promise<void> {
  const { id, version } = await write<ResponseOf<'createMessage'>>('/messages', {
    key: 'spring_news',
    name: 'Spring news',
    channel: 'email',
    category: 'marketing',
    contents: {
      en: {
        subject: 'Spring is here',
        body: '<mj-text>New stools.</mj-text><mj-button href="{{ shop.url }}/?from=news">See them</mj-button>',
      },
    },
  });
  await write(`/messages/${id}/publish`, { version });
}

async function subscribe(email: string): Promise<void> {
  const shop = await demo.open({ userAgent });
  await shop.goto(beckon.dev.storefrontUrl);
  const form = shop.locator('beckon-newsletter').first();
  await form.getByLabel(/e-?mail/i).fill(email);
  await form.getByRole('button', { name: /sign up|subscribe/i }).click();
  await follow(shop, await mailTo(beckon, email, /confirm/i), 'c', 'Confirm subscription');
  await shop.context().close();
}

/** Faults that axe finds in the page as it is, in light and dark. Fails if it is wider than a narrow window. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    const violations = await page.evaluate<{ id: string; nodes: { html: string }[] }[]>(
      'axe.run().then(({ violations }) => violations)',
    );
    found.push(...violations.map(({ id, nodes }) => `${colorScheme}: ${id}: ${nodes[0]?.html}`));
  }
  await page.setViewportSize({ width: 380, height: 800 });
  const isTooWide = () => page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');
  await expect.poll(isTooWide).toBe(false);
  await page.setViewportSize({ width: 1280, height: 900 });
  return found;
}

const region = (name: string) => admin.getByRole('region', { name, exact: true });
const choose = async (field: string, option: string | RegExp) => {
  await admin.getByRole('combobox', { name: field }).click();
  await admin.getByRole('option', { name: option }).click();
};

test('the shop has a message and two subscribers', async () => {
  await writeMessage();
  await Promise.all(readers.map(subscribe));
});

test('without a campaign the list says what one is, and a new one is a draft that says what it lacks', async () => {
  await admin.getByRole('link', { name: 'Campaigns' }).click();
  await admin.getByText('A campaign sends one message to many contacts at one time').waitFor();
  expect(await faults(admin)).toEqual([]);
  await admin.getByRole('button', { name: 'New campaign' }).click();
  await admin.getByLabel('Name').fill('Spring');
  await admin.getByRole('button', { name: 'Create draft' }).press('Enter');
  await admin.getByRole('heading', { level: 1, name: 'Spring' }).waitFor();
  await region('Preview').getByText('Say who gets the campaign.').waitFor();
  expect(await admin.getByRole('button', { name: 'Launch Spring' }).isDisabled()).toBe(true);
});

test('with a message and an audience the preview counts the recipients', async () => {
  await choose('Message', /Spring news/);
  await choose('Include', 'Newsletter');
  await admin.keyboard.press('Escape');
  await region('Launch').getByText('Save your changes first.').waitFor();
  await admin.getByRole('button', { name: 'Save', exact: true }).click();
  await region('Preview').getByText('2', { exact: true }).waitFor();
  await region('Preview').getByText('Only 2 contacts would get it.').waitFor();
  expect(await faults(admin)).toEqual([]);
});

test('a newer version of another user is not overwritten: the form says so and reloads', async () => {
  const id = admin.url().split('/').at(-1)!;
  await admin.getByLabel('Name of the campaign').fill('Mine');
  const answer = await fetch(`${beckon.dev.apiUrl}/api/v1/campaigns/${id}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${beckon.dev.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ version: 2, name: 'Theirs' }),
  });
  expect(answer.status).toBe(200);
  await admin.getByRole('button', { name: 'Save', exact: true }).click();
  await admin.getByText('Another user has saved a newer version').waitFor();
  await admin.getByRole('button', { name: 'Reload' }).click();
  await admin.getByRole('heading', { level: 1, name: 'Theirs' }).waitFor();
  expect(await admin.getByLabel('Name of the campaign').inputValue()).toBe('Theirs');
});

test('a test goes to the marketer', async () => {
  await admin.getByRole('button', { name: 'Send test' }).click();
  await mailTo(beckon, beckon.dev.adminEmail, /Spring is here/);
});

test('the launch asks first, sends the mails, and the counts add up', async () => {
  await admin.getByRole('button', { name: 'Launch Theirs' }).click();
  await admin.getByText('It is sent to 2 recipients at once.').waitFor();
  await admin.getByRole('button', { name: 'Launch', exact: true }).click();
  await Promise.all(readers.map((reader) => mailTo(beckon, reader, /Spring is here/)));
  await region('Progress').getByText('2 recipients, fixed at the launch. 100 % are accounted for.').waitFor();
  await admin.getByRole('definition').filter({ hasText: 'Sent' }).first().waitFor();
  expect(await faults(admin)).toEqual([]);
});

test('a link that a reader follows is in the report, with what the rate is a share of', async () => {
  const { html } = await mailTo(beckon, readers[0]!, /Spring is here/);
  const link = /href="([^"]+)"[^>]*>\s*See them/.exec(html!)![1]!;
  // Sooner than three seconds after the sending a program would have followed it.
  await admin.waitForTimeout(3_100);
  const reader = await demo.open({ userAgent });
  await reader.goto(link.replaceAll('&amp;', '&'));
  expect(new URL(reader.url()).searchParams.get('from')).toBe('news');
  const report = region('Report');
  // Whether a person made a request is decided when the delivery has been quiet for twelve seconds.
  await report.getByText('1 of 2 delivered').first().waitFor({ timeout: 40_000 });
  await report.getByText('50 %').first().waitFor();
  await region('Recipients').getByRole('row').filter({ hasText: 'Sent' }).first().waitFor();
  await admin.getByRole('link', { name: 'Campaigns' }).first().click();
  const row = admin.getByRole('row').filter({ hasText: 'Theirs' });
  await row.getByText('50 %').first().waitFor();
  expect((await row.getByRole('cell').allTextContents()).slice(1, 5)).toEqual(['Sent', '2', '50 %', '50 %']);
  expect(await faults(admin)).toEqual([]);
});
