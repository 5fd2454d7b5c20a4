import { consent, follow, open, settle } from './gate.ts';
import { guard, listen, on } from './listeners.ts';
import { add, clear } from './outbox.ts';
import { watchPages } from './pages.ts';
import { happenAt, page, record } from './record.ts';
import { configure } from './settings.ts';
import { leave, send } from './transport.ts';
import type { QueuedCall, Tracker, TrackerOptions } from './types.ts';
import { isAllowed, visitor } from './visitor.ts';

/** Starts the tracker in a browser. `calls` are those made before the script was there. */
export function start(options: TrackerOptions, calls: QueuedCall[] = []): Tracker {
  configure(options);

  const tracker: Record<string, unknown> = {
    track: record,
    page,
    identify: (who: string, traits?: object) =>
      record('identified', traits, { [who.includes('@') ? 'email' : 'userId']: who }),
    consent,
    reset: () => {
      // What waits belongs to the visitor it was recorded for; of two ids in one text the later, older one counts.
      for (const line of clear()) add(line.replace('{', `{"anonymousId":"${visitor.id}",`));
      visitor.id = 0;
      settle();
    },
    on,
    flush: send,
    anonymousId: () => {
      open();
      return isAllowed() ? visitor.id : undefined;
    },
  };
  for (const name of ['productViewed', 'addedToCart', 'removedFromCart', 'checkoutStarted', 'placedOrder']) {
    tracker[name] = (properties: object) => record(name.replace(/[A-Z]/g, '_$&').toLowerCase(), properties);
  }
  for (const name in tracker) tracker[name] = guard(tracker[name] as () => void);

  if (options.auto !== 'off') guard(watchPages)();
  for (const [name, args, at] of calls) {
    happenAt(at);
    (tracker[name] as (...args: unknown[]) => void)(...args);
  }
  happenAt(undefined);

  const go = () => {
    open();
    leave();
  };
  listen('pagehide', go);
  // The last event a phone is sure to send.
  listen('visibilitychange', () => document.hidden && go());
  listen('online', send);
  listen('storage', follow);
  // After the first paint; a page opened in the background waits until it is looked at.
  requestAnimationFrame(() => setTimeout(guard(open)));

  return { ...options, ...tracker } as never;
}
