import type { TrackerOptions } from './types.ts';

/** One page has one tracker: its state lives in modules, which is also what keeps the script small. */
export let settings: TrackerOptions & { at?: number };

export const configure = (options: TrackerOptions) => (settings = options);

/** What a template or a tag manager makes of a missing key, `undefined` or an empty text, is none. */
export const hasWriteKey = (tracker: { key?: unknown } | undefined) => /^pk_/.test(tracker?.key as string);
