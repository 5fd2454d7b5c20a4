import type { Flow, FlowExplanation } from '@beckon/contract';
import { writeAbandonedCarts } from '@beckon/core/carts';
import { consumers } from '@beckon/core/consumers';
import { sql } from '@beckon/core/db';
import { advanceRuns, installFlows } from '@beckon/core/flows';
import { applyAll, runReadyJobs } from '@beckon/core/testing';
import { beforeAll, expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

/**
 * What shoppers and the shop's server do, over HTTP alone; only the clock is ours. Between their acts the workers do what
 * they do anyway.
 */
const { app, ctx, clock, tenant, sender, post } = await createTestApi();
const hour = 60 * 60 * 1_000;
const day = 24 * hour;

async function work(): Promise<void> {
  await writeAbandonedCarts(ctx);
  for (let rounds = 0; rounds < 3; rounds++) {
    for (const consumer of consumers) await applyAll(ctx, consumer);
    while ((await advanceRuns(ctx)) > 0);
    await runReadyJobs(ctx);
  }
}

/** Lets time pass, an hour at most in one step, as workers see it. */
async function pass(milliseconds: number): Promise<void> {
  for (let left = milliseconds; left > 0; left -= hour) {
    clock.advance(Math.min(left, hour));
    await writeAbandonedCarts(ctx);
    if ((await advanceRuns(ctx)) > 0) await work();
  }
  await work();
}

const call = async <T>(method: string, path: string, key: string, body?: object): Promise<T> => {
  const answer = await app.request(path, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  expect(answer.status, `${path}: ${await answer.clone().text()}`).toBeLessThan(300);
  return (await answer.json()) as T;
};
const admin = <T>(method: string, path: string, body?: object) => call<T>(method, path, tenant.apiKey, body);

let sent = 0;
const server = (event: object) =>
  call('POST', '/api/v1/events', tenant.secretKey, {
    events: [{ id: `event ${++sent}`, occurredAt: clock.now().toISOString(), ...event }],
  });

const subjectsTo = (email: string) =>
  sender.sent.filter(({ to }) => to.address === email).map(({ subject }) => subject);
const lastTo = (email: string) => sender.sent.findLast(({ to }) => to.address === email)!;

async function subscribe(email: string): Promise<void> {
  await post('/v1/subscribe', { email, wordingVersion: 'v1', wording: 'News, please.' });
  await work();
  const link = new URL(/https:\/\/\S+\/c\/[\w.-]+/.exec(lastTo(email).text)![0]).pathname;
  expect((await app.request(link, { method: 'POST' })).status).toBe(200);
  await work();
}

async function explain(email: string, key: string): Promise<FlowExplanation> {
  const { data } = await admin<{ data: Flow[] }>('GET', '/api/v1/flows');
  const flow = data.find((one) => one.key === key)!;
  const contacts = await admin<{ data: { id: string }[] }>(
    'GET',
    `/api/v1/contacts?search=${encodeURIComponent(email)}`,
  );
  return admin('GET', `/api/v1/contacts/${contacts.data[0]!.id}/why?flow=${flow.id}`);
}

beforeAll(async () => {
  await installFlows(ctx, tenant.id);
  // The cap of a week has tests of its own.
  await ctx.db.query(sql`update tenants set weekly_cap = 50 where id = ${tenant.id}`);
  clock.set('2027-05-03T10:00:00Z');
  const { data } = await admin<{ data: Flow[] }>('GET', '/api/v1/flows');
  for (const { id, key, version } of data)
    if (key !== null && ['cart_recovery', 'post_purchase'].includes(key))
      await admin('POST', `/api/v1/flows/${id}/publish`, { version });
  const product = { url: 'https://shop.test/mug', imageUrl: 'https://shop.test/mug.png', quantity: 5 };
  await call('PUT', '/api/v1/catalog/products', tenant.secretKey, {
    products: [
      { id: 'mug', title: 'Blue mug', price: 1_400, currency: 'USD', ...product },
      { id: 'bowl', title: 'Green bowl', price: 2_200, currency: 'USD', ...product, url: 'https://shop.test/bowl' },
    ],
  });
  await work();
});

test('register → welcome: at once with consent, and best sellers three days later', async () => {
  const email = 'anna@example.com';
  await server({ type: 'contact_created', userId: 'anna', email });
  await work();
  expect(subjectsTo(email)).toEqual([]);
  await subscribe(email);
  expect(subjectsTo(email)).toHaveLength(2);
  expect(lastTo(email).headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
  await pass(3 * day);
  expect(subjectsTo(email)).toHaveLength(3);
  expect((await explain(email, 'welcome')).summary).toContain('It took its last step.');
});

test('abandon → recovery after an hour with the cart as it is then; buy → out of it, into what follows an order', async () => {
  const email = 'ben@example.com';
  await server({ type: 'contact_created', userId: 'ben', email });
  await subscribe(email);
  const before = subjectsTo(email).length;
  const add = (productId: string) =>
    server({
      type: 'added_to_cart',
      userId: 'ben',
      email,
      properties: { productId, quantity: 1, title: 'Cheap pills' },
    });
  await add('mug');
  await work();
  await pass(hour - 60_000);
  expect(subjectsTo(email)).toHaveLength(before);
  await pass(60_000);
  expect(subjectsTo(email)).toHaveLength(before + 1);
  expect(lastTo(email).html).toContain('Blue mug');
  expect(lastTo(email).html).not.toContain('Cheap pills');
  await add('bowl');
  await work();
  await pass(day);
  expect(subjectsTo(email)).toHaveLength(before + 2);
  expect(lastTo(email).html).toContain('Green bowl');
  const items = [{ productId: 'mug', quantity: 1 }];
  await server({
    type: 'placed_order',
    userId: 'ben',
    email,
    properties: { orderId: '1', total: 1_400, currency: 'USD', items },
  });
  await work();
  expect((await explain(email, 'welcome')).summary).toContain('An event happened that ends the flow.');
  const bought = subjectsTo(email).length;
  await pass(day);
  expect(subjectsTo(email)).toHaveLength(bought + 1);
  await pass(13 * day);
  expect(subjectsTo(email)).toHaveLength(bought + 2);
  expect(lastTo(email).html).toContain('https://shop.test/mug');
  expect((await explain(email, 'post_purchase')).runs[0]!.steps.map(({ step }) => step)).toContain('review_request');
});

test('unsubscribe → nothing further, and the trail says why', async () => {
  const email = 'carla@example.com';
  await subscribe(email);
  const before = subjectsTo(email).length;
  const link = new URL(/<(https:[^>]+)>/.exec(lastTo(email).headers['List-Unsubscribe']!)![1]!);
  await app.request(link.pathname, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) });
  await pass(4 * day);
  expect(subjectsTo(email)).toHaveLength(before);
  const { runs } = await explain(email, 'welcome');
  expect(runs[0]!.deliveries.map(({ status }) => status)).toEqual(['sent', 'skipped']);
  expect(runs[0]!.deliveries[1]!.text).toContain('The address is suppressed');
});

test('restock → everyone who waits gets a link to the product', async () => {
  const email = 'dora@example.com';
  const stock = (quantity: number) =>
    call('POST', '/api/v1/catalog/stock', tenant.secretKey, { stock: [{ productId: 'bowl', quantity }] });
  await stock(0);
  await work();
  await post('/v1/waitlist', { email, productId: 'bowl', wordingVersion: 'v1', wording: 'Tell me.' });
  await work();
  const link = new URL(/https:\/\/\S+\/w\/[\w.-]+/.exec(lastTo(email).text)![0]).pathname;
  expect((await app.request(link, { method: 'POST' })).status).toBe(200);
  await stock(3);
  await pass(10 * 60_000);
  expect(lastTo(email).html).toContain('https://shop.test/bowl');
});
