import { isCookieless, isGranted, mayStart } from './consent.ts';
import { fit } from './fit.ts';
import { toJson } from './json.ts';
import { hasWriteKey, settings } from './settings.ts';
import { keptNo, stored, type Visitor, visitorIn } from './storage.ts';
import { schedule } from './transport.ts';
import { uuidv7 } from './uuid.ts';

/** What was said since the last look into storage. It is kept back until storage may be touched. */
let said: Visitor = {};
let isOpen = false;

export let visitor: Visitor = {};

/** Events of this page that were not looked at yet, one JSON text each. */
export let fresh: string[] = [];

/**
 * Brings storage and this page together, and returns the events that wait for the server, without those that are
 * done. The text in storage has the visitor in its first line and an event in each other line. Tabs share it: it is
 * read each time, so that a word or an event of one tab counts in all. When there are too many the oldest events go,
 * an order never.
 */
export const update = (done: string[] = []): string[] => {
  if (!isOpen) return [];
  const text = stored();
  const [, ...kept] = text.split('\n');
  visitor = {
    ...visitorIn(text),
    ...(isCookieless() && keptNo() && { analytics: false }),
    ...said,
  };
  said = {};
  const granted = typeof visitor.analytics === 'boolean' ? visitor.analytics : isGranted();
  visitor.id = granted ? visitor.id || uuidv7() : undefined;
  const lines = granted ? fit(fresh.concat(kept), done, 200_000, '"placed_order"') : [];
  if (granted != null) fresh = [];
  // A no is kept only where it must be honoured on the next page, or where marketing has its yes.
  const isKept = granted || visitor.marketing || (granted != null && mayStart());
  stored(isKept ? [toJson(visitor), ...lines].join('\n') : '');
  if (isCookieless()) keptNo(granted === false);
  return lines;
};

/**
 * From now on storage may be touched: late, since the first touch costs more than all the rest of the start. Without a
 * write key never, so nothing is stored or sent.
 */
export const open = () => {
  isOpen = hasWriteKey(settings);
};

/** Stores the shopper's choice or another fact about the visitor; it applies at once, also to queued events. */
export const say = (known: Visitor): void => {
  said = { ...said, ...known };
  update();
  schedule();
};

/** A new visitor. What waits belongs to the visitor for whom it was recorded. */
export const renew = (): void => {
  open();
  if (!isOpen) return;
  const lines = update();
  const named = lines.map((line) => toJson({ anonymousId: visitor.id, ...JSON.parse(line) }));
  if (named[0]) stored([toJson(visitor), ...named].join('\n'));
  say({ id: undefined });
};
