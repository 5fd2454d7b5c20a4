/// <reference types="node" />
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PushRefreshRequest, PushSubscribeRequest } from '@beckon/contract';
import { until } from '@beckon/tracker/testing';
import type { Worker } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { type Delivery, deliveries, openStage, type Visit } from './testing/stage.ts';

const stage = openStage('push-permission');

/** Of RFC 8291, appendix A. */
const serverKey = 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4';

const heading = (name: string) => stage.page.getByRole('heading', { name });
const yes = () => stage.page.getByRole('button', { name: 'Turn on notifications' });
const no = () => stage.page.getByRole('button', { name: 'Not now' });
const subscribed = () => stage.sent<PushSubscribeRequest>('push/subscribe');
const refreshed = () => stage.sent<PushRefreshRequest>('push/refresh');
const memory = () => stage.page.evaluate(() => JSON.parse(localStorage['beckon.push'] ?? 'null'));

/** Headless Chromium has no push service: its responses are simulated here, everything else is real. */
async function playPushService(answer: 'granted' | 'denied' | 'default' = 'granted') {
  await stage.context.grantPermissions(['notifications']);
  await stage.page.route('**/v1/push/key?*', (route) => route.fulfill({ json: { publicKey: serverKey } }));
  await stage.page.addInitScript((answer) => {
    let permission = localStorage.permission ?? 'default';
    Object.defineProperty(Notification, 'permission', { get: () => permission });
    Notification.requestPermission = async () => {
      localStorage.clicked = navigator.userActivation.isActive;
      permission = localStorage.permission = answer;
      return permission;
    };
    const made = (): PushSubscription => {
      const { key, number } = JSON.parse(localStorage.fake);
      const bytes = Uint8Array.from(atob(key.replace(/-/g, '+').replace(/_/g, '/')), (sign) => sign.charCodeAt(0));
      const endpoint = `https://push.test/${number}`;
      return {
        endpoint,
        options: { applicationServerKey: bytes.buffer },
        toJSON: () => ({ endpoint, keys: { p256dh: 'point', auth: 'secret' } }),
        unsubscribe: async () => delete localStorage.fake,
      } as never;
    };
    PushManager.prototype.getSubscription = async () => (localStorage.fake ? made() : null);
    PushManager.prototype.subscribe = async (options) => {
      if (!options?.userVisibleOnly) throw new Error('silent');
      localStorage.fakes = +(localStorage.fakes ?? 0) + 1;
      localStorage.fake = JSON.stringify({ key: options.applicationServerKey, number: localStorage.fakes });
      return made();
    };
  }, answer);
}

async function visit(delivery: Delivery, options: Visit = {}) {
  await stage.visit(delivery, options);
  stage.shop.answer = () => ({ status: 200, body: { status: 'subscribed', isSubscribed: true } });
}

/** From one page of the shop to another, as by a link. */
async function openNextPage(path = '/second') {
  await Promise.all([stage.page.waitForURL(`**${path}`), stage.page.evaluate((path) => location.assign(path), path)]);
}

describe.each(deliveries)('push permission as %s', (delivery) => {
  test('gives its reason on the second page, lets the browser ask in the click, and tells the server', async () => {
    await playPushService();
    await visit(delivery, { attributes: 'user-id="anna" signature="signed"' });
    await stage.page.waitForLoadState('networkidle');
    expect(await yes().count()).toBe(0);
    expect(await stage.page.evaluate(() => Object.keys(localStorage))).toEqual([]);
    await openNextPage();
    await heading('Be the first to know').waitFor();
    const wording = await stage.page.getByText('You will get our news as notifications').textContent();
    expect(await stage.violations()).toEqual([]);
    await yes().click();
    await heading('Notifications are on').waitFor();
    await expect.poll(() => stage.page.getByRole('status').evaluate((news) => news.matches(':focus'))).toBe(true);
    expect(await stage.page.getByRole('status').textContent()).toBe(
      'We will notify you in this browser when there is news.',
    );
    expect(await stage.page.evaluate(() => localStorage.clicked)).toBe('true');
    expect(subscribed()).toEqual([
      {
        endpoint: 'https://push.test/1',
        p256dh: 'point',
        auth: 'secret',
        userId: 'anna',
        signature: 'signed',
        language: 'en',
        wording,
        wordingVersion: 'en-2',
        pageUrl: `${stage.shop.url}/second`,
      },
    ]);
    expect(await stage.violations()).toEqual([]);
    await openNextPage('/third');
    await until('the visit is told', () => refreshed().length > 0);
    expect(refreshed()[0]).toMatchObject({
      endpoint: 'https://push.test/1',
      previousEndpoint: 'https://push.test/1',
      userId: 'anna',
      signature: 'signed',
    });
    expect(await stage.page.getByRole('heading', { level: 2 }).count()).toBe(0);
  });

  test('after a refusal the prompt is suppressed for 3, 7, then 30 days', async () => {
    await playPushService();
    await visit(delivery);
    for (const [index, days] of [3, 7, 30, 30].entries()) {
      await openNextPage(`/page${index}`);
      await no().click();
      await no().waitFor({ state: 'detached' });
      await until('the no is remembered', async () => (await memory())?.noes === index + 1);
      const left = (await memory()).until - Date.now();
      expect(Math.round(left / 864e5)).toBe(days);
      await openNextPage(`/later${index}`);
      await stage.page.waitForLoadState('networkidle');
      expect(await no().count()).toBe(0);
      await stage.page.evaluate(() => {
        localStorage['beckon.push'] = JSON.stringify({ ...JSON.parse(localStorage['beckon.push']), until: 0 });
      });
    }
    expect(subscribed()).toEqual([]);
  });

  test('a lost connection loses nothing: the consent is sent when the browser is online again', async () => {
    await playPushService();
    await visit(delivery, { attributes: 'always' });
    await stage.page.route('**/v1/push/subscribe?*', (route) => route.abort());
    await yes().click();
    await stage.page.getByText('You are offline').waitFor();
    await stage.page.unroute('**/v1/push/subscribe?*');
    await stage.page.evaluate(() => dispatchEvent(new Event('online')));
    await until('the yes is told', () => subscribed().length === 1);
    await stage.page.getByText('You are offline').waitFor({ state: 'detached' });
    expect(await memory()).toEqual({ endpoint: 'https://push.test/1' });
  });

  test('a subscription revoked elsewhere is ended in the browser; one replaced by the browser is reported', async () => {
    await playPushService();
    await visit(delivery, { attributes: 'always' });
    await yes().click();
    await heading('Notifications are on').waitFor();
    await stage.page.evaluate(() => delete localStorage.fake);
    await openNextPage('/replaced');
    await until('the new endpoint is told', () => refreshed().length > 0);
    expect(refreshed()).toHaveLength(1);
    expect(refreshed()[0]).toMatchObject({ endpoint: 'https://push.test/2', previousEndpoint: 'https://push.test/1' });
    await heading('Notifications are on').waitFor();
    stage.shop.answer = () => ({ status: 200, body: { isSubscribed: false } });
    await openNextPage('/revoked');
    await yes().waitFor();
    expect(await stage.page.evaluate(() => localStorage.fake)).toBeUndefined();
  });

  test('can be turned off where it was turned on', async () => {
    await playPushService();
    await visit(delivery, { attributes: 'always' });
    await yes().click();
    await stage.page.getByRole('button', { name: 'Turn off' }).click();
    await yes().waitFor();
    expect(stage.sent('push/unsubscribe')).toEqual([{ endpoint: 'https://push.test/1' }]);
    expect(await stage.page.evaluate(() => localStorage.fake)).toBeUndefined();
  });

  test('a browser that may not ask is not asked: it is said how to allow it', async () => {
    await playPushService('denied');
    await visit(delivery, { attributes: 'always' });
    await yes().click();
    await heading('Notifications are blocked').waitFor();
    expect(await stage.violations()).toEqual([]);
    expect(subscribed()).toEqual([]);
  });
});

const agents: [name: string, agent: string, shows: boolean][] = [
  [
    'Safari 17 on an iPhone',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Mobile/15E148 Safari/604.1',
    true,
  ],
  [
    'Safari 16.3 on an iPhone',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 16_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.3 Mobile/15E148 Safari/604.1',
    false,
  ],
  [
    'Chrome on an iPhone',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/120.0 Mobile/15E148 Safari/604.1',
    false,
  ],
];
test('a key that cannot be had is said in words, and the next try is a new one', async () => {
  await playPushService();
  await stage.page.route('**/v1/push/key?*', (route) => route.abort(), { times: 2 });
  await visit('custom element', { attributes: 'always' });
  await yes().click();
  await stage.page.getByText('We could not reach the shop').waitFor();
  await yes().click();
  await heading('Notifications are on').waitFor();
});

test.each(agents)('the steps for the Home Screen: %s', async (_, agent, shows) => {
  await stage.page.addInitScript((agent) => {
    Object.defineProperty(navigator, 'userAgent', { get: () => agent });
    delete (window as { PushManager?: unknown }).PushManager;
  }, agent);
  await visit('custom element', { attributes: 'always' });
  if (shows) await heading('Add us to your Home Screen').waitFor();
  await stage.page.waitForLoadState('networkidle');
  expect(await stage.page.getByRole('heading', { level: 2 }).count()).toBe(shows ? 1 : 0);
});

/** Scopes of the workers that there are, and the script of the one that has the page. */
const workers = () =>
  stage.page.evaluate(async () => ({
    scopes: (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => new URL(scope).pathname).sort(),
    page: new URL((await navigator.serviceWorker.getRegistration('/'))?.active?.scriptURL ?? 'x:/none').pathname,
  }));

test('runs under a strict policy with Trusted Types', async () => {
  await playPushService();
  const policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; worker-src 'self'; require-trusted-types-for 'script'; trusted-types beckon-push";
  await visit('custom element', { attributes: 'always', headers: { 'content-security-policy': policy } });
  await yes().click();
  await heading('Notifications are on').waitFor();
  expect(await workers()).toEqual({ scopes: ['/beckon-push/'], page: '/none' });
});

test('the shop’s own service worker is not replaced', async () => {
  writeFileSync(join(stage.folder, 'sw.js'), 'addEventListener("fetch", () => {});');
  await playPushService();
  await visit('custom element', { attributes: 'always' });
  await stage.page.evaluate(async () => {
    await navigator.serviceWorker.register('/sw.js');
    await navigator.serviceWorker.ready;
  });
  await yes().click();
  await heading('Notifications are on').waitFor();
  expect(await workers()).toEqual({ scopes: ['/', '/beckon-push/'], page: '/sw.js' });
});

/** Hands a message to the worker as the browser does when one comes in. */
async function push(scope: string, data: string) {
  const session = await stage.context.newCDPSession(stage.page);
  const found = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const ours = registrations.find(({ scopeURL }) => scopeURL === `${stage.shop.url}${scope}`);
      if (ours) resolve(ours.registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.deliverPushMessage', {
    origin: stage.shop.url,
    registrationId: await found,
    data,
  });
}
type Shown = { title: string; body?: string; tag?: string; data?: unknown };
type InWorker = {
  shown: Shown[];
  opened: string[];
  registration: { showNotification(title: string, options?: object): Promise<void> };
  clients: { openWindow(url: string): Promise<void> };
};

/** The headless Chromium shows no notifications; what a worker would show, or open, it writes down instead. */
async function listen(script: string): Promise<Worker> {
  const found = () => stage.context.serviceWorkers().find((worker) => new URL(worker.url()).pathname.endsWith(script));
  await until('the worker is there', found);
  const worker = found() as Worker;
  await worker.evaluate(() => {
    const scope = self as never as InWorker;
    scope.shown = [];
    scope.opened = [];
    scope.registration.showNotification = async (title, options) => void scope.shown.push({ title, ...options });
    scope.clients.openWindow = async (url) => void scope.opened.push(url);
  });
  return worker;
}
const shownBy = (worker: Worker) => worker.evaluate(() => (self as never as InWorker).shown);

const notification = { title: 'Shop', body: 'The mug is back.', navigate: 'https://shop.test/mug', tag: 'dlv_1' };

test.each([
  ['our own worker', undefined, 'beckon-push-sw.js', '/beckon-push/'],
  ['the worker of the shop, which imports ours', 'worker="page"', 'sw.js', '/'],
])('%s shows what is ours, and leaves the rest to others', async (_, attribute, script, scope) => {
  writeFileSync(
    join(stage.folder, 'sw.js'),
    `importScripts("/beckon-push-sw.js");
    addEventListener("push", (e) => e.data.text() === "own" && e.waitUntil(registration.showNotification("own")));`,
  );
  await playPushService();
  await visit('custom element', { attributes: `always ${attribute ?? ''}` });
  if (attribute) await stage.page.evaluate(() => navigator.serviceWorker.register('/sw.js').then(() => undefined));
  await yes().click();
  await heading('Notifications are on').waitFor();
  const worker = await listen(script);
  for (const data of ['own', '{"title":"of somebody else"}', JSON.stringify({ web_push: 8030, notification })])
    await push(scope, data);
  const shown = { ...notification, data: { beckon: notification.navigate } };
  await until('it is shown', async () => (await shownBy(worker)).length > (attribute ? 1 : 0));
  expect(await shownBy(worker)).toEqual(attribute ? [{ title: 'own' }, shown] : [shown]);

  for (const data of [shown.data, { of: 'somebody else' }, null]) {
    await worker.evaluate((data) => {
      const event = Object.assign(new Event('notificationclick'), {
        notification: { data, close: () => {} },
        waitUntil: () => {},
      });
      dispatchEvent(event);
    }, data);
  }
  await until('the shop is opened', () => worker.evaluate(() => (self as never as InWorker).opened.length));
  expect(await worker.evaluate(() => (self as never as InWorker).opened)).toEqual([notification.navigate]);
});

describe('when the browser renews its subscription on its own', () => {
  /** Chromium does so by its push service alone, and a made event cannot be waited for: the rest is a real worker's. */
  async function renew(options: { given: boolean }): Promise<{ options: object[]; hasEnded: boolean }> {
    const worker = await listen('beckon-push-sw.js');
    return worker.evaluate(async ({ given }) => {
      const scope = self as never as {
        registration: { pushManager: { subscribe(options: object): Promise<object> } };
        location: Location;
      };
      const subscribedWith: object[] = [];
      let hasEnded = false;
      const subscription = {
        toJSON: () => ({ endpoint: 'https://push.test/renewed', keys: { p256dh: 'new point', auth: 'new secret' } }),
        unsubscribe: async () => {
          hasEnded = true;
        },
      };
      scope.registration.pushManager.subscribe = async (options) => {
        subscribedWith.push(options);
        return subscription;
      };
      const waited: Promise<unknown>[] = [];
      const change = (changed: object) =>
        dispatchEvent(
          Object.assign(new Event('pushsubscriptionchange'), {
            waitUntil: (work: Promise<unknown>) => waited.push(work),
            ...changed,
          }),
        );
      // Without the previous endpoint, the server could not find the owner.
      change({ oldSubscription: null, newSubscription: null });
      change({
        oldSubscription: { endpoint: 'https://push.test/1', options: { userVisibleOnly: true } },
        newSubscription: given ? subscription : null,
      });
      await Promise.all(waited);
      return { options: subscribedWith, hasEnded };
    }, options);
  }

  async function subscribedPage(): Promise<void> {
    await playPushService();
    await visit('custom element', { attributes: 'always' });
    await yes().click();
    await heading('Notifications are on').waitFor();
  }

  test.each([[true], [false]])('the worker tells the server, with no page (given a new one: %s)', async (given) => {
    await subscribedPage();
    expect(await renew({ given })).toEqual({ options: given ? [] : [{ userVisibleOnly: true }], hasEnded: false });
    expect(refreshed()).toEqual([
      {
        endpoint: 'https://push.test/renewed',
        p256dh: 'new point',
        auth: 'new secret',
        previousEndpoint: 'https://push.test/1',
      },
    ]);
  });

  test('and gives it up where it was revoked in the meantime', async () => {
    await subscribedPage();
    stage.shop.answer = () => ({ status: 200, body: { isSubscribed: false } });
    expect(await renew({ given: true })).toMatchObject({ hasEnded: true });
  });
});
