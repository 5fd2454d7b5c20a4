import type { JoinWaitlistRequest } from '@beckon/contract';
import { pause } from '@beckon/tracker/testing';
import { describe, expect, test } from 'vitest';
import { type Delivery, deliveries, openStage, type Visit } from './testing/stage.ts';

const stage = openStage('back-in-stock');

const heading = (name: string) => stage.page.getByRole('heading', { name });
const email = () => stage.page.getByRole('textbox', { name: 'Email address' });
const button = () => stage.page.getByRole('button', { name: 'Notify me' });
const message = () => stage.page.getByRole('status');
const sent = () => stage.sent<JoinWaitlistRequest>('waitlist');

/** What the catalog answers, by product and variant; the calls it got. */
async function catalog(soldOut: Record<string, boolean | null>): Promise<string[]> {
  const asked: string[] = [];
  await stage.page.route('**/v1/stock?*', (route) => {
    const query = new URL(route.request().url()).searchParams;
    const item = [query.get('productId'), query.get('variantId')].filter(Boolean).join('/');
    asked.push(`${query.get('key')} ${item}`);
    return item in soldOut ? route.fulfill({ json: { isSoldOut: soldOut[item] } }) : route.abort();
  });
  return asked;
}

const mug = 'product-id="mug" variant-id="blue"';

async function visit(delivery: Delivery, options: Visit = {}) {
  await stage.visit(delivery, options);
}

const change = (delivery: Delivery, attributes: Record<string, string | null>) =>
  stage.page.locator(delivery === 'React component' ? '#root' : 'beckon-back-in-stock').evaluate((element, given) => {
    for (const [name, value] of Object.entries(given))
      value === null ? element.removeAttribute(name) : element.setAttribute(name, value);
  }, attributes);

async function join(address = 'anna@example.com') {
  await email().fill(address);
  await button().click();
  await message().getByText(`If ${address} is new to us`).waitFor();
}

describe.each(deliveries)('back in stock as %s', (delivery) => {
  test('sends product and variant with the wording that was shown', async () => {
    const asked = await catalog({});
    await visit(delivery, { attributes: `${mug} sold-out` });
    await heading('Out of stock').waitFor();
    const wording = await stage.page.getByText('We only use your address').textContent();
    await join();
    expect(sent()).toHaveLength(1);
    expect(sent()[0]).toMatchObject({
      email: 'anna@example.com',
      productId: 'mug',
      variantId: 'blue',
      wording,
      wordingVersion: 'en-2',
      language: 'en',
      pageUrl: `${stage.shop.url}/`,
      leaveBlank: '',
    });
    expect(asked).toEqual([]);
  });

  test.each(['in-stock', 'sold-out="false"'])('is nothing where the page says %s', async (hint) => {
    await catalog({ 'mug/blue': true });
    await visit(delivery, { attributes: `${mug} ${hint}` });
    await pause(500);
    expect(await stage.page.getByRole('form').count()).toBe(0);
    await change(delivery, { 'in-stock': null, 'sold-out': '' });
    await email().waitFor();
  });

  test('asks the catalog where the page says nothing, and follows the chosen variant', async () => {
    const asked = await catalog({ 'mug/blue': true, 'mug/red': false, 'mug/old': null });
    await visit(delivery, { attributes: mug });
    await email().waitFor();
    expect(new Set(asked)).toEqual(new Set(['pk_test mug/blue']));
    for (const variant of ['red', 'old', 'unheard-of']) {
      await change(delivery, { 'variant-id': variant });
      await expect.poll(() => email().count()).toBe(0);
    }
    await change(delivery, { 'variant-id': 'blue' });
    await email().waitFor();
  });

  test('remembers per variant that the shopper has signed up, and only after success', async () => {
    await catalog({});
    await visit(delivery, { attributes: `${mug} sold-out` });
    stage.shop.answer = () => ({ status: 503 });
    await email().fill('anna@example.com');
    await button().click();
    await message().getByText('We could not reach the shop').waitFor();
    await stage.page.reload();
    stage.shop.answer = () => ({ status: 202 });
    await join();
    await change(delivery, { 'variant-id': 'red' });
    await heading('Out of stock').waitFor();
    expect(await message().textContent()).toBe('');
    await change(delivery, { 'variant-id': 'blue' });
    await stage.page.reload();
    await heading('You are on the list').waitFor();
    expect(await stage.violations()).toEqual([]);
    await stage.page.getByRole('button', { name: 'Use another address' }).click();
    await join('bert@example.com');
    expect(sent().map(({ email }) => email)).toEqual(['anna@example.com', 'anna@example.com', 'bert@example.com']);
  });

  test('a request saved offline for one product is sent, and not announced on the page of another', async () => {
    await catalog({});
    await visit(delivery, { attributes: `${mug} sold-out` });
    await email().waitFor();
    await stage.context.setOffline(true);
    await email().fill('anna@example.com');
    await button().click();
    await message().getByText('You are offline').waitFor();
    await change(delivery, { 'product-id': 'bowl' });
    await stage.context.setOffline(false);
    await expect.poll(() => sent().length).toBe(1);
    expect(sent()[0]).toMatchObject({ productId: 'mug', variantId: 'blue' });
    await pause(200);
    expect(await heading('Out of stock').isVisible()).toBe(true);
    expect(await message().textContent()).toBe('');
  });

  test('has no violations that axe can find, before and after', async () => {
    await catalog({});
    await visit(delivery, { attributes: `${mug} sold-out` });
    await email().waitFor();
    expect(await stage.violations()).toEqual([]);
    await join();
    expect(await stage.violations()).toEqual([]);
  });
});

test('back in stock speaks Arabic from right to left', async () => {
  await visit('custom element', { attributes: `${mug} sold-out`, lang: 'ar' });
  await heading('غير متوفر حاليًا').waitFor();
  const direction = await stage.page.getByRole('form').evaluate((form) => getComputedStyle(form).direction);
  expect(direction).toBe('rtl');
});
