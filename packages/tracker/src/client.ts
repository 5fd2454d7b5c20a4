import { attempt } from './attempt.ts';
import { isGranted } from './consent.ts';
import { createOutbox } from './outbox.ts';
import { watchPages } from './pages.ts';
import { createStorage } from './storage.ts';
import { createTransport } from './transport.ts';
import type { ConsentChoice, QueuedCall, TrackedEvent, Tracker, TrackerOptions, TrackerProblem } from './types.ts';
import { uuidv7 } from './uuid.ts';

type Visitor = { id?: string; consent?: ConsentChoice };
type Call = (...args: never[]) => unknown;
type Listener = (detail: never) => void;

const visitorName = 'beckon';

/** Starts the tracker in a browser. `calls` are those made before the script was there. */
export function start(
  { key, api, consent: mode = 'required', auto }: TrackerOptions,
  calls: QueuedCall[] = [],
): Tracker {
  const listeners: [name: string, listener: Listener][] = [];
  const storage = createStorage(mode === 'cookieless');
  let replayedAt = 0;
  let referrer = document.referrer;
  let anonymousId = uuidv7(Date.now());
  let choice: ConsentChoice = {};
  let isOpen = false;

  const emit = (name: string, detail: TrackedEvent | TrackerProblem) => {
    for (const [wanted, listener] of listeners) if (wanted === name) attempt(() => listener(detail as never));
  };

  /** The page around us must never see an exception of ours. */
  const guard =
    (call: Call) =>
    (...args: unknown[]) => {
      try {
        return call(...(args as never[]));
      } catch (error) {
        emit('error', { error });
      }
    };
  const listen = (name: string, listener: (event: never) => void) => addEventListener(name, guard(listener));

  const isAllowed = () => isOpen && isGranted(mode, choice, navigator as never);
  const [add, update, keep] = createOutbox(storage);
  const [schedule, send, leave] = createTransport(
    `${api}/v1/collect?key=${key}`,
    update,
    isAllowed,
    () =>
      JSON.stringify({
        sentAt: Date.now(),
        anonymousId,
        context: {
          locale: navigator.language,
          timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
          library: 'beckon.js',
        },
      }).slice(1, -1),
    (problem) => emit('error', problem),
  );

  /** What this browser remembers, from this page or another one. */
  const recall = () => {
    const visitor: Visitor = attempt(() => JSON.parse(storage(visitorName) as string)) || {};
    anonymousId = visitor.id || anonymousId;
    return visitor.consent;
  };

  /** Makes storage agree with what the shopper said. */
  const settle = () => {
    if (!isOpen) return;
    const granted = isAllowed();
    if (granted === false) {
      update(() => []);
      anonymousId = uuidv7(Date.now());
    }
    keep(!!granted);
    // A no is kept only where it is needed to be honoured on the next page, or where marketing has its yes.
    storage(
      visitorName,
      granted
        ? JSON.stringify({ id: anonymousId, consent: choice })
        : mode === 'granted' || choice.marketing
          ? JSON.stringify({ consent: choice })
          : '',
    );
    schedule();
  };

  /** The first touch of storage: late, since it costs more than all the rest of the start. */
  const open = () => {
    if (isOpen) return;
    isOpen = true;
    choice = { ...recall(), ...choice };
    settle();
  };

  const record = (type: string, properties?: object, person?: object) => {
    if (choice.analytics === false) return;
    const occurredAt = replayedAt || Date.now();
    const event = { type, id: uuidv7(occurredAt), occurredAt, ...person, properties, context: { url: location.href } };
    add(JSON.stringify(event));
    schedule();
    emit('event', event as TrackedEvent);
  };

  const page = () => {
    const url = location.href;
    record('page_viewed', { url, path: location.pathname, title: document.title, referrer });
    referrer = url;
  };

  const tracker: Record<string, unknown> = {
    track: record,
    page,
    identify: (who: string, traits?: object) =>
      record('identified', traits, who.includes('@') ? { email: who } : { userId: who }),
    consent: (said: ConsentChoice) => {
      choice = { ...choice, ...said };
      settle();
    },
    reset: () => {
      // What waits belongs to the visitor it was recorded for.
      update((lines) =>
        lines.map((line) =>
          line.includes('"anonymousId":"') ? line : `${line.slice(0, -1)},"anonymousId":"${anonymousId}"}`,
        ),
      );
      anonymousId = uuidv7(Date.now());
      settle();
    },
    on: (name: string, listener: Listener) => {
      listeners.push([name, listener]);
    },
    flush: () => {
      open();
      send();
    },
    anonymousId: () => {
      open();
      return isAllowed() ? anonymousId : undefined;
    },
  };
  for (const type of ['product_viewed', 'added_to_cart', 'removed_from_cart', 'checkout_started', 'placed_order']) {
    tracker[type.replace(/_./g, (part) => `${part[1]}`.toUpperCase())] = (properties: object) =>
      record(type, properties);
  }
  for (const name of Object.keys(tracker)) tracker[name] = guard(tracker[name] as Call);
  tracker.key = key;
  tracker.api = api;

  guard(() => {
    if (auto !== false) {
      replayedAt = calls[0]?.[2] || 0;
      page();
      watchPages(page, listen);
    }
    for (const [name, args, at] of calls) {
      replayedAt = at;
      (tracker[name] as Call)(...(args as never[]));
    }
  })();
  replayedAt = 0;

  const go = () => {
    open();
    leave();
  };
  listen('pagehide', go);
  // The last event a phone is sure to send.
  listen('visibilitychange', () => document.hidden && go());
  listen('online', send);
  // Another tab has heard the shopper's word, or made a new visitor.
  listen('storage', (event: StorageEvent) => {
    if (event.key === visitorName && isOpen) {
      choice = recall() || { analytics: false };
      settle();
    }
  });
  const openLater = () => setTimeout(guard(open));
  if (document.hidden) openLater();
  else requestAnimationFrame(openLater);

  return tracker as Tracker;
}
