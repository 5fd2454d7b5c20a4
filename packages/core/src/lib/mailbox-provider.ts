/** Domains of the same provider. Domains of a country, such as `yahoo.fr`, are found by their first label. */
const domainsOf = {
  gmail: ['gmail.com', 'googlemail.com'],
  outlook: ['outlook.com', 'hotmail.com', 'live.com', 'msn.com', 'passport.com', 'windowslive.com'],
  yahoo: ['yahoo.com', 'ymail.com', 'rocketmail.com', 'aol.com', 'myyahoo.com'],
  icloud: ['icloud.com', 'me.com', 'mac.com'],
  gmx_webde: ['gmx.de', 'gmx.net', 'gmx.com', 'gmx.at', 'gmx.ch', 'web.de', 'mail.com'],
} as const;

const byDomain = new Map(
  Object.entries(domainsOf).flatMap(([provider, domains]) => domains.map((domain) => [domain as string, provider])),
);

/** First labels that one provider has in many countries: `hotmail.co.uk`, `yahoo.com.br`. */
const byLabel: Readonly<Record<string, string>> = {
  outlook: 'outlook',
  hotmail: 'outlook',
  live: 'outlook',
  yahoo: 'yahoo',
  ymail: 'yahoo',
  gmx: 'gmx_webde',
};

const ofCountry = /^(?:com?\.)?[a-z]{2}$/;

/**
 * Who provides a mailbox: `gmail`, `outlook`, `yahoo`, `icloud`, `gmx_webde`, or the domain of another one.
 * @param email as returned by `normalizeEmail`
 * @example
 * mailboxProviderOf('anna@hotmail.co.uk'); // 'outlook'
 * mailboxProviderOf('anna@shop.example'); // 'shop.example'
 */
export function mailboxProviderOf(email: string): string {
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  const known = byDomain.get(domain);
  if (known !== undefined) return known;
  const [label = '', ...rest] = domain.split('.');
  const provider = Object.hasOwn(byLabel, label) ? byLabel[label] : undefined;
  return provider !== undefined && ofCountry.test(rest.join('.')) ? provider : domain;
}
