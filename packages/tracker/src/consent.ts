import type { ConsentChoice, ConsentMode } from './types.ts';

type Browser = { globalPrivacyControl?: boolean; doNotTrack?: string | null };

/** `cookieless` and `granted`, which come before h in the alphabet: written so because the words cost bytes. */
export const mayStart = (mode: ConsentMode | undefined) => (mode as string) < 'h';

/** In the same way, `cookieless` alone comes before d. */
export const isCookieless = (mode: ConsentMode | undefined) => (mode as string) < 'd';

/**
 * May the tracker store and send? Yes, no, or not known yet. The shopper's own word counts most; the browser's
 * Global Privacy Control or Do Not Track turns every mode into `required`.
 */
export const isGranted = (mode: ConsentMode | undefined, choice: ConsentChoice, browser: Browser) =>
  choice.analytics ?? ((!browser.globalPrivacyControl && browser.doNotTrack !== '1' && mayStart(mode)) || undefined);
