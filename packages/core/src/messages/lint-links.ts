import type { MessageFinding } from '@beckon/contract';
import type { ShownMessage } from './channels.ts';
import { findAddresses } from './html-links.ts';
import { sampleHost } from './samples.ts';
import { hostOf, isWithin } from './websites.ts';

/** Where the links of a shop's messages may lead without a warning. */
export type KnownWebsites = {
  siteUrl: string;
  /** Where the pages of Beckon are, such as the one to unsubscribe. */
  publicUrl: string;
  linkHosts: readonly string[];
};

type Fault = Pick<MessageFinding, 'severity' | 'code' | 'text'>;

/** What is wrong with the links of a message; those that a preview made up are left out. */
export function lintLinks({ html, text }: Pick<ShownMessage, 'html' | 'text'>, known: KnownWebsites): Fault[] {
  const links = html === null ? findAddressesInText(text) : findAddresses(html);
  return links.filter((link) => !link.trim().startsWith(sampleHost)).flatMap((link) => lintLink(link, known) ?? []);
}

/** Phones make links of them. */
const findAddressesInText = (text: string): string[] =>
  [...text.matchAll(/https?:[^\s<>"]+/gi)].map(([link]) => link.replace(/[.,;:!?)'\]]+$/, ''));

/** A host that all programs read alike: without user name, encoding or backslash. A preview puts names in brackets. */
const plainHost = /^[\p{L}\p{M}\p{N}_.[\]-]+(?::\d+)?$/u;

function lintLink(given: string, known: KnownWebsites): Fault | null {
  // Browsers take these characters out of an address before they read it.
  const link = given.replace(/[\t\n\r]/g, '').trim();
  if (/^(?:mailto:.|tel:.|sms:.|#.)/i.test(link)) return null;
  if (/^https?:/i.test(link)) {
    const [, host] = /^https?:\/\/([^/?#]+)/i.exec(link) ?? [];
    if (host === undefined || !plainHost.test(host)) return unsafe('programs read this link in different ways', link);
    const hostname = URL.parse(link)?.hostname;
    if (hostname === undefined || isKnown(hostname, known)) return null;
    return { severity: 'warning', code: 'other_website', text: `it leads to another website: ${hostname}` };
  }
  if (/^[a-z][\w+.-]*:/i.test(link)) return unsafe('mail clients do not open this link', link);
  if (/^(?:[/\\]|%2f|%5c){2}/i.test(link)) return unsafe('programs read this link in different ways', link);
  return {
    severity: 'error',
    code: 'dead_link',
    text: `this link leads nowhere: ${link === '' ? 'it is empty' : link}`,
  };
}

const unsafe = (why: string, link: string): Fault => ({
  severity: 'error',
  code: 'unsafe_link',
  text: `${why}: ${link}`,
});

function isKnown(host: string, { siteUrl, publicUrl, linkHosts }: KnownWebsites): boolean {
  const own = hostOf(siteUrl);
  return (
    (own !== undefined && isWithin(host, own)) || host === URL.parse(publicUrl)?.hostname || linkHosts.includes(host)
  );
}
