import type { Tracker } from './types.ts';

/**
 * Loads the widgets once the page is loaded and idle, and only if a `<beckon-…>` element waits for them. Looks again
 * after each event, because a single-page shop may bring one later. `import()` runs a module once however often it
 * is called, and needs no script element: pages with Trusted Types allow it.
 */
export function loadWidgets({ api, on }: Tracker): void {
  const look = () => {
    for (const { localName } of document.querySelectorAll(':not(:defined)')) {
      if (localName.startsWith('beckon-')) import(/* @vite-ignore */ `${api}/widgets.js`).catch(() => {});
    }
  };
  const lookWhenIdle = () => (window.requestIdleCallback || setTimeout)(look);
  if (document.readyState === 'complete') lookWhenIdle();
  else addEventListener('load', lookWhenIdle);
  on('event', lookWhenIdle);
}
