import type { Tracker } from '../types.ts';

/**
 * Hands on what a consent banner says by an event of the page: `detail: { analytics, marketing }`, each true or false.
 * Of anything else `consent` says that it is no word of the shopper.
 * @example watchBanner(beckon, 'consent')
 */
export const watchBanner = (beckon: Pick<Tracker, 'consent'>, name: string): void => {
  // On its way down, so that it is heard wherever in the page it was dispatched.
  addEventListener(name, (event) => beckon.consent((event as CustomEvent).detail), true);
};
