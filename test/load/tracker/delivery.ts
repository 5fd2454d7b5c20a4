import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, BrowserContext } from 'playwright-core';
import { Collector } from './collector.ts';
import type { LoadedPeer } from './load-peer.ts';
import { names, newShopper, type Shop, track, visit } from './shop.ts';

export const scenarios = ['stay', 'close', 'same-site', 'cross-site', 'click', 'offline', 'outage'] as const;
export type Scenario = (typeof scenarios)[number];

export type Delivery = {
  sent: number;
  /** Without another visit: within 5 s after leaving, 15 s after staying, 40 s after an outage. */
  delivered: number;
  /** After another visit, which tracks an event like any page. */
  afterReturn: number;
  repeats: number;
  /** Repeats that a server that knows the ids would still count. */
  doubled: number;
  requests: number;
  preflights: number;
  bytesPerEvent: number;
};

type Visit = { context: BrowserContext; shop: Shop; peer: LoadedPeer; collector: Collector };

/** Number of events for each way of leaving. */
const burst = 200;
const few = 50;
export const clicks = 25;

/**
 * Sends events like a shopper's page and counts those that arrive. Each run has its own browser profile and collector.
 */
export async function measureDelivery(
  scenario: Scenario,
  { browser, shop, peer }: { browser: Browser; shop: Shop; peer: LoadedPeer },
): Promise<Delivery> {
  const context = await newShopper(browser);
  const collector = await Collector.open(peer);
  try {
    const sent = await played[scenario]({ context, shop, peer, collector });
    const { delivered } = collector.tally();
    const { requests, preflights, bytes } = collector;
    await reopenPage({ context, shop, peer, collector }, sent, scenario === 'offline' ? 25_000 : 12_000);
    const { delivered: afterReturn, repeats, doubled } = collector.tally();
    const bytesPerEvent = Math.round(bytes / Math.max(1, delivered));
    return { sent, delivered, afterReturn, repeats, doubled, requests, preflights, bytesPerEvent };
  } finally {
    await context.close();
    collector.close();
  }
}

/**
 * Each scenario waits until everything that can arrive without another visit has arrived, and returns how many events
 * were sent.
 */
const played: Record<Scenario, (visit: Visit) => Promise<number>> = {
  async stay({ context, shop, peer, collector }) {
    const page = await visit(context, shop.url, peer, collector.url);
    await track(page, names(burst));
    await collector.until(burst, 15_000);
    await pause(500);
    await page.close();
    return burst;
  },

  async close({ context, shop, peer, collector }) {
    const page = await visit(context, shop.url, peer, collector.url);
    await track(page, names(burst));
    await page.close({ runBeforeUnload: true });
    await collector.until(burst, 5_000);
    return burst;
  },

  'same-site': (visit) => leave(visit, `${visit.shop.url}/next`),

  'cross-site': (visit) => leave(visit, `${visit.shop.otherSite}/next`),

  /** The usual case: one event, then the page is left. */
  async click({ context, shop, peer, collector }) {
    for (let number = 0; number < clicks; number++) {
      const page = await visit(context, shop.url, peer, collector.url);
      await track(page, names(1, number), `${number % 2 ? shop.otherSite : shop.url}/next`);
      await pause(500);
      await page.close();
    }
    await collector.until(clicks, 3_000);
    return clicks;
  },

  /** Nothing can arrive before the next visit. */
  async offline({ context, shop, peer, collector }) {
    const page = await visit(context, shop.url, peer, collector.url);
    await context.setOffline(true);
    await track(page, names(few));
    await pause(1_500);
    await page.close({ runBeforeUnload: true });
    await pause(500);
    await context.setOffline(false);
    return few;
  },

  /** The collector responds 503 for four seconds; the page stays open. */
  async outage({ context, shop, peer, collector }) {
    const page = await visit(context, shop.url, peer, collector.url);
    collector.isFailing = true;
    await track(page, names(few));
    await pause(4_000);
    collector.isFailing = false;
    await collector.until(few, 40_000);
    await pause(500);
    await page.close({ runBeforeUnload: true });
    return few;
  },
};

async function leave({ context, shop, peer, collector }: Visit, next: string): Promise<number> {
  const page = await visit(context, shop.url, peer, collector.url);
  await track(page, names(burst), next);
  await collector.until(burst, 5_000);
  // A page that is closed while it changes sites may never say that it is closed.
  await page.waitForURL(next);
  await page.close();
  return burst;
}

/** Waits long enough for stored events to be sent, and for repeats to appear. */
async function reopenPage({ context, shop, peer, collector }: Visit, sent: number, patience: number): Promise<void> {
  const page = await visit(context, `${shop.url}/return`, peer, collector.url);
  await track(page, ['return_visit']);
  await collector.until(sent, patience);
  await pause(2_000);
  await page.close();
}
