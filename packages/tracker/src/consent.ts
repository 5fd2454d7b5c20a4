import { isOptOut } from './opt-out.ts';
import { settings } from './settings.ts';

/** `cookieless` and `granted`, which come before h in the alphabet: written so because the words cost bytes. */
export const mayStart = () => (settings.consent as string) < 'h';

/**
 * May the tracker store and send where the shopper has said nothing? The browser's Global Privacy Control or Do Not
 * Track turns every mode into `required`: then it is not known, which is neither yes nor no.
 */
export const isGranted = () => (mayStart() && !isOptOut()) || null;
