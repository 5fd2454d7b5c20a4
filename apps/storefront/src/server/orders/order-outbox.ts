import type { Clock } from '../clock.ts';
import type { ShopEvent } from './order-events.ts';
import { retryDelay } from './retry-delay.ts';
import { sendEvents } from './send-events.ts';

export type OrderOutbox = {
  /** Accepts the events of one order and returns at once; they are kept until Beckon has stored them. */
  add(events: readonly ShopEvent[]): void;
  /** Number of orders that Beckon has not stored yet. */
  waiting(): number;
  /** Waits briefly for the request under way, then stops. */
  close(): Promise<void>;
};

export type OrderOutboxOptions = {
  apiUrl: string;
  secretKey: string;
  clock: Clock;
  log: (line: string) => void;
  fetch?: typeof globalThis.fetch;
};

/** After an outage the backlog is sent in requests of this many orders: with two events each, far below the limits. */
const ordersPerRequest = 50;
const closingTime = 1_500;

/**
 * Orders that are being sent to Beckon. One request at a time, oldest first; the shopper never waits for it. In memory,
 * like the orders of this shop: a shop with a database would store them with the order.
 */
export function createOrderOutbox({
  apiUrl,
  secretKey,
  clock,
  log,
  fetch = globalThis.fetch,
}: OrderOutboxOptions): OrderOutbox {
  const queue: (readonly ShopEvent[])[] = [];
  /** Ends the pause between two attempts. */
  const closing = new AbortController();
  /** Aborts the request under way. */
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
      // One invalid order must not hold back the others: each is sent alone to find it.
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
