import { on } from './listeners.ts';
import { settings } from './settings.ts';

/**
 * Loads the widgets once the page is loaded and idle, and only if a `<beckon-…>` element waits for them. Looks again
 * after each event, because a single-page shop may bring one later. `import()` runs a module once however often it
 * is called, and needs no script element: pages with Trusted Types allow it.
 */
export function loadWidgets(): void {
  const look = () => {
    if (document.readyState !== 'complete') return;
    for (const { localName } of document.querySelectorAll(':not(:defined)')) {
      if (/^beckon-/.test(localName)) import(/* @vite-ignore */ `${settings.api}/widgets.js`).catch(() => {});
    }
  };
  const lookWhenIdle = () => (window.requestIdleCallback || setTimeout)(look);
  addEventListener('load', lookWhenIdle);
  on('event', lookWhenIdle);
  lookWhenIdle();
}
