import { settings } from './settings.ts';

type Browser = { globalPrivacyControl?: boolean; doNotTrack?: string | null };

/** `cookieless` and `granted`, which come before h in the alphabet: written so because the words cost bytes. */
export const mayStart = () => (settings.consent as string) < 'h';

const isOptOut = () => (navigator as Browser).globalPrivacyControl || (navigator as Browser).doNotTrack === '1';

/**
 * May the tracker store and send? Yes, no, or not known yet. What the shopper said counts most; the browser's Global
 * Privacy Control or Do Not Track turns every mode into `required`.
 */
export const isGranted = (said: boolean | undefined) => said ?? ((mayStart() && !isOptOut()) || undefined);
