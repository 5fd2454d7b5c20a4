import { readReference } from '@beckon/contract';
import { isGiven, type JsonObject, readText } from './message.ts';

/** How one property of ours is found among theirs. */
export type Field = {
  /** Our name. */
  to: string;
  /** Their names; the first that is there is taken, and goes. */
  from: readonly string[];
  /** Their names that serve where none of these is there, and stay. */
  orFrom?: readonly string[];
  /** Undefined: it cannot be read. */
  read(value: unknown): unknown;
  /** A value that stands for none: then the next name is looked at. */
  isNone?(value: unknown): boolean;
  /** What cannot be read stays in its place, so that the event is quarantined and the reason names it. */
  isStrict?: boolean;
};

/**
 * Renames and reads what we have a name for and keeps everything else as it came. What cannot be read goes to
 * `unmapped`, since a wrong hint is no reason to lose the event; so does what stands under a name of ours by chance.
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
  // Theirs of that name is kept inside.
  if (unmapped.size > 0 && Object.hasOwn(given, 'unmapped')) unmapped.set('unmapped', given.unmapped);
  return Object.fromEntries([
    ...rest,
    ...mapped,
    ...(unmapped.size === 0 ? [] : [['unmapped', Object.fromEntries(unmapped)] as const]),
  ]);
}

/** The id of something, as the contract reads it: a placeholder such as `undefined` is none. */
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

/** A text of at most so many characters. */
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
