import { isCookieless } from './consent.ts';
import { guard } from './listeners.ts';
import { settings } from './settings.ts';

/**
 * Reads the text under a name or, with `text`, writes it; empty removes it. Returns what is there now, so a write
 * has worked if it returns its own text; undefined in cookieless mode, where nothing is touched, and where the
 * browser blocks storage.
 */
export const storage = guard((name: string, text?: string) => {
  if (isCookieless(settings.consent)) return;
  if (text) localStorage[name] = text;
  if (text === '') delete localStorage[name];
  return localStorage[name] || '';
}) as (name: string, text?: string) => string | undefined;
