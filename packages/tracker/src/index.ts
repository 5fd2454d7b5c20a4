import { silentTracker } from './silent.ts';
import { start } from './start.ts';
import type { Tracker, TrackerOptions } from './types.ts';

export type * from './types.ts';

let tracker: Tracker | undefined;

/**
 * Starts the tracker of this page; a second call returns the same one. Importing this module does nothing. On a
 * server every call does nothing either, so a shared module may create it at the top.
 *
 * @example
 * const beckon = createTracker({ key: 'pk_demo', api: 'https://beckon.shop.example' });
 * beckon.consent({ analytics: true });
 * beckon.addedToCart({ productId: 'mug', price: 1299, currency: 'EUR' });
 */
export function createTracker(options: TrackerOptions): Tracker {
  if (typeof document === 'undefined') return silentTracker(options);
  tracker ??= start(options);
  return tracker;
}
