import { guard, listen, on } from './listeners.ts';
import { watchPages } from './pages.ts';
import { page, record } from './record.ts';
import { configure, settings } from './settings.ts';
import { leave, schedule, send } from './transport.ts';
import type { QueuedCall, Tracker, TrackerOptions } from './types.ts';
import { open, renew, say, visitor } from './visitor.ts';

/** Starts the tracker in a browser. `calls` are those made before the script was there. */
export const start = (options: TrackerOptions, calls: QueuedCall[] = []): Tracker => {
  configure(options);

  // Here, as in all of the tracker, lists stand in the order that packs best.
  const tracker: Record<string, unknown> = {
    consent: say,
    reset: renew,
    identify: (who: string, traits?: object, proof?: object) =>
      record('identified', traits, { [who.includes('@') ? 'email' : 'userId']: who, ...proof }),
    track: record,
    page,
    flush: send,
    on,
    anonymousId: () => visitor.id,
  };
  for (const name of ['checkoutStarted', 'addedToCart', 'removedFromCart', 'productViewed', 'placedOrder']) {
    tracker[name] = (properties: object) => record(name.replace(/[A-Z]/g, '_$&').toLowerCase(), properties);
  }
  for (const name in tracker) tracker[name] = guard(tracker[name] as () => void);

  for (const [name, args, at] of calls) {
    settings.at = at;
    (tracker[name] as (...args: unknown[]) => void)(...args);
  }
  settings.at = 0;
  if (!((options.auto as string) < 'on')) guard(watchPages)();

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

  return { ...options, ...tracker } as never;
};
