import type { Tracker } from '../types.ts';
import { watchTcf } from './watch.ts';

/** `data-tcf`: loaded by the script, whose attributes are fields of `beckon`. */
const { beckon } = window as unknown as { beckon: Tracker & { tcf?: string } };
watchTcf(beckon, beckon.tcf);
