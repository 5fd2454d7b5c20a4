/**
 * Calls `view` when another page is shown: a pushed route, back and forward, a page that returns from the
 * back/forward cache. A change of the query or the hash alone is no new page.
 */
export function watchPages(view: () => void, listen: (name: string, listener: (event: never) => void) => void): void {
  let shown = location.pathname;
  // A moment later: routers set the title of the new page after they have pushed its address.
  const look = () =>
    setTimeout(() => {
      if (shown !== location.pathname) {
        shown = location.pathname;
        view();
      }
    }, 50);
  const { pushState } = history;
  history.pushState = function (...args) {
    pushState.apply(this, args);
    look();
  };
  listen('popstate', look);
  listen('pageshow', (event: PageTransitionEvent) => event.persisted && view());
}
