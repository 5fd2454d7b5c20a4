import type { ConsentChoice, ConsentMode } from './types.ts';

type Signals = { globalPrivacyControl?: boolean; doNotTrack?: string | null };

/**
 * May the tracker store and send? Yes, no, or not known yet. The shopper's own word counts most; the browser's
 * Global Privacy Control or Do Not Track turns every mode into `required`.
 */
export function isGranted(mode: ConsentMode | undefined, choice: ConsentChoice, browser: Signals): boolean | undefined {
  const isOptOut = browser.globalPrivacyControl || browser.doNotTrack === '1';
  // Of the modes only `cookieless` and `granted` come before h in the alphabet.
  return choice.analytics ?? ((!isOptOut && (mode as string) < 'h') || undefined);
}
