import { guard, listen } from './listeners.ts';
import { page, path, recordPage, shown } from './record.ts';

/**
 * Records a page view whenever another page is shown: now, at a new route, at back and forward, at the return from the
 * back/forward cache. A page that is not visible yet (prerendered, or opened in a background tab) counts when it is shown.
 * A change of the query alone is no new page, nor of the hash unless the setting says so.
 */
export const watchPages = (): void => {
  let title = document.title;
  let titledAt = -Infinity;
  let movedAt = 0;

  const look = guard(() => {
    if (document.hidden || shown === path()) return;
    // Most routers set the title after they have pushed the address, some before. One that has stood for longer is
    // that of the page before.
    recordPage(!shown || titledAt > movedAt - 100);
  });
  look();
  listen('pageshow', (event: PageTransitionEvent) => event.persisted && page());
  listen('visibilitychange', look);
  // Browsers before 2026 may lack the Navigation API. There we look now and then: routers keep their own `pushState`, so
  // a page whose history we had wrapped could change its address behind our back.
  if (self.navigation) {
    navigation.addEventListener('currententrychange', () => {
      if (shown !== path()) movedAt = performance.now();
      // A moment later: until then routers have set the title.
      setTimeout(look, 50);
    });
  } else {
    setInterval(() => {
      look();
      // The next check detects changes from here on.
      movedAt = performance.now();
    }, 500);
  }
  new MutationObserver(() => {
    if (title !== document.title) titledAt = performance.now();
    title = document.title;
  }).observe(document.head, { childList: true, subtree: true, characterData: true });
};
