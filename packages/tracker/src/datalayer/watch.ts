import type { Tracker } from '../types.ts';
import { trackPush } from './map.ts';

/**
 * Reads what was pushed to the data layer so far and what is pushed from now on. `push` is wrapped once and hands on
 * everything, so a tag manager may wrap it too, before or after.
 * @example watchDataLayer(beckon, 'dataLayer')
 */
export const watchDataLayer = (beckon: Pick<Tracker, 'track'>, name: string): void => {
  const page = window as unknown as Record<string, unknown[]>;
  const { [name]: layer = [] } = page;
  const { push } = layer;
  page[name] = layer;
  const read = (pushed: unknown) => trackPush(pushed, beckon.track);
  layer.forEach(read);
  layer.push = (...pushed) => {
    const answer = push.apply(layer, pushed);
    pushed.forEach(read);
    return answer;
  };
};
