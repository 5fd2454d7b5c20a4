import type { Tracker, TrackerOptions } from './types.ts';

/** A tracker that does nothing: what a server renders with. */
export function silentTracker({ key, api }: TrackerOptions): Tracker {
  const nothing = () => undefined;
  return {
    key,
    api,
    track: nothing,
    page: nothing,
    identify: nothing,
    productViewed: nothing,
    addedToCart: nothing,
    removedFromCart: nothing,
    checkoutStarted: nothing,
    placedOrder: nothing,
    consent: nothing,
    reset: nothing,
    on: nothing,
    flush: nothing,
    anonymousId: nothing,
  };
}
