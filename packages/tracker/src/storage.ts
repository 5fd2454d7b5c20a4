import { isCookieless } from './consent.ts';
import { settings } from './settings.ts';

const name = 'beckon';
let memory = '';
let isBlocked: boolean | undefined;

/**
 * What this browser keeps for us: one text. With `text` it is replaced, with an empty one removed. Where storage is
 * blocked or full, and in cookieless mode, memory takes its place.
 */
export function stored(text?: string): string {
  if (text !== undefined) memory = text;
  try {
    if (!isBlocked && !isCookieless(settings.consent)) {
      if (text) localStorage[name] = text;
      if (text === '') delete localStorage[name];
      memory = localStorage[name] || '';
    }
  } catch {
    isBlocked = true;
  }
  return memory;
}
