import { watchLayer } from '../layer.ts';
import type { Tracker } from '../types.ts';
import { trackPush } from './map.ts';

/** `data-datalayer`: loaded by the script, whose attributes are fields of `beckon`. */
const { beckon } = window as unknown as { beckon: Tracker & { datalayer?: string } };
watchLayer(beckon.datalayer || 'dataLayer', (pushed) => trackPush(pushed, beckon.track));
