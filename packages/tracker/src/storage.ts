import { isCookieless } from './consent.ts';

const name = 'beckon';
const no = '{"analytics":false}';
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

/**
 * In cookieless mode a no is all that this browser keeps, since the next page would start without it; anything else
 * under our name is removed. Without an argument it only says whether there is one.
 */
export const keptNo = (isNo?: boolean): boolean => {
  try {
    const found = localStorage[name];
    if (isNo) localStorage[name] = no;
    else if (isNo === false && found) delete localStorage[name];
    return found === no;
  } catch {
    return false;
  }
};
