import type { Tracker } from '@beckon/tracker';

/** The tracker of the page's script tag, if there is one. */
export function pageTracker(): Partial<Tracker> {
  return (globalThis as { beckon?: Partial<Tracker> }).beckon ?? {};
}
