import { settings } from './settings.ts';

const name = 'beckon';
let memory = '';
let isBlocked: boolean | undefined;

/**
 * What this browser keeps for us: one text. With `text` it is replaced, with an empty one removed. Where storage is
 * blocked or full, and in cookieless mode, memory takes its place.
 */
export const stored = (text?: string): string => {
  if (text != null) memory = text;
  try {
    // Of the modes only `cookieless` comes before d in the alphabet: the word itself costs bytes.
    if (!isBlocked && !((settings.consent as string) < 'd')) {
      if (text) localStorage[name] = text;
      if (text === '') delete localStorage[name];
      memory = localStorage[name] || '';
    }
  } catch {
    isBlocked = true;
  }
  return memory;
};
