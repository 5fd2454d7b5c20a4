import type { Touch } from '@beckon/contract';
import type { LoggedEvent } from '../log/index.ts';

export type { Touch };

/** The parameters by which ad platforms mark a click, and the platform of each. */
const clickIds: Record<string, string> = {
  gclid: 'google',
  gbraid: 'google',
  wbraid: 'google',
  dclid: 'google',
  fbclid: 'meta',
  msclkid: 'microsoft',
  ttclid: 'tiktok',
  twclid: 'x',
  epik: 'pinterest',
  li_fat_id: 'linkedin',
  ScCid: 'snapchat',
  rdt_cid: 'reddit',
  yclid: 'yandex',
};

/**
 * How a shopper came to a page, read from its address and referrer; null for an event that is no page view. A visit
 * without campaign, click id and foreign referrer is `direct`.
 * @example
 * readTouch(pageViewed('https://shop.test/?utm_source=news', '')); // { source: 'news', isDirect: false, … }
 */
export function readTouch(event: Pick<LoggedEvent, 'type' | 'properties' | 'context' | 'occurredAt'>): Touch | null {
  if (event.type !== 'page_viewed') return null;
  const address = event.properties.url ?? event.context.url;
  const page = typeof address === 'string' ? URL.parse(address) : null;
  if (!page) return null;
  const query = page.searchParams;
  const utm = (name: string) => cut(query.get(`utm_${name}`));
  const referrer = foreignHost(event.properties.referrer, page);
  const clickId = Object.keys(clickIds).find((name) => query.get(name));
  const source = utm('source') ?? (clickId ? clickIds[clickId]! : referrer);
  const campaign = utm('campaign');
  return {
    at: event.occurredAt,
    source,
    medium: utm('medium') ?? (utm('source') ? null : clickId ? 'paid' : referrer ? 'referral' : null),
    campaign,
    term: utm('term'),
    content: utm('content'),
    clickId: clickId ? { name: clickId, value: cut(query.get(clickId))! } : null,
    referrer,
    landingPath: page.pathname.slice(0, longest),
    isDirect: source === null && campaign === null,
  };
}

const longest = 200;

/** @returns null for a missing value and for an empty text */
function cut(text: string | null): string | null {
  return text ? text.slice(0, longest).toWellFormed() : null;
}

/** The host that referred the shopper, unless it is the shop itself. */
function foreignHost(referrer: unknown, page: URL): string | null {
  const host = typeof referrer === 'string' ? URL.parse(referrer)?.hostname : null;
  return host && bare(host) !== bare(page.hostname) ? bare(host).slice(0, longest) : null;
}

const bare = (host: string) => host.replace(/^(www|m)\./, '');

export function earliestTouch(one: Touch | null, other: Touch | null): Touch | null {
  return one && other ? (one.at <= other.at ? one : other) : (one ?? other);
}

/** A direct visit does not replace the touch that brought the shopper. */
export function latestTouch(one: Touch | null, other: Touch | null): Touch | null {
  const [a, b] = [one, other].map((touch) => (touch?.isDirect ? null : touch));
  return a && b ? (b.at >= a.at ? b : a) : (a ?? b ?? null);
}
