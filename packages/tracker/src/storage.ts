import { settings } from './settings.ts';

const name = 'beckon';
let box: Record<string, string | undefined>;

/**
 * What this browser keeps for us: one text. With `text` it is replaced, with an empty one removed. Where storage is
 * blocked or full, and in cookieless mode, memory takes its place.
 */
export const stored = (text?: string): string => {
  try {
    // Of the modes only `cookieless` comes before d in the alphabet: the word itself costs bytes.
    box ||= (settings.consent as string) < 'd' ? {} : localStorage;
    if (text) box[name] = text;
    else if (text === '') delete box[name];
  } catch {
    box = { [name]: text };
  }
  return box[name] || '';
};
