import type { Facts } from '@beckon/contract';

type Fact = Facts[string];

/** Characters of a value in a summary; `before` and `after` have it whole. */
const maxShown = 120;

/**
 * The fields of two states that differ, and a sentence about them.
 * @param name what the target is called
 * @param labels how each field that counts is called
 * @example
 * compareFacts('Storefront', { name: 'Name' }, { name: 'Storefront' }, { name: 'Web shop' }).summary;
 * // Name of Storefront: from "Storefront" to "Web shop"
 */
export function compareFacts<K extends string>(
  name: string,
  labels: Record<K, string>,
  before: Record<NoInfer<K>, Fact>,
  after: Record<NoInfer<K>, Fact>,
): { summary: string; before: Facts; after: Facts } {
  const changed = (Object.keys(labels) as K[]).filter((key) => !isSame(before[key], after[key]));
  const pick = (facts: Record<K, Fact>) => Object.fromEntries(changed.map((key) => [key, facts[key]]));
  const texts = changed.map((key) => `${labels[key]} of ${name}: ${describe(before[key], after[key])}`);
  return { summary: texts.join('; ') || `${name}: saved without a change`, before: pick(before), after: pick(after) };
}

const isSame = (a: Fact, b: Fact) => JSON.stringify(a) === JSON.stringify(b);

function describe(before: Fact, after: Fact): string {
  if (Array.isArray(before) && Array.isArray(after)) {
    const added = after.filter((entry) => !before.includes(entry));
    const removed = before.filter((entry) => !after.includes(entry));
    const parts = [
      ...(added.length > 0 ? [`added ${listOf(added)}`] : []),
      ...(removed.length > 0 ? [`removed ${listOf(removed)}`] : []),
    ];
    return parts.join(', ') || 'another order';
  }
  return `from ${show(before)} to ${show(after)}`;
}

function show(fact: Fact): string {
  if (fact === null || fact === '' || (Array.isArray(fact) && fact.length === 0)) return 'none';
  if (Array.isArray(fact)) return listOf(fact);
  return typeof fact === 'string' ? `"${shorten(fact)}"` : String(fact);
}

/** The first entries of a list, and how many more there are. */
export function listOf(entries: readonly string[]): string {
  const shown = entries.slice(0, 5).map(shorten).join(', ');
  return entries.length > 5 ? `${shown} and ${entries.length - 5} more` : shown;
}

const shorten = (text: string) => (text.length > maxShown ? `${text.slice(0, maxShown).toWellFormed()}…` : text);
