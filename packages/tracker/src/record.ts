import { emit } from './listeners.ts';
import { settings } from './settings.ts';
import { schedule } from './transport.ts';
import { uuidv7 } from './uuid.ts';
import { fresh } from './visitor.ts';

let referrer: string | undefined;
/** The path of the last page view. */
export let shown: string;

export const record = (type: string, properties?: object, person?: object): void => {
  const event = {
    id: uuidv7(),
    properties,
    context: { url: document.URL },
    occurredAt: settings.at || Date.now(),
    type,
    ...person,
  };
  fresh.unshift(JSON.stringify(event));
  schedule();
  emit('event', event);
};

export const page = (): void =>
  record('page_viewed', {
    // biome-ignore-start lint/suspicious/noAssignInExpressions: what this page view says is what the next one asks for.
    path: (shown = location.pathname),
    referrer: referrer || document.referrer,
    title: document.title,
    url: (referrer = document.URL),
    // biome-ignore-end lint/suspicious/noAssignInExpressions: .
  });
