import type { Tracker } from '../types.ts';
import { watchDataLayer } from './watch.ts';

/** `data-datalayer`: loaded by the script, whose attributes are fields of `beckon`. */
const { beckon } = window as unknown as { beckon: Tracker & { datalayer?: string } };
watchDataLayer(beckon, beckon.datalayer || 'dataLayer');
