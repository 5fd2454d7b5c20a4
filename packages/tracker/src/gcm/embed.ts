import type { Tracker } from '../types.ts';
import { watchConsentMode } from './watch.ts';

/** `data-gcm`: loaded by the script, whose attributes are fields of `beckon`. */
const { beckon } = window as unknown as { beckon: Tracker & { gcm?: string } };
watchConsentMode(beckon, beckon.gcm || 'dataLayer');
