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
  const mapped = new Map<string, unknown>();
  const unmapped = new Map<string, unknown>();
  const taken = new Set<string>();
  for (const { to, from, orFrom = [], read, isStrict } of fields) {
    const name = from.find(isThere) ?? orFrom.find(isThere);
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
