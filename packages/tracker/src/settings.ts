import type { TrackerOptions } from './types.ts';

/** One page has one tracker: its state lives in modules, which is also what keeps the script small. */
export let settings: TrackerOptions & { at?: number };

export const configure = (options: TrackerOptions) => (settings = options);
