import type { UtmRules } from '@beckon/contract';
import { LRUCache } from 'lru-cache';
import type { DueDelivery } from './due-delivery.ts';
import { findWebLinks, replaceLinks } from './html-links.ts';
import { hostOf, isWithin } from './websites.ts';

const names = ['source', 'medium', 'campaign', 'term', 'content'] as const;

/**
 * Adds UTM parameters to the links of a marketing mail that lead to the shop's website, by which the shop's analytics
 * tell where a visit came from. Links to other websites stay as they are: these are not the shop's to count. What the
 * message does not state is as the shop's settings say.
 */
export function addUtm(html: string, { category, tenant, message }: DueDelivery): string {
  const host = hostOf(tenant.siteUrl);
  const { utm } = message;
  if (category !== 'marketing' || utm === false || !host) return html;
  const ofShop: Exclude<UtmRules, false> = tenant.addsUtm
    ? { source: tenant.utmSource, medium: 'email', campaign: message.key }
    : {};
  const rules = { ...ofShop, ...utm };
  const parameters = names.flatMap((name) => {
    const value = rules[name];
    return value === undefined ? [] : [[`utm_${name}`, value] as const];
  });
  if (parameters.length === 0) return html;
  const stated = JSON.stringify(parameters);
  const addressOf = (url: string) => {
    const key = `${host} ${stated} ${url}`;
    const known = tagged.get(key);
    if (known !== undefined) return known;
    const address = isWithin(URL.parse(url)?.hostname ?? '', host) ? withParameters(url, parameters) : url;
    tagged.set(key, address);
    return address;
  };
  return replaceLinks(html, findWebLinks(html), addressOf);
}

/** The links of a mail are the same for nearly all its recipients: this halves the time for them. */
const tagged = new LRUCache<string, string>({ max: 5_000 });

/** Adds parameters to the query of an address, before its fragment. One that the address already has stays. */
export function withParameters(url: string, parameters: readonly (readonly [string, string])[]): string {
  const [, base, query, fragment] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(url)!;
  const present = new Set([...new URLSearchParams(query ?? '').keys()].map((name) => name.toLowerCase()));
  const added = parameters
    .filter(([name]) => !present.has(name))
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
  if (added === '') return url;
  const joint = query === undefined ? '?' : query === '?' || query.endsWith('&') ? '' : '&';
  return `${base}${query ?? ''}${joint}${added}${fragment ?? ''}`;
}
