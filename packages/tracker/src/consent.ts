import { isOptOut } from './opt-out.ts';
import { settings } from './settings.ts';

export const isCookieless = () => settings.consent === 'cookieless';

/** Whether the mode starts without a word of the shopper. Every other value, misspelled ones too, is `required`. */
export const mayStart = () => settings.consent === 'granted' || isCookieless();

/**
 * May the tracker store and send where the shopper has said nothing? The browser's Global Privacy Control or Do Not
 * Track turns every mode into `required`: then it is not known, which is neither yes nor no.
 */
export const isGranted = () => (mayStart() && !isOptOut()) || null;
