const name = 'beckon-debug';

/**
 * The overlay is open where the address says so. Nothing is stored for it: a page that is reached from such a page finds
 * the word in its referrer, and writes it into its own address for the page after it.
 */
export function stayOpen(): void {
  if (!location.href.includes(name)) show(`${location.search}${location.search ? '&' : '?'}${name}`);
}

export function leave(): void {
  show(location.search.replace(new RegExp(`&${name}(=[^&]*)?|(?<=\\?)${name}(=[^&]*)?&?`), '').replace(/^\?$/, ''));
}

const show = (search: string) => history.replaceState(history.state, '', location.pathname + search + location.hash);
