import { Liquid, type Template } from 'liquidjs';
import { LRUCache } from 'lru-cache';

/**
 * Own properties only, everything escaped, no files, bounded work: marketers write the templates, so they are not
 * trusted.
 */
const liquid = new Liquid({
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
const plainLiquid = new Liquid({
  ownPropertyOnly: true,
  strictVariables: true,
  lenientIf: true,
  templates: {},
  renderLimit: 100,
});

/** Renders a template with its variables. Throws what Liquid throws. */
type Render = (template: string, variables: Record<string, unknown>) => string;

/** Maximum characters of templates that are kept parsed for each engine; a layout has about 20,000. */
const maxParsed = 2_000_000;

/** Keeps what it parsed: a message is the same for nearly all its recipients. */
function renderer(engine: Liquid): Render {
  const parsed = new LRUCache<string, Template[]>({
    maxSize: maxParsed,
    sizeCalculation: (_, template) => template.length + 1,
  });
  return (template, variables) => {
    const known = parsed.get(template) ?? engine.parse(template);
    parsed.set(template, known);
    return engine.renderSync(known, variables) as string;
  };
}

/** Renders HTML: values are escaped. */
export const renderHtml = renderer(liquid);

/** Renders plain text: values stay as they are. */
export const renderPlain = renderer(plainLiquid);

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
