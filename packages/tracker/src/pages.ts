import { listen } from './listeners.ts';
import { page, shown } from './record.ts';

/**
 * Records a page view now and whenever another page is shown: a pushed route, back and forward, a page that returns
 * from the back/forward cache. A change of the query or the hash alone is no new page.
 */
export const watchPages = (): void => {
  const { pushState } = history;
  // A moment later: routers set the title of the new page after they have pushed its address.
  const look = () => setTimeout(() => shown !== location.pathname && page(), 50);
  history.pushState = (...args) => {
    pushState.apply(history, args);
    look();
  };
  listen('popstate', look);
  listen('pageshow', (event: PageTransitionEvent) => event.persisted && page());
  page();
};
