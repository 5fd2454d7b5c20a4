import { catalogProperties } from '@beckon/contract';
import { distance } from 'fastest-levenshtein';

const maxWarnings = 5;

/**
 * Lists the properties of an event that its type does not have in the catalog, each with the property that may be
 * meant. They are stored anyway: the warning is for the developer who has just misspelled one.
 * @example
 * warnOfUnknown('added_to_cart', { productId: 'p', prise: 5 });
 * // ['added_to_cart has no property `prise`; did you mean `price`?']
 */
export function warnOfUnknown(type: string, properties: Record<string, unknown>): string[] {
  const named = catalogProperties(type);
  if (!named) return [];
  const unknown = Object.keys(properties).filter((name) => !named.includes(name));
  const warnings = unknown.slice(0, maxWarnings).map((name) => {
    const meant = nearest(name, named);
    const end = meant === null ? ': it is kept as it is' : `; did you mean \`${meant}\`?`;
    return `${type} has no property \`${name.slice(0, 100)}\`${end}`;
  });
  if (unknown.length > maxWarnings) warnings.push(`${unknown.length - maxWarnings} more are not in the catalog`);
  return warnings;
}

function nearest(name: string, candidates: readonly string[]): string | null {
  if (name.length > 40) return null;
  const plain = (text: string) => text.toLowerCase().replaceAll(/[_-]/g, '');
  const ranked = candidates
    .map((candidate) => ({ candidate, steps: distance(plain(name), plain(candidate)) }))
    .sort((a, b) => a.steps - b.steps);
  const best = ranked[0];
  return best && best.steps <= Math.min(2, Math.floor(best.candidate.length / 2)) ? best.candidate : null;
}
