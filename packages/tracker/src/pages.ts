import { listen } from './listeners.ts';
import { page, shown } from './record.ts';

/**
 * Records a page view whenever another page is shown: now, at a new route, at back and forward, at the return from the
 * back/forward cache. A page that nobody sees yet (prerendered, or opened in a background tab) counts when it is shown.
 * A change of the query or the hash alone is no new page.
 */
export const watchPages = (): void => {
  const look = () => document.hidden || shown === location.pathname || page();
  // A moment later: routers set the title of the new page after they have pushed its address.
  const later = () => setTimeout(look, 50);
  look();
  listen('pageshow', (event: PageTransitionEvent) => event.persisted && page());
  listen('visibilitychange', look);
  // Browsers before 2026 may lack the Navigation API. There we look now and then: routers keep their own `pushState`, so
  // a page whose history we had wrapped could change its address behind our back.
  if (self.navigation) navigation.addEventListener('currententrychange', later);
  else setInterval(look, 500);
};
