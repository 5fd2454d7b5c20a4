import { start } from './client.ts';
import { silentTracker } from './silent.ts';
import type { Tracker, TrackerOptions } from './types.ts';

export type * from './types.ts';

/**
 * Starts a tracker. Importing this module does nothing; on a server every call does nothing either, so shared
 * modules may create it at the top.
 *
 * @example
 * const beckon = createTracker({ key: 'pk_demo', api: 'https://beckon.shop.example' });
 * beckon.consent({ analytics: true });
 * beckon.addedToCart({ productId: 'mug', price: 1299, currency: 'EUR' });
 */
export function createTracker(options: TrackerOptions): Tracker {
  return typeof document === 'undefined' ? silentTracker(options) : start(options);
}
