import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ResponseOf } from '@beckon/contract';
import { type DemoShop, openDemoShop, order, readApi } from '@beckon/test-setup/demo-shop';
import type { RunningBeckon } from '@beckon/test-setup/start-beckon';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** Flows and segments in the admin app, with a shopper of the demo shop who orders. */
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let demo: DemoShop;
let beckon: RunningBeckon;
let admin: Page;
let segment: string;

beforeAll(async () => {
  demo = await openDemoShop();
  beckon = demo.beckon;
  const { dev } = beckon;
  const answer = await fetch(`${dev.apiUrl}/api/v1/segments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${dev.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      name: 'Customers',
      description: 'Have ordered.',
      definition: {
        version: 1,
        filter: {
          kind: 'and',
          filters: [
            { kind: 'field', field: 'orderCount', comparison: { operator: 'greater_than', value: 0 } },
            { kind: 'not', filter: { kind: 'segment', segment: 'newsletter' } },
          ],
        },
      },
    }),
  });
  segment = ((await answer.json()) as ResponseOf<'createSegment'>).id;
  await order(await demo.open(), beckon, { email: 'kim@example.com' });
  admin = await demo.open({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  await signIn(admin, dev.adminEmail, dev.adminPassword);
});

afterAll(() => demo?.close());

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto(beckon.dev.adminUrl);
  await page.getByLabel('Email address').fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Screens' }).waitFor();
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
  // The menu moves away first.
  const isTooWide = () => page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');
  await expect.poll(isTooWide).toBe(false);
  await page.setViewportSize({ width: 1280, height: 900 });
  return found;
}

const row = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text });
const step = (page: Page, title: string) =>
  page
    .getByRole('region', { name: 'Steps from top to bottom' })
    .getByRole('listitem')
    .filter({ hasText: title })
    .last();

test('the list of flows has state, trigger and counts', async () => {
  await admin.getByRole('link', { name: 'Flows' }).click();
  const cells = async (text: string) => (await row(admin, text).getByRole('cell').allTextContents()).slice(1);
  await expect.poll(() => cells('After an order'), { timeout: 15_000 }).toEqual(['Live', '1', '1', '0']);
  expect(await cells('Win-back')).toEqual(['Draft', '0', '0', '0']);
  await row(admin, 'Win-back').getByText('When 90 days have passed since the last order').waitFor();
  expect(await faults(admin)).toEqual([]);
});

test('a flow is drawn with the contacts that stand at each step, and names its runs', async () => {
  await row(admin, 'After an order').getByRole('link').click();
  await admin.getByRole('heading', { level: 1, name: 'After an order' }).waitFor();
  await admin.getByText('Once, for each “orderId”').waitFor();
  await step(admin, 'Wait 1 day').getByText('1 contact here now').waitFor();
  await step(admin, 'Send “After an order: thanks”').getByText('0 contacts here now').waitFor();
  await row(admin, 'kim@example.com').filter({ hasText: 'Inside' }).filter({ hasText: 'Wait 1 day' }).waitFor();
  expect(await faults(admin)).toEqual([]);
});

test('branches are lists within lists, and a drawing that is too wide is reached and scrolled by the keyboard', async () => {
  const { data } = await readApi<ResponseOf<'listFlows'>>(beckon, '/flows');
  await admin.goto(`${beckon.dev.adminUrl}flows/${data.find(({ key }) => key === 'welcome')!.id}`);
  const drawing = admin.getByRole('region', { name: 'Steps from top to bottom' });
  const branches = drawing.getByRole('listitem').filter({ hasText: 'Does this apply to the contact?' });
  await branches.getByRole('list').first().waitFor();
  expect(await branches.getByText(/^(Yes|No|In time|Not in time)$/).allTextContents()).toEqual([
    'Yes',
    'No',
    'In time',
    'Not in time',
  ]);
  await admin.setViewportSize({ width: 980, height: 900 });
  await drawing.focus();
  await admin.keyboard.press('ArrowRight');
  await expect.poll(() => drawing.evaluate((element) => element.scrollLeft)).toBeGreaterThan(0);
  await admin.setViewportSize({ width: 1280, height: 900 });
  expect(await faults(admin)).toEqual([]);
});

test('a flow is paused and resumed after a question, by the keyboard', async () => {
  const state = (label: string) => admin.getByRole('definition').filter({ hasText: label });
  for (const [button, after] of [
    ['Pause', 'Paused'],
    ['Resume', 'Live'],
  ] as const) {
    await admin.getByRole('button', { name: `${button} Welcome` }).press('Enter');
    await admin.getByText(/stay where they stand|go on where they stand/).waitFor();
    expect(await faults(admin)).toEqual([]);
    await admin.getByRole('button', { name: button, exact: true }).press('Enter');
    await state(after).first().waitFor();
  }
});

test('the contact’s page lists their flows, and says why they are in none of the others', async () => {
  const { data } = await readApi<ResponseOf<'listContacts'>>(beckon, '/contacts');
  await admin.goto(`${beckon.dev.adminUrl}contacts/${data[0]!.id}`);
  const panel = admin.getByRole('region', { name: 'Flows' });
  await panel.getByRole('listitem').filter({ hasText: 'After an order' }).filter({ hasText: 'Inside' }).waitFor();
  const choose = async (flow: string) => {
    await panel.getByRole('combobox', { name: 'Why, or why not?' }).click();
    await admin.getByRole('option', { name: flow }).click();
  };
  await choose('Win-back');
  await panel.getByText('The contact never entered Win-back: it has never been published.').waitFor();
  await choose('After an order');
  await panel.getByText(/^The contact entered After an order at .* stands at the step/).waitFor();
  expect(await faults(admin)).toEqual([]);
});

test('segments are listed with their members; the rule and a membership are said in words', async () => {
  await admin.getByRole('link', { name: 'Segments' }).click();
  await row(admin, 'Contacts who have agreed to e-mail').filter({ hasText: 'Built in' }).waitFor();
  await expect
    .poll(async () => (await row(admin, 'Have ordered.').getByRole('cell').allTextContents())[2], { timeout: 20_000 })
    .toBe('1');
  expect(await faults(admin)).toEqual([]);
  await admin.getByRole('link', { name: 'Customers' }).click();
  const rule = admin.getByRole('region', { name: 'Who is in it' });
  await rule.getByRole('listitem').filter({ hasText: 'Number of orders is more than 0' }).waitFor();
  await rule.getByRole('listitem').filter({ hasText: 'Is not in the segment “Newsletter”' }).waitFor();
  expect(await faults(admin)).toEqual([]);
  await admin.getByRole('button', { name: 'Why is kim@example.com in it?' }).click();
  const why = admin.getByRole('dialog');
  await why.getByText('Matches the filter.').waitFor();
  await why.getByText('Found: 1', { exact: true }).waitFor();
  expect(await why.getByRole('img', { name: 'True:', exact: true }).count()).toBe(2);
  expect(await faults(admin)).toEqual([]);
  await admin.keyboard.press('Escape');
  await admin.getByRole('link', { name: 'All members' }).click();
  await admin.getByText('1 contact match').waitFor();
  expect(new URL(admin.url()).searchParams.get('segment')).toBe(segment);
});

test('the newsletter has a page as well', async () => {
  await admin.goto(`${beckon.dev.adminUrl}segments/newsletter`);
  await admin.getByText('Every shop has it. It cannot be changed.').waitFor();
  await admin.getByText('No contact matches now.').waitFor();
  expect(await faults(admin)).toEqual([]);
});

test('what is not there says so', async () => {
  for (const [path, title] of [
    ['flows/flw_00000000000000000000000000', 'Flow not found'],
    ['segments/seg_00000000000000000000000000', 'Segment not found'],
    ['segments/nothing', 'Segment not found'],
  ]) {
    await admin.goto(beckon.dev.adminUrl + path);
    await admin.getByText(title!).waitFor();
  }
});

test('the development phone is linked', async () => {
  const opened = admin.waitForEvent('popup');
  await admin.getByRole('link', { name: /^Phone/ }).click();
  await (await opened).getByRole('heading', { name: 'Development phone' }).waitFor();
});

test('a user who may not change flows has no button to pause one', async () => {
  const invitation = await admin.evaluate(async () => {
    const answer = await fetch('/api/v1/users', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'sam@shop.test', role: 'support' }),
    });
    return (await answer.json()) as { link: string };
  });
  const page = await demo.open();
  await page.goto(invitation.link);
  await page.getByLabel('Your name').fill('Sam');
  await page.getByLabel(/password/i).fill('a long password');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Save' }).waitFor({ state: 'detached' });
  await signIn(page, 'sam@shop.test', 'a long password');
  await page.getByRole('link', { name: 'Flows' }).click();
  await page.getByRole('link', { name: 'Welcome' }).click();
  await step(page, 'Wait 3 days').waitFor();
  expect(await page.getByRole('button', { name: /^(Pause|Resume)/ }).count()).toBe(0);
});
