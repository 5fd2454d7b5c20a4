import type { Tracker } from '../types.ts';
import { watchBanner } from './watch.ts';

/** `data-banner`: loaded by the script, whose attributes are fields of `beckon`. */
const { beckon } = window as unknown as { beckon: Tracker & { banner?: string } };
watchBanner(beckon, beckon.banner || 'consent');
