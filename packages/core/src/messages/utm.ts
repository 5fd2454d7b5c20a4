import type { DueDelivery } from './due-delivery.ts';
import { findWebLinks, replaceLinks } from './html-links.ts';

/**
 * Adds UTM parameters to the links of a marketing mail that lead to the shop's website, by which the shop's analytics
 * tell where a visit came from. Links to other websites stay as they are: these are not the shop's to count.
 */
export function addUtm(html: string, { category, tenant, message }: DueDelivery): string {
  const host = URL.parse(tenant.siteUrl)?.hostname.replace(/^www\./, '');
  if (category !== 'marketing' || !tenant.addsUtm || !host) return html;
  const parameters = [
    ['utm_source', tenant.utmSource],
    ['utm_medium', 'email'],
    ['utm_campaign', message.key],
  ] as const;
  const isOwn = (url: string) => {
    const { hostname } = new URL(url);
    return hostname === host || hostname.endsWith(`.${host}`);
  };
  return replaceLinks(html, findWebLinks(html), (url) => (isOwn(url) ? withParameters(url, parameters) : undefined));
}

/** Adds parameters to the query of an address, before its fragment. One that the address already has stays. */
export function withParameters(url: string, parameters: readonly (readonly [string, string])[]): string {
  const [, base, query, fragment] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(url)!;
  const present = new Set([...new URLSearchParams(query ?? '').keys()].map((name) => name.toLowerCase()));
  const added = parameters
    .filter(([name]) => !present.has(name))
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
  if (added === '') return url;
  const joint = query === undefined ? '?' : /[?&]$/.test(query) ? '' : '&';
  return `${base}${query ?? ''}${joint}${added}${fragment ?? ''}`;
}
