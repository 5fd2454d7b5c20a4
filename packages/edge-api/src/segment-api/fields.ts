import { readReference } from '@beckon/contract';
import { isGiven, type JsonObject, readText } from './message.ts';

/** How one of our properties is found in a message. */
export type Field = {
  /** The name in Beckon. */
  to: string;
  /** The names in Segment; the first one present is used and removed. */
  from: readonly string[];
  /** Fallback names in Segment, if none of these is present; they are not removed. */
  orFrom?: readonly string[];
  /** Returns undefined for a value that cannot be read. */
  read(value: unknown): unknown;
  /** Placeholders for a missing value: the next name is tried. */
  isNone?(value: unknown): boolean;
  /** An unreadable value keeps its place, so that the event is quarantined with a reason that names it. */
  isStrict?: boolean;
};

/**
 * Renames and reads the properties in the list and keeps all others as received. An unreadable value goes to
 * `unmapped`, since a wrong hint is no reason to lose the event; so does a property that has one of our names by
 * chance.
 * @example
 * mapFields({ sku: 'M-1', name: 'Mug' }, [{ to: 'title', from: ['name', 'title'], read: readText }]);
 * // { sku: 'M-1', title: 'Mug' }
 */
export function mapFields(given: JsonObject, fields: readonly Field[]): JsonObject {
  const isThere = (name: string) => Object.hasOwn(given, name) && isGiven(given[name]);
  const isNamed =
    ({ isNone }: Field) =>
    (name: string) =>
      isThere(name) && !isNone?.(given[name]);
  const mapped = new Map<string, unknown>();
  const unmapped = new Map<string, unknown>();
  const taken = new Set<string>();
  for (const field of fields) {
    const { to, from, orFrom = [], read, isStrict } = field;
    const name = from.find(isNamed(field)) ?? orFrom.find(isNamed(field)) ?? from.find(isThere);
    for (const absent of [...from, to]) if (!isThere(absent)) taken.add(absent);
    if (name === undefined) continue;
    if (from.includes(name)) taken.add(name);
    const value = read(given[name]);
    if (value !== undefined) mapped.set(to, value);
    else if (isStrict) mapped.set(to, given[name]);
    else if (from.includes(name)) unmapped.set(name, given[name]);
  }
  const ours = new Set(fields.map(({ to }) => to));
  const rest = Object.entries(given).filter(([name, value]) => {
    if (taken.has(name)) return false;
    if (ours.has(name)) unmapped.set(name, value);
    return !ours.has(name);
  });
  // The received property of that name is kept in it.
  if (unmapped.size > 0 && Object.hasOwn(given, 'unmapped')) unmapped.set('unmapped', given.unmapped);
  return Object.fromEntries([
    ...rest,
    ...mapped,
    ...(unmapped.size === 0 ? [] : [['unmapped', Object.fromEntries(unmapped)] as const]),
  ]);
}

/** An id, read as in the contract; a placeholder such as `undefined` counts as missing. */
export function reference(to: string, from: readonly string[]): Field {
  return {
    to,
    from,
    isNone: (value) => readReference(value).kind === 'none',
    read: (value) => {
      const identifier = readReference(value);
      return identifier.kind === 'id' ? identifier.id : undefined;
    },
  };
}

/** A text with at most this many characters. */
export function text(to: string, from: readonly string[], longest = 8_000): Field {
  return {
    to,
    from,
    read: (value) => {
      const given = readText(value);
      return given !== undefined && given.length <= longest ? given : undefined;
    },
  };
}
