import type { Tracker } from '../types.ts';
import { watchProducts } from './watch.ts';

/** `data-products`: loaded by the script. */
watchProducts((window as unknown as { beckon: Tracker }).beckon);
