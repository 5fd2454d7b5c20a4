import { isIP } from 'node:net';
import type { SpfNeed } from '@beckon/core/ports';

/**
 * What providers ask their customers to include, as their documents say, by the host that takes mail for them. Those that
 * are not `certain` send with a domain of their own in the envelope, unless the customer has set up another one.
 */
const includes: readonly [host: RegExp, include: string, certainty?: 'certain'][] = [
  [/(^|\.)(gmail|google)\.com$/, '_spf.google.com', 'certain'],
  [/(^|\.)(office365|outlook)\.com$/, 'spf.protection.outlook.com', 'certain'],
  [/(^|\.)amazonaws\.com$/, 'amazonses.com'],
  [/(^|\.)sendgrid\.net$/, 'sendgrid.net'],
  [/(^|\.)mailgun\.org$/, 'mailgun.org'],
  [/(^|\.)mailjet\.com$/, 'spf.mailjet.com'],
  [/(^|\.)brevo\.com$/, 'spf.brevo.com'],
  [/(^|\.)mandrillapp\.com$/, 'spf.mandrillapp.com'],
  [/(^|\.)zoho\.com$/, 'zohomail.com', 'certain'],
  [/(^|\.)zoho\.eu$/, 'zohomail.eu', 'certain'],
];

/**
 * What the SPF record of a sender has to contain for a mail server; null where nothing can be said. A guess for any
 * server but those of known providers, since it may pass mail on to others.
 * @example
 * spfNeedOf('smtps://user:password@smtp.gmail.com'); // { mechanism: 'include:_spf.google.com', isCertain: true }
 */
export function spfNeedOf(smtpUrl: string): SpfNeed | null {
  const host = new URL(smtpUrl).hostname.toLowerCase().replace(/^\[|\]$/g, '');
  const [, include, certainty] = includes.find(([pattern]) => pattern.test(host)) ?? [];
  if (include) return { mechanism: `include:${include}`, isCertain: certainty === 'certain' };
  if (isIP(host) !== 0) {
    const isInside = /^(127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.)|^(::1$|f[cde])/.test(host);
    return isInside ? null : { mechanism: `ip${isIP(host)}:${host}`, isCertain: false };
  }
  // A name without a dot is one of the operator's own network.
  return host.includes('.') && !/\.(internal|local|lan|home\.arpa)$/.test(host)
    ? { mechanism: `a:${host}`, isCertain: false }
    : null;
}
