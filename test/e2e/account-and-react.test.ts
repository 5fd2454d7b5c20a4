import { TestPushService } from '@beckon/adapters/testing';
import type { ContactDetail, ResponseOf } from '@beckon/contract';
import { type DemoShop, follow, mailTo, openDemoShop, order, playPush } from '@beckon/test-setup/demo-shop';
import type { RunningBeckon } from '@beckon/test-setup/start-beckon';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** The account page with the preference center, and the React widgets, from end to end in the demo shop. */
const service = await TestPushService.start();
const device = service.subscribe();
let demo: DemoShop;
let beckon: RunningBeckon;
let shop: Page;

beforeAll(async () => {
  demo = await openDemoShop({ BECKON_PUSH_HOSTS: service.origin });
  beckon = demo.beckon;
  shop = await demo.open();
  await playPush(shop, device);
  await order(shop, beckon, { email: 'kim@example.com', hasAccount: true });
});

afterAll(async () => {
  await demo?.close();
  await service.close();
});

async function api<T>(path: string): Promise<T> {
  const { adminUrl, apiKey } = beckon.dev;
  const headers = { authorization: `Bearer ${apiKey}` };
  return (await fetch(adminUrl.replace('/admin/', path), { headers })).json() as Promise<T>;
}

async function contact(email: string): Promise<ContactDetail> {
  const { data } = await api<ResponseOf<'listContacts'>>(`/api/v1/contacts?search=${encodeURIComponent(email)}`);
  return api(`/api/v1/contacts/${data[0]!.id}`);
}

const consentsOf = async (email: string) =>
  Object.fromEntries((await contact(email)).consents.map(({ type, state }) => [type, state]));

const open = (path: string) => shop.goto(beckon.dev.storefrontUrl + path);

/** Signs up through a form on the page and the link in the mail. */
async function join(form: Locator, email: string): Promise<void> {
  await form.getByLabel('Email').fill(email);
  await form.getByRole('button').first().click();
  await form.getByRole('status').getByText(email).waitFor();
}

describe('as React components', () => {
  const example = (name: string) => shop.getByRole('region', { name, exact: true });

  test('the newsletter, filled in without a network, reaches the mailbox and the segment', async () => {
    await open('/react');
    const form = example('Newsletter');
    await form.getByLabel('Email').fill('lena@example.com');
    await shop.context().setOffline(true);
    await form.getByRole('button').first().click();
    await form.getByText('You are offline').waitFor();
    await shop.context().setOffline(false);
    await form.getByText('We sent a link to lena@example.com').waitFor();
    await follow(shop, await mailTo(beckon, 'lena@example.com', /confirm/i), 'c', 'Confirm subscription');
    await mailTo(beckon, 'lena@example.com', /welcome/i);
    expect(await consentsOf('lena@example.com')).toEqual({ email: 'granted', marketing: 'granted' });
    expect((await contact('lena@example.com')).segments).toEqual([{ id: 'newsletter', name: 'Newsletter' }]);
  });

  test('a shopper on the waitlist is notified when the product is back in stock', async () => {
    await open('/react');
    await join(example('BackInStock'), 'omar@example.com');
    await follow(shop, await mailTo(beckon, 'omar@example.com', /confirm your alert/), 'w', 'Confirm alert');
    await open('/warehouse');
    await shop.getByRole('button', { name: /Bring 10 of Keep-off candle/ }).click();
    await mailTo(beckon, 'omar@example.com', /^Back in stock: Keep-off candle/);
    // The product is available now, so there is no form.
    await open('/react');
    await example('Newsletter').getByLabel('Email').waitFor();
    expect(await example('BackInStock').getByLabel('Email').count()).toBe(0);
  });

  test('a signed-in shopper allows push, and receives the message', async () => {
    await open('/react');
    await example('PushPermission').getByRole('button', { name: 'Turn on notifications' }).click();
    await example('PushPermission').getByRole('heading', { name: 'Notifications are on' }).waitFor();
    await expect.poll(() => device.received.length, { timeout: 15_000 }).toBeGreaterThan(0);
    expect(JSON.parse(device.received[0]!.payload)).toMatchObject({ web_push: 8030 });
    expect(await consentsOf('kim@example.com')).toMatchObject({ push: 'granted' });
  });

  test('the preference center shows a signed-in shopper their browser, and can remove it', async () => {
    await open('/react');
    await example('PreferenceCenter')
      .getByRole('button', { name: /^Remove/ })
      .click();
    await example('PreferenceCenter').getByText('Your changes have been saved').waitFor();
    expect(await consentsOf('kim@example.com')).toMatchObject({ push: 'revoked' });
  });
});

describe('in the account page', () => {
  const center = () => shop.locator('beckon-preference-center');

  test('choices are saved, and while offline an error is shown', async () => {
    await open('/account');
    await center().getByRole('radio', { name: 'At most once a week' }).check();
    await shop.context().setOffline(true);
    await center().getByRole('button', { name: 'Save' }).click();
    await center().getByText('We could not reach the shop').waitFor();
    await shop.context().setOffline(false);
    // The choices are still selected: the second attempt saves them.
    await center().getByRole('button', { name: 'Save' }).click();
    await center().getByText('Your changes have been saved').waitFor();
    await open('/account');
    await expect.poll(() => center().getByRole('radio', { name: 'At most once a week' }).isChecked()).toBe(true);
  });

  test('email cannot be turned on for an unconfirmed address by signing in', async () => {
    await expect
      .poll(() =>
        center()
          .getByRole('checkbox', { name: /email me/ })
          .isDisabled(),
      )
      .toBe(true);
    // The link in a mail confirms the address; then email can be turned off and on here.
    await join(shop.locator('beckon-newsletter'), 'kim@example.com');
    await follow(shop, await mailTo(beckon, 'kim@example.com', /confirm/i), 'c', 'Confirm subscription');
    for (const isOn of [false, true]) {
      await open('/account');
      await center()
        .getByRole('checkbox', { name: /email me/ })
        .setChecked(isOn);
      await center().getByRole('button', { name: 'Save' }).click();
      await center().getByText('Your changes have been saved').waitFor();
      expect(await consentsOf('kim@example.com')).toMatchObject({ email: isOn ? 'granted' : 'revoked' });
    }
  });

  test('nothing is shown after signing out', async () => {
    await shop.getByRole('button', { name: 'Sign out' }).click();
    await shop.getByText('You are not signed in').waitFor();
    expect(await center().count()).toBe(0);
  });
});
