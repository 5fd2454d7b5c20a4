import { listen } from './listeners.ts';
import { load } from './load.ts';
import { settings } from './settings.ts';

/**
 * Loads the widgets once the page is loaded and idle, and only if a `<beckon-…>` element waits for them.
 * Of the states of loading only `complete` comes before d in the alphabet.
 */
export const loadWidgets = (): void => {
  if (document.readyState > 'd') listen('load', loadWidgets);
  else
    (self.requestIdleCallback || setTimeout)(() => {
      for (const { localName } of document.querySelectorAll(':not(:defined)')) {
        if (/beckon-/.test(localName)) load(`${settings.api}/widgets`);
      }
    });
};
