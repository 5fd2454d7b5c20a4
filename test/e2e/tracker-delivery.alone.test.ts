import { launchChromium } from '@beckon/test-setup/chromium';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { measureDelivery } from '../load/tracker/delivery.ts';
import { type LoadedPeer, loadPeer } from '../load/tracker/load-peer.ts';
import { beckon } from '../load/tracker/peers.ts';
import { openShop, type Shop } from '../load/tracker/shop.ts';

let browser: Browser;
let shop: Shop;
let peer: LoadedPeer;

beforeAll(async () => {
  [browser, shop, peer] = await Promise.all([launchChromium(), openShop(), loadPeer(beckon)]);
});
afterAll(async () => {
  await browser?.close();
  shop?.close();
});

/** The measurement of `pnpm bench:tracker`, for our tracker only. */
test.each(['stay', 'close', 'same-site', 'cross-site'] as const)(
  'two hundred events of one moment arrive without a return, and count once: %s',
  async (scenario) => {
    const delivery = await measureDelivery(scenario, { browser, shop, peer });
    expect(delivery).toMatchObject({ sent: 200, delivered: 200, afterReturn: 200, doubled: 0, preflights: 0 });
  },
);

test('fifty events while offline are sent when online again, and count once', async () => {
  const delivery = await measureDelivery('offline', { browser, shop, peer });
  expect(delivery).toMatchObject({ sent: 50, delivered: 0, afterReturn: 50, doubled: 0, preflights: 0 });
});

test('fifty events during an outage are retried while the page stays open, and count once', async () => {
  const delivery = await measureDelivery('outage', { browser, shop, peer });
  expect(delivery).toMatchObject({ sent: 50, delivered: 50, afterReturn: 50, doubled: 0, preflights: 0 });
});
