import { emit } from './listeners.ts';
import { schedule } from './transport.ts';
import { uuidv7 } from './uuid.ts';
import { fresh, visitor } from './visitor.ts';

let referrer: string | undefined;
/** The path of the last page view. */
export let shown: string;

/** Calls made before the script was there keep their time: while `at` is set, events happen then. */
export const moment = { at: 0 };

export function record(type: string, properties?: object, person?: object): void {
  if (visitor.analytics === false) return;
  const occurredAt = moment.at || Date.now();
  const event = { type, id: uuidv7(), occurredAt, ...person, properties, context: { url: location.href } };
  fresh.push(JSON.stringify(event));
  schedule();
  emit('event', event);
}

export function page(): void {
  const { href: url, pathname: path } = location;
  record('page_viewed', { url, path, title: document.title, referrer: referrer || document.referrer });
  referrer = url;
  shown = path;
}
