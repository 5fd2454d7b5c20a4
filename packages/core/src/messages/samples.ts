type Values = Record<string, unknown>;

/** Values in which variables that have none are shown as their names, for a person to look at. */
export function withSamples(values: Values, paths: readonly string[]): Values {
  return paths.reduce((filled, path) => put(filled, path.split(/[.[\]]+/).filter(Boolean), sampleOf(path)), values);
}

function put(values: unknown, [first, ...rest]: string[], sample: string): Values {
  const known = typeof values === 'object' && values !== null ? (values as Values) : {};
  return { ...known, [first!]: rest.length === 0 ? sample : put(known[first!], rest, sample) };
}

/** Where sample links lead: nowhere. */
export const sampleHost = 'https://link.invalid/';

const sampleOf = (path: string): string =>
  path.endsWith('url') ? `${sampleHost}${path}` : `[${path.split('.').at(-1)}]`;
