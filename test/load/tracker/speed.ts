import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { Collector } from './collector.ts';
import { timeCalls, untilReady } from './in-page.ts';
import type { LoadedPeer } from './load-peer.ts';
import { names, newShopper, product, type Shop, start } from './shop.ts';

/**
 * Medians in milliseconds at a quarter of the CPU's speed: of the start, and of the main thread in the 2.5 s after it.
 */
export type StartUp = { synchronous: number; task: number };

/** Medians in microseconds: of one `track()`, and of the main thread until all its work is done. */
export type Calls = { median: number; perEvent: number };

type Bench = { browser: Browser; shop: Shop };

/** The baseline without a tracker. */
export const nothing: LoadedPeer = {
  id: 'nothing',
  title: 'no tracker',
  from: { built: '' },
  version: '',
  gzip: 0,
  code: 'globalThis.peer = { start() {}, track() {} };',
};

/** The trackers take turns, so that a busy machine affects all alike. */
export async function measureStartUp(bench: Bench, peers: LoadedPeer[], rounds: number): Promise<Map<string, StartUp>> {
  const seen = new Map(
    [nothing, ...peers].map(({ id }) => [id, { synchronous: [] as number[], task: [] as number[] }]),
  );
  for (let round = 0; round < rounds; round++) {
    for (const peer of [nothing, ...peers]) {
      await onIsolatedPage(bench, peer, async (page, collector, session) => {
        await slowDown(session, 4);
        await pause(150);
        const before = await taskTime(session);
        const synchronous = await start(page, peer, collector.url);
        await pause(2_500);
        seen.get(peer.id)!.synchronous.push(synchronous);
        seen.get(peer.id)!.task.push((await taskTime(session)) - before);
      });
    }
  }
  const idle = median(seen.get(nothing.id)!.task);
  return new Map(
    [...seen].map(([id, { synchronous, task }]) => [
      id,
      { synchronous: median(synchronous), task: Math.max(0, median(task) - idle) },
    ]),
  );
}

export async function measureCalls(bench: Bench, peer: LoadedPeer, slowness: 1 | 4, calls: number): Promise<Calls> {
  return onIsolatedPage(bench, peer, async (page, collector, session) => {
    await start(page, peer, collector.url);
    await page.evaluate(untilReady);
    await pause(1_500);
    await slowDown(session, slowness);
    const before = await taskTime(session);
    const times = await page.evaluate(timeCalls, { names: names(calls), properties: product });
    await collector.untilStill(calls, 4_000);
    await pause(500);
    return { median: median(times) * 1_000, perEvent: (((await taskTime(session)) - before) * 1_000) / calls };
  });
}

async function onIsolatedPage<T>(
  { browser, shop }: Bench,
  peer: LoadedPeer,
  work: (page: Page, collector: Collector, session: CDPSession) => Promise<T>,
): Promise<T> {
  const context = await newShopper(browser);
  const collector = await Collector.open(peer);
  try {
    const page = await context.newPage();
    await page.goto(shop.isolated);
    const session = await context.newCDPSession(page);
    await session.send('Performance.enable');
    return await work(page, collector, session);
  } finally {
    await context.close();
    collector.close();
  }
}

const slowDown = (session: CDPSession, rate: number) => session.send('Emulation.setCPUThrottlingRate', { rate });

/** Milliseconds that the page's main thread was busy. */
async function taskTime(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1_000;
}

export function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
