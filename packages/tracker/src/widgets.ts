import { settings } from './settings.ts';

/**
 * Loads the widgets once the page is loaded and idle, and only if a `<beckon-…>` element waits for them. `import()`
 * needs no script element, so pages with Trusted Types allow it; it runs a module once however often it is called.
 */
export function loadWidgets(): void {
  if (document.readyState !== 'complete') addEventListener('load', loadWidgets);
  else
    (window.requestIdleCallback || setTimeout)(() => {
      for (const { localName } of document.querySelectorAll(':not(:defined)')) {
        if (localName.includes('beckon-')) import(/* @vite-ignore */ `${settings.api}/widgets.js`).catch(() => {});
      }
    });
}
