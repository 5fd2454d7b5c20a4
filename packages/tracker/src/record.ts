import { toJson } from './json.ts';
import { emit, guard } from './listeners.ts';
import { settings } from './settings.ts';
import { schedule } from './transport.ts';
import { uuidv7 } from './uuid.ts';
import { fresh } from './visitor.ts';

/** More characters the server refuses, and a page view must not be lost over its address or title. */
const maxText = 8_000;

let referrer: string | undefined;
/** The path of the last page view. */
export let shown: string;

/** The path of this page, with the hash for routers that keep their routes there. */
export const path = () => (location.pathname + (settings.auto === 'hash' ? location.hash : '')).slice(0, maxText);

const address = () => location.href.slice(0, maxText);

/** Undefined where the page has put something else in the place of the text, such as an image of that name. */
export const textOf = guard((name: 'title' | 'referrer') => {
  const text: unknown = document[name];
  return typeof text === 'string' ? text.slice(0, maxText) : undefined;
}) as (name: string) => string | undefined;

export const record = (type: string, properties?: object, person?: object): void => {
  const event = {
    id: uuidv7(),
    properties,
    context: { url: address() },
    occurredAt: settings.at || Date.now(),
    type,
    ...person,
  };
  fresh.unshift(toJson(event));
  schedule();
  emit('event', event);
  // For the widgets, which load later: they suppress popups during a checkout.
  if (type === 'checkout_started') performance.mark('beckon:checkout_started');
};

/** Without its title where that may be the one of another page. */
export const recordPage = (isOwnTitle: boolean): void => {
  const before = referrer ?? textOf('referrer');
  referrer = address();
  shown = path();
  record('page_viewed', {
    path: shown,
    referrer: before,
    title: isOwnTitle ? textOf('title') : undefined,
    url: referrer,
  });
};

export const page = () => recordPage(true);
