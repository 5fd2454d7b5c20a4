import { settings } from './settings.ts';

type Browser = { globalPrivacyControl?: boolean; doNotTrack?: string | null };

/** `cookieless` and `granted`, which come before h in the alphabet: written so because the words cost bytes. */
export const mayStart = () => (settings.consent as string) < 'h';

/** `true` or `'1'`; what else browsers say is not above 0. */
const isOptOut = () =>
  (((navigator as Browser).globalPrivacyControl || (navigator as Browser).doNotTrack) as unknown as number) > 0;

/**
 * May the tracker store and send where the shopper has said nothing? The browser's Global Privacy Control or Do Not
 * Track turns every mode into `required`: then it is not known, which is neither yes nor no.
 */
export const isGranted = () => (mayStart() && !isOptOut()) || null;
