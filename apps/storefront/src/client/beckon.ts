import type { Tracker } from '@beckon/tracker';

type QueuedCall = [name: string, args: unknown[], at: number];

const methods = [
  'identify',
  'reset',
  'productViewed',
  'addedToCart',
  'removedFromCart',
  'checkoutStarted',
  'consent',
  'track',
] as const;

type Beckon = Pick<Tracker, (typeof methods)[number]> & { anonymousId?(): string | undefined; q?: QueuedCall[] };

const page = window as unknown as { beckon?: Beckon };

/**
 * The queue that collects calls until beckon.js has loaded and replays them. Shops usually paste it as an inline
 * script; this shop's policy allows none, so it is here.
 */
function installQueue(): Beckon {
  const queue: QueuedCall[] = [];
  const stub: Record<string, unknown> = { q: queue };
  for (const name of methods) stub[name] = (...args: unknown[]) => queue.push([name, args, Date.now()]);
  page.beckon = stub as Beckon;
  return page.beckon;
}

/** Looked up at each call, because the real function replaces the queue. */
export function beckon(): Beckon {
  return page.beckon ?? installQueue();
}

/** Undefined before consent, or if beckon.js has not loaded: the order is then sent without it. */
export function visitorId(): string | undefined {
  return beckon().anonymousId?.();
}
