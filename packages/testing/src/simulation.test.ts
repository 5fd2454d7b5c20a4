import { testServerUrl } from '@beckon/core/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Beckon, type Shop, type Shopper, startBeckon } from './index.ts';

let beckon: Beckon;
beforeAll(async () => {
  beckon = await startBeckon({ postgresUrl: testServerUrl() });
});
afterAll(() => beckon?.close());

const mug = { productId: 'mug', quantity: 1 };
const catalogMug = { id: 'mug', title: 'Mug', url: 'https://shop.test/mug', price: 1_200, currency: 'EUR' };
const order = { total: 1_200, currency: 'EUR' };
const got = (shopper: Shopper) => shopper.messages().map(({ message, at }) => `${message} ${at}`);

async function subscriber(shop: Shop, facts: object = {}): Promise<Shopper> {
  const anna = shop.shopper({ email: 'anna@example.com', ...facts });
  await anna.grants('email', 'marketing');
  return anna;
}

test('a cart that is idle for an hour brings one reminder, with what the catalog says', async () => {
  await using shop = await beckon.newShop({ flows: ['cart_recovery'], products: [catalogMug] });
  const anna = await subscriber(shop);
  await anna.addsToCart(mug);
  await shop.advance('59m');
  expect(got(anna)).toEqual([]);
  await shop.advance('2m');
  expect(got(anna)).toEqual(['cart_recovery 2026-03-02T11:00:00.000Z']);
  const [mail] = anna.mails();
  expect(mail).toMatchObject({ channel: 'email', to: 'anna@example.com', from: 'hello@shop.test' });
  expect(mail!.html).toContain('Mug');
  expect(mail!.text).toContain('12.00');
  expect(mail!.links.map(({ text, target }) => [text, new URL(target).pathname.slice(0, 4)])).toEqual([
    ['Mug', '/mug'],
    ['Back to the shop', '/'],
    ['Unsubscribe', '/u/k'],
    ['Your preferences', '/p/k'],
  ]);
});

test('an order ends the recovery: before the reminder, and between the two', async () => {
  await using shop = await beckon.newShop({ flows: ['cart_recovery'], products: [catalogMug] });
  const anna = await subscriber(shop);
  const ben = shop.shopper({ email: 'ben@example.com' });
  await ben.grants('email', 'marketing');
  await anna.addsToCart(mug);
  await ben.addsToCart(mug);
  await shop.advance('59m');
  await anna.orders(order);
  await shop.advance('3h');
  await ben.orders(order);
  await shop.advance('10d');
  expect(got(anna)).toEqual([]);
  expect(got(ben)).toEqual(['cart_recovery 2026-03-02T11:00:00.000Z']);
});

test('a sign-up passes the form, the link of its mail and the gate; unsubscribing ends what would follow', async () => {
  await using shop = await beckon.newShop();
  const anna = shop.shopper({ email: 'anna@example.com' });
  await anna.subscribes({ confirms: false });
  expect(anna.mails().map(({ message }) => message)).toEqual(['newsletter_confirmation']);
  await anna.confirms();
  const welcome = await anna.expectMessage('welcome');
  await shop.advance('1d');
  await anna.unsubscribes(welcome.channel === 'email' ? welcome : undefined);
  await shop.advance('7d');
  await anna.expectNoMessage('welcome_second');
  expect(await anna.why('welcome_second')).toContain('unsubscribed');
});

test('no moment is skipped in a hundred days: the win-back comes in daytime of the shop, 90 days after the order', async () => {
  await using shop = await beckon.newShop({
    ...{ flows: ['win_back', 'post_purchase'], timezone: 'Europe/Berlin', now: '2026-03-02T20:30:00Z' },
  });
  const anna = await subscriber(shop);
  await anna.orders(order);
  await shop.advance('100d');
  expect(got(anna)).toEqual([
    'post_purchase 2026-03-04T08:00:00.000Z',
    // Summer time has begun in Berlin.
    'review_request 2026-03-17T08:00:00.000Z',
    'win_back 2026-06-01T07:00:00.000Z',
  ]);
  await shop.advance('20d');
  expect(got(anna).at(-1)).toBe('win_back_second 2026-06-11T07:00:00.000Z');
});

test('flows and messages of the shop itself, paused and resumed', async () => {
  await using shop = await beckon.newShop();
  await shop.publishMessage({
    ...{ key: 'care', name: 'Care', channel: 'sms', category: 'transactional' },
    contents: { en: { body: 'Rinse it, {{ contact.first_name | default: "dear customer" }}.' } },
  });
  await shop.publishFlow({
    name: 'Care',
    definition: {
      version: 1,
      trigger: { kind: 'event', events: [{ event: 'parcel_arrived' }] },
      steps: [
        { id: 'hour', kind: 'wait', amount: 1, unit: 'hours' },
        { id: 'care', kind: 'send', message: 'care' },
      ],
    },
  });
  const anna = shop.shopper({ email: 'anna@example.com', firstName: 'Anna', phone: '+4915112345678' });
  await anna.grants('sms');
  await anna.does('parcel_arrived');
  await shop.pauseFlow('Care');
  await shop.advance('2h');
  expect(got(anna)).toEqual([]);
  await shop.resumeFlow('Care');
  expect(anna.texts()).toMatchObject([{ message: 'care', to: '+4915112345678' }]);
  expect(anna.texts()[0]!.text).toContain('Rinse it, Anna.');
});

test('back in stock reaches those who wait, by push too', async () => {
  await using shop = await beckon.newShop();
  await shop.addProducts([{ ...catalogMug, quantity: 0 }]);
  const anna = shop.shopper({ email: 'anna@example.com', userId: 'u1' });
  await anna.joinsWaitlist({ productId: 'mug' });
  await anna.allowsPush();
  shop.outbox.clear();
  await shop.addProducts([{ ...catalogMug, quantity: 5 }]);
  await shop.advance('15m');
  expect(anna.messages().map(({ channel, message }) => [channel, message])).toEqual([
    ['push', 'back_in_stock_push'],
    ['email', 'back_in_stock'],
  ]);
  expect(anna.pushes()[0]).toMatchObject({ url: 'https://shop.test/mug', title: expect.stringContaining('Mug') });
});

test('a flow sees who clicked, and calls a webhook that is captured', async () => {
  await using shop = await beckon.newShop({ flows: ['cart_recovery'], products: [catalogMug] });
  await shop.publishFlow({
    name: 'Tell the till',
    definition: {
      version: 1,
      trigger: { kind: 'event', events: [{ event: 'message_clicked' }] },
      steps: [{ id: 'call', kind: 'webhook', url: 'https://till.test/clicks' }],
    },
  });
  const anna = await subscriber(shop);
  await anna.addsToCart(mug);
  await shop.advance('1h');
  await shop.advance('5m');
  const [mail] = anna.mails();
  await anna.opens(mail!);
  await anna.clicks(mail!, 'https://shop.test/mug');
  await shop.advance('1m');
  expect(shop.outbox.webhooks()).toMatchObject([{ url: 'https://till.test/clicks' }]);
  await expect(anna.clicks(mail!, 'Nothing')).rejects.toThrow('“Mug” (https://shop.test/mug');
});

test('a browser is a stranger until its shopper logs in', async () => {
  await using shop = await beckon.newShop({ flows: ['cart_recovery'], products: [catalogMug] });
  const anna = await subscriber(shop);
  await anna.does('added_to_cart', mug, { from: 'browser' });
  await shop.advance('2h');
  expect(got(anna)).toEqual([]);
  await anna.logsIn();
  await anna.does('added_to_cart', mug, { from: 'browser' });
  await shop.advance('1h');
  await anna.expectMessage('cart_recovery');
});

test('quiet hours hold a text until the morning of the contact', async () => {
  await using shop = await beckon.newShop({ now: '2026-03-02T22:30:00Z', timezone: 'UTC' });
  await shop.publishMessage({
    ...{ key: 'sale', name: 'Sale', channel: 'sms', category: 'marketing' },
    contents: { en: { body: 'Sale.' } },
  });
  await shop.publishFlow({
    name: 'Sale',
    definition: {
      version: 1,
      trigger: { kind: 'event', events: [{ event: 'sale_began' }] },
      steps: [{ id: 'sale', kind: 'send', message: 'sale' }],
    },
  });
  const anna = shop.shopper({ email: 'anna@example.com', phone: '+4915112345678' });
  await anna.grants('sms', 'marketing');
  await anna.does('sale_began');
  expect(got(anna)).toEqual([]);
  expect(await anna.why('sale')).toContain('quiet hours');
  await shop.advance('1d');
  expect(got(anna)).toEqual([expect.stringMatching(/^sale 2026-03-03T0\d:00:00/)]);
});

test('a failed expectation says why', async () => {
  await using shop = await beckon.newShop({ flows: ['cart_recovery'], products: [catalogMug] });
  const anna = shop.shopper({ email: 'anna@example.com' });
  await expect(anna.expectMessage('cart_recovery')).rejects.toThrow('anna@example.com is not a contact');
  await anna.addsToCart(mug);
  await shop.advance('1h');
  await expect(anna.expectMessage('cart_recovery')).rejects.toThrow(
    /has not got “cart_recovery” until 2026-03-02T11:00:00.000Z\.\n.*not sent[\s\S]*failed: The contact has not granted consent to email/,
  );
  await expect(anna.expectMessage('win_back')).rejects.toThrow('Win-back: it has never been published');
  await expect(anna.expectMessage('nothing')).rejects.toThrow('There is no message “nothing”. There are ');
  await anna.grants('email', 'marketing');
  await anna.withdraws('email');
  await anna.registers();
  expect(await anna.why('welcome')).toMatch(/Welcome/);
});

test('what cannot be done is said in words', async () => {
  await expect(beckon.newShop({ now: 'tomorrow' })).rejects.toThrow('"tomorrow" is not a time');
  await expect(beckon.newShop({ flows: ['recovery'] })).rejects.toThrow(
    /no flow “recovery”: there are .*cart_recovery/,
  );
  await expect(beckon.newShop({ timezone: 'Berlin' })).rejects.toThrow(/Berlin/);
  await using shop = await beckon.newShop();
  await expect(shop.advance('soon')).rejects.toThrow('"soon" is not a duration');
  await expect(shop.advanceTo('2026-03-01T00:00:00Z')).rejects.toThrow('is past');
  const anna = shop.shopper({ email: 'anna@example.com' });
  await expect(anna.addsToCart({ ...mug, quantity: 0 })).rejects.toThrow(/added_to_cart was not accepted: .*quantity/);
  await expect(anna.unsubscribes()).rejects.toThrow('no mail that can be unsubscribed from');
  await expect(anna.confirms()).rejects.toThrow('no mail that asks to confirm');
});
