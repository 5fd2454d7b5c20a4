import { isCookieless } from './consent.ts';
import { toJson } from './json.ts';
import type { ConsentChoice } from './types.ts';

export type Visitor = ConsentChoice & { id?: string | undefined };

const name = 'beckon';
let box: Record<string, string | undefined> | undefined;

/**
 * What this browser keeps for us: one text. With `text` it is replaced, with an empty one removed. Where storage is
 * blocked or full, and in cookieless mode, memory takes its place.
 */
export const stored = (text?: string): string => {
  try {
    box ??= isCookieless() ? {} : localStorage;
    if (text) box[name] = text;
    else if (text === '') delete box[name];
  } catch {
    box = { [name]: text };
  }
  return box?.[name] || '';
};

/** The visitor in the first line of a stored text; nothing is known where the line is no JSON object. */
export const visitorIn = (text: string): Visitor => {
  try {
    return { ...JSON.parse(text.split('\n')[0]!) };
  } catch {
    return {};
  }
};

/**
 * In cookieless mode a no is all that this browser keeps, since the next page would start without it; anything else
 * under our name is removed. Without an argument it only says whether there is one.
 */
export const keptNo = (isNo?: boolean): boolean => {
  try {
    const found = localStorage.getItem(name);
    if (isNo) localStorage.setItem(name, toJson({ analytics: false }));
    else if (isNo === false && found) localStorage.removeItem(name);
    return visitorIn(found ?? '').analytics === false;
  } catch {
    return false;
  }
};
