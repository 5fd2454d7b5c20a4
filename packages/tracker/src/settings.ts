import type { TrackerOptions } from './types.ts';

/** One page has one tracker: its state lives in modules, which is also what keeps the script small. */
export let settings: TrackerOptions & { at?: number };

export const configure = (options: TrackerOptions) => (settings = options);

/** `undefined` and an empty text, which templates and tag managers write for a missing key, count as no key. */
export const hasWriteKey = (tracker: { key?: unknown } | undefined) => /^pk_/.test(tracker?.key as string);
