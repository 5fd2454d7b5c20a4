import { guard, listen, on } from './listeners.ts';
import { watchPages } from './pages.ts';
import { moment, page, record } from './record.ts';
import { configure } from './settings.ts';
import { leave, schedule, send } from './transport.ts';
import type { QueuedCall, Tracker, TrackerOptions } from './types.ts';
import { open, renew, say, visitor } from './visitor.ts';

/** Starts the tracker in a browser. `calls` are those made before the script was there. */
export const start = (options: TrackerOptions, calls: QueuedCall[] = []): Tracker => {
  configure(options);

  const tracker: Record<string, unknown> = {
    track: record,
    page,
    identify: (who: string, traits?: object) =>
      record('identified', traits, { [who.includes('@') ? 'email' : 'userId']: who }),
    consent: say,
    reset: renew,
    on,
    flush: send,
    anonymousId: () => visitor.id,
  };
  for (const name of ['productViewed', 'addedToCart', 'removedFromCart', 'checkoutStarted', 'placedOrder']) {
    tracker[name] = (properties: object) => record(name.replace(/[A-Z]/g, '_$&').toLowerCase(), properties);
  }
  for (const name in tracker) tracker[name] = guard(tracker[name] as () => void);

  if (options.auto !== 'off') guard(watchPages)();
  for (const [name, args, at] of calls) {
    moment.at = at;
    (tracker[name] as (...args: unknown[]) => void)(...args);
  }
  moment.at = 0;

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
