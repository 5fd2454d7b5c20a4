import type { Clock } from '../clock.ts';
import type { ShopEvent } from './order-events.ts';
import { retryDelay } from './retry-delay.ts';
import { sendEvents } from './send-events.ts';

export type OrderOutbox = {
  /** Takes the events of one order and returns at once; they stay until Beckon has stored them. */
  add(events: readonly ShopEvent[]): void;
  /** Orders that Beckon does not have yet. */
  waiting(): number;
  /** Gives what is under way a moment to arrive, then ends. */
  close(): Promise<void>;
};

export type OrderOutboxOptions = {
  apiUrl: string;
  secretKey: string;
  clock: Clock;
  log: (line: string) => void;
  fetch?: typeof globalThis.fetch;
};

/** After an outage the backlog goes in requests of this many orders: two events each stay far below the limits. */
const ordersPerRequest = 50;
const closingTime = 1_500;

/**
 * Orders on their way to Beckon. One request at a time, oldest first; the shopper never waits for it. In memory,
 * because this shop keeps its orders there too: a shop with a database would keep them beside the order.
 */
export function createOrderOutbox({
  apiUrl,
  secretKey,
  clock,
  log,
  fetch = globalThis.fetch,
}: OrderOutboxOptions): OrderOutbox {
  const queue: (readonly ShopEvent[])[] = [];
  /** Ends the waiting between two tries. */
  const closing = new AbortController();
  /** Ends the request under way. */
  const ending = new AbortController();
  const options = { apiUrl, secretKey, fetch, now: clock.now, signal: ending.signal };
  let running: Promise<void> | null = null;

  async function drain() {
    let failures = 0;
    let size = ordersPerRequest;
    while (queue.length > 0 && !ending.signal.aborted) {
      const orders = queue.slice(0, size);
      const sent = await sendEvents(orders.flat(), options);
      if (sent.result === 'again') {
        if (closing.signal.aborted) return;
        failures += 1;
        const delay = retryDelay(failures, sent.askedWait, clock.random());
        log(`storefront: ${queue.length} orders wait for Beckon (${sent.reason}), next try in ${delay} ms`);
        await clock.wait(delay, closing.signal).catch(() => undefined);
        continue;
      }
      failures = 0;
      // One bad order must not keep its neighbours: find it by sending each alone.
      if (sent.result === 'refused' && orders.length > 1) {
        size = 1;
        continue;
      }
      queue.splice(0, orders.length);
      if (sent.result === 'refused')
        log(`storefront: Beckon refused order event ${orders[0]?.at(-1)?.id}: ${sent.reason}`);
      else for (const { id, reason } of sent.refused) log(`storefront: Beckon set event ${id} aside: ${reason}`);
    }
  }

  function start() {
    running ??= drain().finally(() => {
      running = null;
      if (queue.length > 0 && !closing.signal.aborted) start();
    });
  }

  return {
    add(events) {
      queue.push(events);
      start();
    },
    waiting: () => queue.length,
    async close() {
      closing.abort();
      const grace = new AbortController();
      await Promise.race([running, clock.wait(closingTime, grace.signal).catch(() => undefined)]);
      grace.abort();
      ending.abort();
      await running;
      if (queue.length > 0) log(`storefront: closed with ${queue.length} orders that Beckon does not have`);
    },
  };
}
