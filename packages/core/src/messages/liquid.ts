import { Liquid } from 'liquidjs';
import { LRUCache } from 'lru-cache';

/**
 * Own properties only, everything escaped, no files, bounded work: marketers write the templates, so they are not
 * trusted.
 */
export const liquid = new Liquid({
  outputEscape: 'escape',
  ownPropertyOnly: true,
  strictVariables: true,
  strictFilters: true,
  lenientIf: true,
  relativeReference: false,
  templates: {},
  parseLimit: 200_000,
  renderLimit: 500,
  memoryLimit: 2_000_000,
});

/** Encodes a value in the query of a link. */
liquid.registerFilter('in_link', (value: unknown) => encodeURIComponent(String(value ?? '').toWellFormed()));

/** The subject is a header, not HTML: nothing is escaped in it. */
export const plainLiquid = new Liquid({
  ownPropertyOnly: true,
  strictVariables: true,
  lenientIf: true,
  templates: {},
  renderLimit: 100,
});

/** Maximum templates whose variables are cached. */
const cachedTemplates = 1_000;
const variables = new LRUCache<string, readonly string[]>({ max: cachedTemplates });

/**
 * The variables that a template takes from outside, with their paths, such as `cart.items`. A template that cannot be
 * parsed has none: rendering it says why.
 */
export function variablesIn(template: string): readonly string[] {
  const known = variables.get(template);
  if (known) return known;
  const found = analyze(template);
  variables.set(template, found);
  return found;
}

function analyze(template: string): readonly string[] {
  if (!template.includes('{')) return [];
  try {
    return liquid.globalFullVariablesSync(liquid.parse(template));
  } catch {
    return [];
  }
}
