import { emit } from './listeners.ts';
import { add } from './outbox.ts';
import { schedule } from './transport.ts';
import { uuidv7 } from './uuid.ts';
import { visitor } from './visitor.ts';

let referrer: string | undefined;
let replayedAt: number | undefined;

/** The path of the last page view. */
export let shown: string;

/** Calls made before the script was there keep their time: until the next call of this, events happen then. */
export const happenAt = (at: number | undefined) => {
  replayedAt = at;
};

export function record(type: string, properties?: object, person?: object): void {
  if (visitor.analytics === false) return;
  const occurredAt = replayedAt || Date.now();
  const event = { type, id: uuidv7(occurredAt), occurredAt, ...person, properties, context: { url: location.href } };
  add(JSON.stringify(event));
  schedule();
  emit('event', event);
}

export function page(): void {
  const { href: url, pathname: path } = location;
  record('page_viewed', { url, path, title: document.title, referrer: referrer || document.referrer });
  referrer = url;
  shown = path;
}
