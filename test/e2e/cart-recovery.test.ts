import type { ContactDetail, FlowRun, ResponseOf } from '@beckon/contract';
import { type DemoShop, follow, mailsTo, mailTo, openDemoShop, readApi } from '@beckon/test-setup/demo-shop';
import type { RunningBeckon } from '@beckon/test-setup/start-beckon';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

const shopper = 'kim@example.com';
/** With the user agent of a normal browser: a headless one counts as a bot. */
const userAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36';

let demo: DemoShop;
let beckon: RunningBeckon;
let shop: Page;

beforeAll(async () => {
  demo = await openDemoShop();
  beckon = demo.beckon;
  shop = await demo.open({ userAgent });
  // An hour is long for a test: here a cart is left after ten seconds.
  const answer = await fetch(`${beckon.dev.apiUrl}/api/v1/settings`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${beckon.dev.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ cartIdleSeconds: 10 }),
  });
  expect(answer.status).toBe(200);
});

afterAll(() => demo?.close());

async function contact(): Promise<ContactDetail> {
  const { data } = await readApi<ResponseOf<'listContacts'>>(beckon, `/contacts?search=${shopper}`);
  return readApi(beckon, `/contacts/${data[0]!.id}`);
}

async function recoveryRuns(): Promise<FlowRun[]> {
  const { data: flows } = await readApi<ResponseOf<'listFlows'>>(beckon, '/flows');
  const { id } = flows.find(({ key }) => key === 'cart_recovery')!;
  return (await readApi<{ data: FlowRun[] }>(beckon, `/flows/${id}/runs`)).data;
}

async function addStool(): Promise<void> {
  await shop.goto(beckon.dev.storefrontUrl);
  await shop
    .getByRole('link', { name: /Two-minute stool/ })
    .first()
    .click();
  await shop.getByRole('button', { name: 'Add to cart' }).click();
}

test('a subscriber who leaves a cart gets one mail with what is in it', async () => {
  await shop.goto(beckon.dev.storefrontUrl);
  await shop.getByRole('button', { name: 'Accept' }).click();
  const form = shop.locator('beckon-newsletter').first();
  await form.getByLabel(/e-?mail/i).fill(shopper);
  await form.getByRole('button', { name: /sign up|subscribe/i }).click();
  await follow(shop, await mailTo(beckon, shopper, /confirm/i), 'c', 'Confirm subscription');
  await mailTo(beckon, shopper, /welcome/i);

  await addStool();
  await expect
    .poll(async () => (await mailsTo(beckon, shopper)).map(({ subject }) => subject), { timeout: 60_000 })
    .toContain('You left something in your cart');
  const mail = await mailTo(beckon, shopper, /cart/);
  expect(mail.text).toContain('Two-minute stool');
  const link = /href="(http[^"]+)"[^>]*>\s*Back to the shop/.exec(mail.html!)![1]!;
  await shop.goto(link);
  await shop
    .getByRole('link', { name: /Two-minute stool/ })
    .first()
    .waitFor();
}, 90_000);

test('the order ends the flow and closes the cart, so no second mail follows', async () => {
  expect(await recoveryRuns()).toMatchObject([{ status: 'active', contactId: (await contact()).id }]);
  await shop.goto(`${beckon.dev.storefrontUrl}/cart`);
  await shop.getByRole('link', { name: 'Checkout' }).click();
  for (const [label, text] of Object.entries({
    'First name': 'Kim',
    'Last name': 'Sample',
    'E-mail': shopper,
    'Street and number': '1 Harbor Street',
    Postcode: '04101',
    City: 'Portland',
  }))
    await shop.getByLabel(label).fill(text);
  await shop.getByLabel('Country').selectOption({ index: 1 });
  await shop.getByRole('button', { name: 'Place order' }).click();
  await shop.getByRole('heading', { name: 'Thank you, Kim' }).waitFor();
  await expect
    .poll(async () => (await recoveryRuns()).map(({ status }) => status), { timeout: 20_000 })
    .toEqual(['exited']);
  expect(await readApi(beckon, `/contacts/${(await contact()).id}/cart`)).toEqual({ cart: null });
  expect((await mailsTo(beckon, shopper)).filter(({ subject }) => /cart/.test(subject))).toHaveLength(1);
  expect(await recoveryRuns()).toHaveLength(1);
}, 90_000);
