import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, BrowserContext } from 'playwright-core';
import { Collector } from './collector.ts';
import type { LoadedPeer } from './load-peer.ts';
import { names, newShopper, type Shop, track, visit } from './shop.ts';

export const scenarios = ['stay', 'close', 'same-site', 'cross-site', 'click', 'offline', 'outage'] as const;
export type Scenario = (typeof scenarios)[number];

export type Delivery = {
  sent: number;
  /** Without coming back: within 5 s of leaving, 15 s of staying, 40 s of an outage. */
  delivered: number;
  /** After one more visit, which tracks an event as any page does. */
  afterReturn: number;
  repeats: number;
  /** Repeats that a server which knows the ids would count all the same. */
  doubled: number;
  requests: number;
  preflights: number;
  bytesPerEvent: number;
};

type Visit = { context: BrowserContext; shop: Shop; peer: LoadedPeer; collector: Collector };

/** How many events of each kind of leaving. */
const burst = 200;
const few = 50;
export const clicks = 25;

/** Sends events as a shopper would and counts what comes. Each run has a browser profile and a collector of its own. */
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
    await comeBack({ context, shop, peer, collector }, sent, scenario === 'offline' ? 25_000 : 12_000);
    const { delivered: afterReturn, repeats, doubled } = collector.tally();
    const bytesPerEvent = Math.round(bytes / Math.max(1, delivered));
    return { sent, delivered, afterReturn, repeats, doubled, requests, preflights, bytesPerEvent };
  } finally {
    await context.close();
    collector.close();
  }
}

/** Each plays its part until what is to come without a return has come, and says how many events were sent. */
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

  /** The everyday case: one event, and away. */
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

  /** Nothing can come before the return. */
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

  /** The collector answers 503 for four seconds; the page stays open. */
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
  await page.close();
  return burst;
}

/** Long enough for what was kept to be sent, and for repeats to show. */
async function comeBack({ context, shop, peer, collector }: Visit, sent: number, patience: number): Promise<void> {
  const page = await visit(context, `${shop.url}/return`, peer, collector.url);
  await track(page, ['return_visit']);
  await collector.until(sent, patience);
  await pause(2_000);
  await page.close();
}
