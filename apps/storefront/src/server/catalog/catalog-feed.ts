import { currency } from '../../shared/catalog.ts';
import type { Clock } from '../clock.ts';
import { retryDelay } from '../orders/retry-delay.ts';
import type { Stock } from '../orders/stock.ts';
import { products } from './catalog.ts';
import { publicProduct } from './public-catalog.ts';

export type CatalogFeed = { close(): Promise<void> };

export type CatalogFeedOptions = {
  apiUrl: string;
  secretKey: string;
  /** The public address of the shop, to which messages link. */
  shopUrl: string;
  stock: Stock;
  clock: Clock;
  log: (line: string) => void;
  fetch?: typeof globalThis.fetch;
};

/**
 * Sends the shop's products to Beckon: all of them at the start, then changes of stock. Only the current level of a
 * variant counts, so after a failure it is read again.
 */
export function startCatalogFeed(options: CatalogFeedOptions): CatalogFeed {
  const { apiUrl, secretKey, stock, clock, log, fetch = globalThis.fetch } = options;
  const closing = new AbortController();
  const changed = new Set<string>();
  let isKnown = false;
  let running: Promise<void> | null = null;

  async function send(method: string, path: string, body: object): Promise<string | null> {
    try {
      const response = await fetch(`${apiUrl}/api/v1/catalog/${path}`, {
        method,
        headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.any([closing.signal, AbortSignal.timeout(5_000)]),
      });
      if (!response.ok) return `HTTP ${response.status}`;
      const { results = [] } = (await response.json()) as { results?: { result: string; reason?: string }[] };
      // Beckon would refuse them again.
      for (const { result, reason } of results) if (result === 'refused') log(`${path}: refused: ${reason}`);
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** @returns why it was not stored, or null */
  async function sendNext(): Promise<string | null> {
    if (!isKnown) {
      changed.clear();
      const failure = await send('PUT', 'products', {
        products: products.map((product) => described(product, options)),
      });
      isKnown = failure === null;
      return failure;
    }
    const ids = [...changed];
    const levels = products.flatMap(({ id: productId, variants }) =>
      variants
        .filter(({ id }) => changed.has(id))
        .map(({ id }) => ({ productId, variantId: id, quantity: stock.left(id) })),
    );
    for (const id of ids) changed.delete(id);
    const failure = await send('POST', 'stock', { stock: levels });
    if (failure !== null) for (const id of ids) changed.add(id);
    return failure;
  }

  async function run(): Promise<void> {
    for (let failures = 0; (!isKnown || changed.size > 0) && !closing.signal.aborted; ) {
      const failure = await sendNext();
      failures = failure === null ? 0 : failures + 1;
      if (failure === null || closing.signal.aborted) continue;
      const delay = retryDelay(failures, null, clock.random());
      log(`storefront: Beckon does not know our catalog yet (${failure}), next try in ${delay} ms`);
      await clock.wait(delay, closing.signal).catch(() => undefined);
    }
  }

  function start(): void {
    running ??= run().finally(() => {
      running = null;
      if (changed.size > 0 && !closing.signal.aborted) start();
    });
  }

  stock.onChange((variantId) => {
    changed.add(variantId);
    start();
  });
  start();
  return {
    async close() {
      closing.abort();
      await running;
    },
  };
}

function described(product: (typeof products)[number], { stock, shopUrl }: CatalogFeedOptions) {
  const shown = publicProduct(product, stock);
  const [first] = shown.variants;
  return {
    id: shown.id,
    title: shown.title,
    url: new URL(shown.url, shopUrl).href,
    category: shown.category,
    currency,
    ...(first ? { price: first.price, imageUrl: new URL(first.imageUrl, shopUrl).href } : {}),
    variants: shown.variants.map((variant) => ({
      id: variant.id,
      title: variant.label || shown.title,
      price: variant.price,
      imageUrl: new URL(variant.imageUrl, shopUrl).href,
      quantity: variant.stock,
    })),
  };
}
