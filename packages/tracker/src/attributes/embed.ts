import type { Tracker } from '../types.ts';
import { watchAttributes } from './watch.ts';

/** `data-attributes`: loaded by the script. */
watchAttributes((window as unknown as { beckon: Tracker }).beckon);
