import { emit } from './listeners.ts';
import { schedule } from './transport.ts';
import { uuidv7 } from './uuid.ts';
import { fresh, visitor } from './visitor.ts';

let referrer: string | undefined;
/** The path of the last page view. */
export let shown: string;

/** Calls made before the script was there keep their time: while `at` is set, events happen then. */
export const moment = { at: 0 };

export const record = (type: string, properties?: object, person?: object): void => {
  if (visitor.analytics === false) return;
  const occurredAt = moment.at || Date.now();
  const event = { type, id: uuidv7(), occurredAt, properties, ...person, context: { url: location.href } };
  fresh.push(JSON.stringify(event));
  schedule();
  emit('event', event);
};

export const page = (): void => {
  shown = location.pathname;
  record('page_viewed', {
    url: location.href,
    path: shown,
    title: document.title,
    referrer: referrer || document.referrer,
  });
  referrer = location.href;
};
