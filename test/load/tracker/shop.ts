import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { eventName } from './collector.ts';
import { startPeer, trackMany, untilReady } from './in-page.ts';
import type { LoadedPeer } from './load-peer.ts';

/** A product with the eight properties that shops usually send. */
export const product = {
  product_id: 'sku_102934',
  name: 'Red mug, 330 ml',
  price: 12.5,
  currency: 'EUR',
  quantity: 1,
  category: 'kitchen/mugs',
  variant: 'red',
  url: '/p/red-mug',
};

const html = '<!doctype html><title>Red mug - Bench shop</title><h1>Red mug</h1><p>12.50</p><button>Add</button>';

export const names = (count: number, first = 0) => Array.from({ length: count }, (_, at) => eventName(first + at));

export type Shop = {
  url: string;
  /** The same pages under the name of another site. */
  otherSite: string;
  /** A page whose clock is exact to 5 microseconds. */
  isolated: string;
  close(): void;
};

/** Pages without a tracker: the bench injects it, so that the download is not measured. */
export async function openShop(): Promise<Shop> {
  const server = createServer((request, response) => {
    const isolation = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
    response.writeHead(200, {
      'content-type': 'text/html',
      'cache-control': 'no-store',
      ...(request.url === '/isolated' ? isolation : {}),
    });
    response.end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    otherSite: `http://localhost:${port}`,
    isolated: `http://127.0.0.1:${port}/isolated`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A shopper's browser that does not look like a bot, since several trackers send nothing for bots. */
export async function newShopper(browser: Browser): Promise<BrowserContext> {
  const version = browser.version().split('.')[0];
  const context = await browser.newContext({
    userAgent: `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36`,
  });
  await context.addInitScript('Object.defineProperty(Navigator.prototype, "webdriver", { get: () => false })');
  return context;
}

/** @returns milliseconds of the synchronous start */
export function start(page: Page, peer: LoadedPeer, collector: string): Promise<number> {
  return page.evaluate(startPeer, { code: peer.code, attributes: peer.attributes?.(collector) ?? {}, collector });
}

/** Opens a page with the tracker and waits until it is idle. */
export async function visit(context: BrowserContext, url: string, peer: LoadedPeer, collector: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await start(page, peer, collector);
  await page.evaluate(untilReady);
  await pause(1_000);
  return page;
}

export async function track(page: Page, tracked: string[], next?: string): Promise<void> {
  const done = page.evaluate(trackMany, { names: tracked, properties: product, next });
  // A page that leaves during the call responds with an error, or not at all.
  await (next ? Promise.race([done.catch(() => {}), pause(5_000)]) : done);
}
