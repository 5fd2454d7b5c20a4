import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectRequestSchema, eventCatalog } from '@beckon/contract';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type Storefront, startStorefront } from './index.ts';
import type { ShopEvent } from './orders/order-events.ts';

/** A collector that records requests; `answers` replaces its next responses. */
const received: ShopEvent[][] = [];
let answers: number[] = [];
const collector = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  if (request.url?.includes('/catalog/')) return void response.end('{}');
  received.push(collectRequestSchema.parse(JSON.parse(body)).events as ShopEvent[]);
  response.writeHead(answers.shift() ?? 202, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ accepted: 1, duplicates: 0, quarantined: 0, results: [] }));
});
let shop: Storefront;

beforeAll(async () => {
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const apiUrl = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  shop = await startStorefront({ port: 0, apiUrl, writeKey: 'pk_test', secretKey: 'sk_test' });
});
beforeEach(() => {
  received.length = 0;
  answers = [];
});
afterAll(async () => {
  await shop.close();
  collector.closeAllConnections();
  collector.close();
});

const anna = {
  firstName: 'Anna',
  lastName: 'Sørensen',
  email: 'anna@example.com',
  street: 'Rua do Sol 3',
  postcode: '4000-001',
  city: 'Porto',
  country: 'Portugal',
};
const cartOf = (variantId: string, quantity: number) => JSON.stringify([{ variantId, quantity, price: 1 }]);
const send = (fields: Record<string, string>) =>
  fetch(`${shop.url}/checkout`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });

test('every page has a strict policy, and an unknown path is a 404', async () => {
  for (const path of ['/', '/?category=glow', '/products/watering-can', '/cart', '/checkout', '/react']) {
    const response = await fetch(shop.url + path);
    expect(response.status, path).toBe(200);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'; script-src 'self' http");
    expect(response.headers.get('content-security-policy')).not.toContain('unsafe');
  }
  for (const path of ['/nowhere', '/products/nothing', '/orders/TF-0', '/?category=__proto__']) {
    expect((await fetch(shop.url + path)).status, path).toBe(404);
  }
});

test('the page holds exactly the script tag of the documentation', async () => {
  const page = await (await fetch(shop.url)).text();
  expect(page).toMatch(
    /<script async src="http:\/\/127\.0\.0\.1:\d+\/beckon\.js" data-key="pk_test" data-consent="required"><\/script>/,
  );
  expect(page).not.toContain('sk_test');
});

test('an order is charged by the catalog’s prices, whatever the browser sends, and reported to Beckon', async () => {
  const visitor = '019a9c1e-7c00-7000-8000-000000000001';
  const fields = { ...anna, cart: cartOf('enamel-mug-sky', 2), anonymousId: visitor, createAccount: 'yes' };
  const response = await send(fields);
  expect(response.status).toBe(303);
  const page = await (await fetch(shop.url + response.headers.get('location'))).text();
  expect(page).toContain('Thank you, Anna');
  expect(page).toContain('$42.90');

  await vi.waitFor(() => expect(received).toHaveLength(1));
  const [created, placed] = received[0] ?? [];
  expect(created).toMatchObject({ type: 'contact_created', email: anna.email, properties: { firstName: 'Anna' } });
  expect(placed).toMatchObject({
    type: 'placed_order',
    email: anna.email,
    anonymousId: visitor,
    properties: { total: 4290, currency: 'USD', itemCount: 2, items: [{ variantId: 'enamel-mug-sky', price: 1850 }] },
  });
  expect(eventCatalog.placed_order.properties.safeParse(placed?.properties).success).toBe(true);
  expect(eventCatalog.contact_created.properties.safeParse(created?.properties).success).toBe(true);
});

test('the order page is shown even if Beckon is unavailable, and the order is sent later with the same id', async () => {
  answers = [503];
  const response = await send({ ...anna, cart: cartOf('enamel-mug-chalk', 1) });
  expect(response.status).toBe(303);
  await vi.waitFor(() => expect(received).toHaveLength(2), 5_000);
  expect(received[1]?.[0]?.id).toBe(received[0]?.[0]?.id);
});

test('a second click on "Place order" is the same order', async () => {
  const fields = { ...anna, cart: cartOf('storm-lantern-chalk', 2), checkoutId: 'checkout-1' };
  const [first, second] = [await send(fields), await send(fields)];
  expect(second.headers.get('location')).toBe(first.headers.get('location'));
  expect(await (await fetch(`${shop.url}/products/storm-lantern`)).text()).toContain('"stock":1');
});

test('an order for more than the stock is refused with a message', async () => {
  const response = await send({ ...anna, cart: cartOf('watering-can-butter-3l', 3) });
  expect(response.status).toBe(422);
  expect(await response.text()).toContain('Only 2 left of Long-reach watering can');
  const soldOut = await send({ ...anna, cart: cartOf('citronella-candle-clay', 1) });
  expect(await soldOut.text()).toContain('Keep-off candle has just sold out');
  expect(received).toHaveLength(0);
});

test('an invalid form is returned with the input and one message per error', async () => {
  const response = await send({ ...anna, email: 'anna@', city: ' ', cart: cartOf('enamel-mug-sky', 1) });
  expect(response.status).toBe(422);
  const page = await response.text();
  expect(page).toContain('Please check 2 things');
  expect(page).toContain('Enter an e-mail address such as name@example.com.');
  expect(page).toContain('Enter the city.');
  expect(page).toContain('value="Sørensen"');
});

test.each([
  '',
  'nonsense',
  '{}',
  '[null]',
  '[{"variantId":"enamel-mug-sky","quantity":-1}]',
  '[{"variantId":"no","quantity":1}]',
])('a cart that reads %s is refused', async (cart) => {
  expect((await send({ ...anna, cart })).status).toBe(422);
  expect(received).toHaveLength(0);
});

test('a port in use rejects the call', async () => {
  const options = { port: shop.port, apiUrl: 'http://127.0.0.1:1', writeKey: 'pk', secretKey: 'sk' };
  await expect(startStorefront(options)).rejects.toThrow('EADDRINUSE');
});
