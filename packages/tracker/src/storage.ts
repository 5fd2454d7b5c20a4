import { attempt } from './attempt.ts';

/**
 * Reads the text under a name or, with `text`, writes it; empty removes it. Returns what is there now, so a write
 * has worked if it returns its own text; undefined where the browser blocks storage.
 */
export type Storage = (name: string, text?: string) => string | undefined;

/** Nothing is touched before the first call, and nothing ever in cookieless mode. */
export function createStorage(isForbidden: boolean): Storage {
  return (name, text) =>
    attempt(() => {
      const storage: Record<string, string> = isForbidden ? {} : localStorage;
      if (text) storage[name] = text;
      else if (text === '') delete storage[name];
      return storage[name] || '';
    });
}
