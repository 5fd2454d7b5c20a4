/** The host of a shop's website, without `www.`; undefined if its address cannot be read. */
export const hostOf = (siteUrl: string): string | undefined => URL.parse(siteUrl)?.hostname.replace(/^www\./, '');

/** Whether a host is another one or a subdomain of it. */
export const isWithin = (host: string, other: string): boolean => host === other || host.endsWith(`.${other}`);
