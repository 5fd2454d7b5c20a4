import { watchLayer } from '../layer.ts';
import type { Tracker } from '../types.ts';
import { trackPush } from './map.ts';

/**
 * Tracks what was pushed to the data layer so far and what is pushed from now on.
 * @example watchDataLayer(beckon, 'dataLayer')
 */
export const watchDataLayer = (beckon: Pick<Tracker, 'track'>, name: string): void =>
  watchLayer(name, (pushed) => trackPush(pushed, beckon.track));
