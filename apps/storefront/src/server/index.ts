import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { createAccounts } from './accounts/accounts.ts';
import { createStorefrontApp } from './app.ts';
import { initialStock } from './catalog/catalog.ts';
import { startCatalogFeed } from './catalog/catalog-feed.ts';
import { type Clock, systemClock } from './clock.ts';
import { readAssets } from './http/assets.ts';
import { createOrderBook } from './orders/order-book.ts';
import { orderEvents } from './orders/order-events.ts';
import { createOrderOutbox } from './orders/order-outbox.ts';
import { createStock } from './orders/stock.ts';
import { renderPictures } from './pictures/pictures.ts';

export type StorefrontOptions = {
  /** 0 for any free port. */
  port: number;
  host?: string;
  /** The address of Beckon. */
  apiUrl: string;
  /** Public: used in the script tag. */
  writeKey: string;
  /** Secret: orders are sent with it. */
  secretKey: string;
  /** Secret: signs the identity of signed-in shoppers. If left out, none is signed. */
  identityKey?: string | undefined;
  log?: (line: string) => void;
  clock?: Clock;
};

export type Storefront = { url: string; port: number; close(): Promise<void> };

/** Starts the demo shop and resolves when it accepts requests; rejects when the port is in use. */
export async function startStorefront(options: StorefrontOptions): Promise<Storefront> {
  const { port, host = '127.0.0.1', writeKey, secretKey, log = () => undefined, clock = systemClock } = options;
  const apiUrl = options.apiUrl.replace(/\/+$/, '');
  let url = '';

  const stock = createStock(initialStock());
  const outbox = createOrderOutbox({ apiUrl, secretKey, clock, log });
  const accounts = createAccounts(options.identityKey ?? null);
  const orders = createOrderBook({ stock, accounts, clock }, (order, isNewAccount) =>
    outbox.add(orderEvents(order, isNewAccount, url)),
  );
  const app = createStorefrontApp({
    apiUrl,
    writeKey,
    assets: readAssets(log),
    pictures: renderPictures(),
    stock,
    orders,
    accounts,
    clock,
    log,
  });

  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  // An address that a browser can open: a shop that listens on all interfaces or on loopback is at localhost.
  const name = ['127.0.0.1', '0.0.0.0', '::', '::1'].includes(host) ? 'localhost' : host;
  url = `http://${name}:${address.port}`;

  const feed = startCatalogFeed({ apiUrl, secretKey, shopUrl: url, stock, clock, log });

  let closed: Promise<void> | null = null;
  async function close() {
    const ended = new Promise<void>((resolve) => server.close(() => resolve()));
    if ('closeIdleConnections' in server) server.closeIdleConnections();
    await Promise.all([outbox.close(), feed.close()]);
    if ('closeAllConnections' in server) server.closeAllConnections();
    await ended;
  }
  return { url, port: address.port, close: () => (closed ??= close()) };
}
