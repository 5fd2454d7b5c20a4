import { TestPushService } from '@beckon/adapters/testing';
import { type DemoShop, openDemoShop, order, playPush } from '@beckon/test-setup/demo-shop';
import type { RunningBeckon } from '@beckon/test-setup/start-beckon';
import type { Page, Worker } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

const service = await TestPushService.start();
const device = service.subscribe();
let demo: DemoShop;
let beckon: RunningBeckon;
let shop: Page;

beforeAll(async () => {
  demo = await openDemoShop({ BECKON_PUSH_HOSTS: service.origin });
  beckon = demo.beckon;
  shop = await demo.open();
  shop.setDefaultTimeout(10_000);
  await playPush(shop, device);
});

afterAll(async () => {
  await demo?.close();
  await service.close();
});

async function until(what: string, isSo: () => unknown, milliseconds = 15_000): Promise<void> {
  const end = performance.now() + milliseconds;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`timed out waiting until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What the shop's service worker shows for this message. */
async function deliver(payload: string): Promise<unknown[]> {
  const found = () => shop.context().serviceWorkers()[0];
  await until('the worker is there', found);
  const worker = found() as Worker;
  await worker.evaluate(`{
    self.shown = [];
    registration.showNotification = async (title, options) => void shown.push({ title, ...options });
  }`);
  const session = await shop.context().newCDPSession(shop);
  const id = new Promise<string>((resolve) => {
    session.on(
      'ServiceWorker.workerRegistrationUpdated',
      ({ registrations: [one] }) => one && resolve(one.registrationId),
    );
  });
  await session.send('ServiceWorker.enable');
  const origin = new URL(shop.url()).origin;
  await session.send('ServiceWorker.deliverPushMessage', { origin, registrationId: await id, data: payload });
  const shown = () => worker.evaluate<unknown[]>('shown');
  await until('it is shown', async () => (await shown()).length > 0);
  return shown();
}

test('a shopper who allows push while offline after an order gets the welcome message once online', async () => {
  await order(shop, beckon, { email: 'kim@example.com' });
  await shop.getByRole('heading', { name: 'Be the first to know' }).waitFor();
  // The push service is unavailable at first.
  service.answer = (response) => {
    service.answer = (later) => later.writeHead(201).end();
    response.writeHead(503, { 'retry-after': '1' }).end();
  };
  await shop.route('**/v1/push/subscribe?*', (route) => route.abort());
  await shop.getByRole('button', { name: 'Turn on notifications' }).click();
  await shop.getByText('You are offline').waitFor();
  expect(service.requests).toBe(0);
  await shop.unroute('**/v1/push/subscribe?*');
  await shop.evaluate("dispatchEvent(new Event('online'))");

  await until('the welcome is there', () => device.received.length > 0);
  expect(service.requests).toBe(2);
  const [push] = device.received;
  const key = await shop.evaluate<string>('subscribedWith');
  expect(push!.vapid).toMatchObject({ aud: service.origin, key });
  const { web_push: format, notification } = JSON.parse(push!.payload);
  expect([format, notification.navigate]).toEqual([8030, beckon.dev.storefrontUrl]);
  expect(await deliver(push!.payload)).toEqual([{ ...notification, data: { beckon: notification.navigate } }]);
});

test('after push is turned off, the server has deleted the subscription', async () => {
  const isSubscribed = async () => {
    const { endpoint, p256dh, auth } = device;
    const answer = await fetch(`${beckon.dev.apiUrl}/v1/push/refresh?key=${beckon.dev.writeKey}`, {
      method: 'POST',
      body: JSON.stringify({ endpoint, p256dh, auth }),
    });
    return ((await answer.json()) as { isSubscribed: boolean }).isSubscribed;
  };
  expect(await isSubscribed()).toBe(true);
  await shop.getByRole('button', { name: 'Turn off' }).click();
  await shop.getByRole('heading', { name: 'Notifications are on' }).waitFor({ state: 'detached' });
  // The browser unsubscribes at once; the server learns of it a moment later.
  await expect.poll(isSubscribed, { timeout: 10_000 }).toBe(false);
});
