import type { ContactDetail, Stats, TimelineEntry } from '@beckon/contract';
import { type DemoShop, mailTo, openDemoShop, readApi } from '@beckon/test-setup/demo-shop';
import type { RunningBeckon } from '@beckon/test-setup/start-beckon';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

const shopper = 'kim@example.com';

let demo: DemoShop;
let beckon: RunningBeckon;
let shop: Page;
let admin: Page;

beforeAll(async () => {
  demo = await openDemoShop();
  beckon = demo.beckon;
  // With the user agent of a normal browser: a headless one counts as a bot.
  const userAgent =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36';
  shop = await demo.open({ userAgent });
  admin = await demo.open({ viewport: { width: 1360, height: 900 } });
});

afterAll(() => demo?.close());

const api = <T>(path: string) => readApi<T>(beckon, path);

test('the admin app asks for a sign-in and lets the demo user in', async () => {
  await admin.goto(beckon.dev.adminUrl);
  await admin.getByLabel('Email address').fill(beckon.dev.adminEmail);
  await admin.getByRole('textbox', { name: 'Password' }).fill(beckon.dev.adminPassword);
  await admin.getByRole('button', { name: 'Sign in' }).click();
  await admin.getByRole('heading', { name: 'Welcome to Beckon' }).waitFor();
  await admin.goto(`${beckon.dev.adminUrl}events`);
  await admin.getByRole('heading', { name: 'Events' }).waitFor();
});

test('before consent the shop page stores nothing and sends nothing', async () => {
  const sent: string[] = [];
  shop.on('request', (request) => request.url().includes('/v1/') && sent.push(request.url()));
  await shop.goto(beckon.dev.storefrontUrl);
  await shop.getByRole('button', { name: 'Accept' }).waitFor();
  await shop.waitForTimeout(800);
  expect(sent).toEqual([]);
  expect(await shop.context().cookies()).toEqual([]);
  expect(await shop.evaluate(() => Object.keys(localStorage).filter((key) => /beckon/i.test(key)))).toEqual([]);
});

test('a click in the shop is a row in the admin app within a second', async () => {
  await shop.getByRole('button', { name: 'Accept' }).click();
  await shop
    .getByRole('link', { name: /Two-minute stool/ })
    .first()
    .click();
  await shop.getByRole('heading', { name: 'Two-minute stool' }).waitFor();
  await admin.getByRole('row').filter({ hasText: 'Two-minute stool' }).first().waitFor();

  const row = admin
    .getByRole('row')
    .filter({ hasText: /added .*Two-minute stool/i })
    .first();
  const clicked = performance.now();
  await shop.getByRole('button', { name: 'Add to cart' }).click();
  await row.waitFor({ timeout: 5_000 });
  const milliseconds = performance.now() - clicked;
  console.log(`click to row: ${Math.round(milliseconds)} ms`);
  expect(milliseconds).toBeLessThan(1_000);
});

test('the order is sent by the shop server and counts as revenue', async () => {
  await shop.goto(`${beckon.dev.storefrontUrl}/cart`);
  await shop.getByRole('link', { name: 'Checkout' }).click();
  await shop.getByLabel('First name').fill('Kim');
  await shop.getByLabel('Last name').fill('Sample');
  await shop.getByLabel('E-mail').fill(shopper);
  await shop.getByLabel('Street and number').fill('1 Harbor Street');
  await shop.getByLabel('Postcode').fill('04101');
  await shop.getByLabel('City').fill('Portland');
  await shop.getByLabel('Country').selectOption({ index: 1 });
  await shop.getByRole('checkbox', { name: /account/i }).check();
  await shop.getByRole('button', { name: 'Place order' }).click();
  await shop.getByRole('heading', { name: /thank/i }).waitFor();

  await expect.poll(async () => (await api<Stats>('/stats')).orders, { timeout: 10_000 }).toBe(1);
  const stats = await api<Stats>('/stats');
  expect(stats).toMatchObject({ contacts: 1, orders: 1, revenue: [{ currency: 'USD' }] });
  expect(stats.revenue[0]!.amount).toBeGreaterThan(6_000);
});

test('the contact has the events of its browser from before it was identified', async () => {
  const contact = await readOnlyContact();
  expect(contact).toMatchObject({
    email: shopper,
    firstName: 'Kim',
    lastName: 'Sample',
    orderCount: 1,
    emailVerified: false,
  });
  const { data } = await api<{ data: TimelineEntry[] }>(`/contacts/${contact.id}/timeline?limit=100`);
  const types = data.map((entry) => entry.type);
  for (const type of ['page_viewed', 'product_viewed', 'added_to_cart', 'checkout_started', 'placed_order']) {
    expect(types).toContain(type);
  }
  expect(data.find((entry) => entry.type === 'placed_order')).toMatchObject({ isTrusted: true, source: 'Shop server' });
  expect(data.find((entry) => entry.type === 'added_to_cart')).toMatchObject({
    isTrusted: false,
    source: 'Storefront',
  });
});

test('the newsletter form only creates a pending sign-up', async () => {
  await shop.goto(beckon.dev.storefrontUrl);
  const form = shop.locator('beckon-newsletter').first();
  await form.getByLabel(/e-?mail/i).fill(shopper);
  await form.getByRole('button', { name: /sign up|subscribe/i }).click();
  await form.getByText(/inbox/i).first().waitFor();

  const mail = await mailTo(beckon, shopper, /confirm/i);
  expect(mail.html).toContain('Confirm email address');
  const contact = await readOnlyContact();
  expect(contact.consents).toMatchObject([{ type: 'email', state: 'requested' }]);
  expect((await api<Stats>('/stats')).subscribers).toBe(0);
});

test('opening the confirmation link changes nothing, the button on its page does', async () => {
  const mail = await mailTo(beckon, shopper, /confirm/i);
  const link = /href="([^"]+\/c\/[^"]+)"/.exec(mail.html!)![1]!;
  const page = await demo.open();
  await page.goto(link);
  await page.getByRole('button').waitFor();
  expect((await readOnlyContact()).consents).toMatchObject([{ state: 'requested' }]);

  await page.getByRole('button', { name: 'Confirm subscription' }).click();
  await page.getByRole('heading', { name: 'You are subscribed' }).waitFor();
  const contact = await readOnlyContact();
  expect(contact.emailVerified).toBe(true);
  expect(contact.consents.map(({ type, state }) => `${type} ${state}`).sort()).toEqual([
    'email granted',
    'marketing granted',
  ]);
  expect(contact.consentHistory.map((entry) => entry.action)).toEqual(['granted', 'granted', 'requested']);
  await page.context().close();
});

test('the welcome message passes the gate and contains an unsubscribe link', async () => {
  const welcome = await mailTo(beckon, shopper, /welcome/i);
  const header = (name: string) => welcome.headers.find((entry) => entry.name.toLowerCase() === name)?.value ?? '';
  expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
  const url = /<(https?:[^>]+)>/.exec(header('list-unsubscribe'))![1]!;
  expect(welcome.html).toContain(url);

  const contact = await readOnlyContact();
  await admin.goto(`${beckon.dev.adminUrl}contacts/${contact.id}`);
  await admin.getByText('Kim Sample').first().waitFor();
  await admin
    .getByText(/Welcome/)
    .first()
    .waitFor();

  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) });
  expect(answer.status).toBe(200);
  expect(await readOnlyContact()).toMatchObject({ isSuppressed: true });
});

test('the admin app shows the contact’s timeline and consent ledger', async () => {
  const contact = await readOnlyContact();
  await admin.goto(`${beckon.dev.adminUrl}contacts/${contact.id}`);
  for (const sentence of [
    /Placed order .*Two-minute stool/,
    /Added .*Two-minute stool to the cart/,
    /Viewed Two-minute stool/,
  ]) {
    await admin.getByText(sentence).first().waitFor();
  }
  const positions = contact.consentHistory.map(({ position }) => `#${position}`);
  expect(positions).toHaveLength(5);
  for (const position of positions) await admin.getByText(position, { exact: true }).waitFor();
  await admin.getByText('This address is on the suppression list').waitFor();
});

test('the admin app shows that everything is applied, and failed and quarantined items', async () => {
  await fetch(`${beckon.dev.apiUrl}/api/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${beckon.dev.secretKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ events: [{ id: 'set aside', type: 'Not A Type' }] }),
  });
  await admin.goto(`${beckon.dev.adminUrl}queue`);
  await admin.getByRole('heading', { name: 'Queue' }).waitFor();
  const rows = admin.getByRole('table', { name: 'Consumers of the event log' }).getByRole('row');
  for (const consumer of ['Contacts', 'Sources']) {
    await rows.filter({ hasText: consumer }).filter({ hasText: 'Up to date' }).filter({ hasText: 'None' }).waitFor();
  }
  const tile = (name: string) =>
    admin
      .locator('dl > div')
      .filter({ has: admin.getByText(name, { exact: true }) })
      .locator('dd')
      .first();
  await expect.poll(() => tile('Quarantined').textContent()).toBe('1');
  expect(await tile('Dead').textContent()).toBe('0');
  expect(Number(await tile('Done').textContent())).toBeGreaterThan(1);
  await admin.getByRole('row').filter({ hasText: 'type is not lower case' }).waitFor();
});

test('the admin app shows the mailbox', async () => {
  await admin.goto(`${beckon.dev.adminUrl}mailbox`);
  await admin
    .getByText(/Welcome to Third Floor/)
    .first()
    .waitFor();
});

test('the admin app shows the results of each form', async () => {
  await admin.goto(`${beckon.dev.adminUrl}widgets`);
  const form = admin.getByRole('row').filter({ hasText: 'Newsletter' }).first();
  await form.waitFor();
  const cells = Object.fromEntries(
    (await admin.getByRole('columnheader').allTextContents()).map((header, index) => [header, index]),
  );
  const number = async (header: string) => Number(await form.getByRole('cell').nth(cells[header]!).textContent());
  expect(await number('Views')).toBeGreaterThan(0);
  expect(await number('Successes')).toBe(1);
});

test('no log line identifies the shopper', () => {
  expect(beckon.output()).not.toContain(shopper);
  expect(beckon.output()).not.toContain('Sample');
});

async function readOnlyContact(): Promise<ContactDetail> {
  const { data } = await api<{ data: { id: string }[] }>('/contacts');
  return api<ContactDetail>(`/contacts/${data[0]!.id}`);
}
