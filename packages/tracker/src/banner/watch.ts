import type { Tracker } from '../types.ts';

/**
 * Hands on what a consent banner says by an event of the page: `detail: { analytics, marketing }`, each true or false.
 * Anything else in it is no word of the shopper and left out.
 * @example watchBanner(beckon, 'consent')
 */
export const watchBanner = (beckon: Pick<Tracker, 'consent'>, name: string): void => {
  const hear = (event: Event) => {
    const { analytics, marketing } = (event as CustomEvent).detail || {};
    const choice: Record<string, boolean> = {};
    if (typeof analytics === 'boolean') choice.analytics = analytics;
    if (typeof marketing === 'boolean') choice.marketing = marketing;
    beckon.consent(choice);
  };
  // On its way down, so that it is heard wherever in the page it was dispatched.
  addEventListener(name, hear, true);
};
