import { listen } from './listeners.ts';
import { load } from './load.ts';
import { settings } from './settings.ts';

/** Loads the widgets once the page is loaded and idle, and only if a `<beckon-…>` element waits for them. */
export const loadWidgets = (): void => {
  if (document.readyState !== 'complete') {
    listen('load', loadWidgets);
    return;
  }
  (self.requestIdleCallback || setTimeout)(() => {
    for (const { localName } of document.querySelectorAll(':not(:defined)')) {
      if (/beckon-/.test(localName)) load(`${settings.api}/widgets`);
    }
  });
};
