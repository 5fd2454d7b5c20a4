import { readReference } from '@beckon/contract/identifiers';

/** The words of JSON Schema that the event catalog uses, `id` for a reference, a text or a whole number, and `any`. */
export type Schema = {
  type: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  maxItems?: number;
  pattern?: string;
  /** Of an `id`: it may be missing. */
  isOptional?: boolean;
};

export type Catalog = {
  /** The properties of each known type that a browser may send. */
  types: Record<string, Schema>;
  notFromBrowsers: string[];
  /** ISO 4217 codes, with a space between them. */
  currencies: string;
  /** What a name must look like, as a regular expression. */
  name: string;
};

/**
 * What the server would refuse about an event, in words; empty when all is well.
 * @example findFaults(catalog, 'placed_order', { orderId: '1001', total: 12.99, currency: 'EUR' })
 * // ['total: expected minor units (1299 for 12.99), is 12.99']
 */
export function findFaults(catalog: Catalog, type: string, properties: unknown = {}): string[] {
  if (catalog.notFromBrowsers.includes(type)) return [`${type} is not accepted from a browser`];
  if (!new RegExp(catalog.name).test(type) || type.length > 64) {
    return ['the name is not lower case words joined by underscores, at most 64 characters'];
  }
  const schema = Object.hasOwn(catalog.types, type) ? catalog.types[type] : undefined;
  return check(catalog, schema ?? { type: 'object' }, properties, '');
}

function check(catalog: Catalog, schema: Schema, value: unknown, path: string): string[] {
  const wrong = (expected: string) => [`${path || 'properties'}: expected ${expected}, is ${show(value)}`];
  if (schema.type === 'any') return [];
  if (schema.type === 'string') return checkText(catalog, schema, value, wrong);
  if (schema.type === 'integer') return checkNumber(schema, value, wrong);
  if (schema.type === 'id') return checkId(schema, value, path);
  if (schema.type === 'array') {
    if (!Array.isArray(value)) return wrong('a list');
    if (value.length > (schema.maxItems ?? Infinity)) return wrong(`at most ${schema.maxItems} entries`);
    return value.flatMap((item, index) =>
      schema.items ? check(catalog, schema.items, item, `${path}[${index}]`) : [],
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong('an object');
  const fields = value as Record<string, unknown>;
  const at = (name: string) => (path ? `${path}.${name}` : name);
  const missing = (schema.required ?? []).filter((name) => fields[name] === undefined);
  return [
    ...missing.map((name) => `${at(name)}: is missing`),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, inner]) =>
      fields[name] === undefined ? [] : check(catalog, inner, fields[name], at(name)),
    ),
  ];
}

type Wrong = (expected: string) => string[];

function checkText(
  { currencies }: Catalog,
  { minLength = 0, maxLength = Infinity, pattern }: Schema,
  value: unknown,
  wrong: Wrong,
): string[] {
  if (typeof value !== 'string') return wrong('a text');
  if (value.length < minLength) return wrong('a text that is not empty');
  if (value.length > maxLength) return wrong(`at most ${maxLength} characters`);
  if (pattern === '^[A-Z]{3}$') {
    return value.length === 3 && currencies.split(' ').includes(value) ? [] : wrong('a currency such as EUR');
  }
  return !pattern || new RegExp(pattern).test(value) ? [] : wrong('a time with zone such as 2026-11-21T12:00:00Z');
}

function checkNumber({ minimum = -Infinity, maximum = Infinity }: Schema, value: unknown, wrong: Wrong): string[] {
  if (!Number.isSafeInteger(value)) return wrong(maximum > 1e9 ? 'minor units (1299 for 12.99)' : 'a whole number');
  if ((value as number) < minimum) return wrong(`at least ${minimum}`);
  return (value as number) > maximum ? wrong(`at most ${maximum}`) : [];
}

/** A placeholder is a fault only where an id is needed; elsewhere it is as good as none. */
function checkId({ isOptional }: Schema, value: unknown, path: string): string[] {
  const identifier = readReference(value);
  if (identifier.kind === 'invalid') return [`${path}: ${identifier.reason}`];
  return identifier.kind === 'id' || isOptional ? [] : [`${path}: ${show(value)} stands for no id`];
}

const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
};
