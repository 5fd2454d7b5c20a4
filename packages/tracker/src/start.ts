import { consent } from './choice.ts';
import { identify } from './identify.ts';
import { guard, listen, on } from './listeners.ts';
import { watchPages } from './pages.ts';
import { page, record } from './record.ts';
import { configure, hasWriteKey, settings } from './settings.ts';
import { leave, schedule, send } from './transport.ts';
import type { QueuedCall, Tracker, TrackerOptions } from './types.ts';
import { open, renew, visitor } from './visitor.ts';

/**
 * Starts the tracker in a browser. `calls` are those made before the script was there. Without a write key it says so on
 * the console, and nothing is stored or sent.
 */
export const start = (options: TrackerOptions, calls: QueuedCall[] = []): Tracker => {
  configure(options);
  if (!hasWriteKey(options)) console.error('Beckon sends nothing: its script tag has no data-key="pk_…"');

  const tracker: Record<string, unknown> = {
    track: record,
    page,
    identify,
    consent,
    reset: renew,
    on,
    flush: send,
    anonymousId: () => visitor.id,
  };
  for (const name of ['productViewed', 'addedToCart', 'removedFromCart', 'checkoutStarted', 'placedOrder']) {
    const type = name.replace(/[A-Z]/g, '_$&').toLowerCase();
    tracker[name] = (properties: object) => record(type, properties);
  }
  for (const name in tracker) tracker[name] = guard(tracker[name] as () => void);

  for (const [name, args, at] of calls) {
    settings.at = at;
    (tracker[name] as ((...args: unknown[]) => void) | undefined)?.(...args);
  }
  settings.at = 0;
  if (options.auto !== 'off') guard(watchPages)();

  listen('pagehide', leave);
  // The last event a phone is sure to send.
  listen('visibilitychange', () => document.hidden && leave());
  listen('online', send);
  // After the first paint; a page opened in the background waits until it is looked at.
  requestAnimationFrame(() =>
    setTimeout(() => {
      open();
      schedule();
    }),
  );

  return { ...options, ...tracker } as unknown as Tracker;
};
