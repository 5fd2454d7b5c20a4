import { z } from 'zod';

type JsonSchema = {
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  type?: string | string[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema;
  description?: string;
};

/**
 * The TypeScript type of what a schema takes or gives, as text: for published packages, whose types need no other one.
 * @param io `input` for what is sent, `output` for what is answered
 * @example
 * typeText(z.object({ id: z.string(), total: z.int().optional() }), 'output');
 * // '{\n  id: string;\n  total?: number | undefined;\n}'
 */
export function typeText(schema: z.ZodType, io: 'input' | 'output', indent = ''): string {
  return textOf(z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as JsonSchema, indent);
}

/**
 * The types that the text of a schema names, by name: schemas with an `id`, which may contain themselves. They are the
 * same as input and as output.
 */
export function namedTypes(schema: z.ZodType): Record<string, string> {
  const { $defs = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  return Object.fromEntries(Object.entries($defs).map(([name, named]) => [name, textOf(named, '')]));
}

function textOf(schema: JsonSchema, indent: string): string {
  if (schema.$ref) return schema.$ref.split('/').at(-1)!;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return [...new Set(choices.map((choice) => textOf(choice, indent)))].join(' | ');
  if (schema.allOf) return schema.allOf.map((part) => `(${textOf(part, indent)})`).join(' & ');
  if (Array.isArray(schema.type)) return schema.type.map((type) => textOf({ ...schema, type }, indent)).join(' | ');
  if (schema.type === 'array') return `Array<${textOf(schema.items ?? {}, indent)}>`;
  if (schema.type === 'integer') return 'number';
  if (schema.type === 'object') return objectText(schema, indent);
  return schema.type ?? 'unknown';
}

function objectText({ properties = {}, required = [], additionalProperties }: JsonSchema, indent: string): string {
  const inner = `${indent}  `;
  const members = Object.entries(properties).map(([name, member]) => {
    const key = /^[a-z_$][\w$]*$/i.test(name) ? name : JSON.stringify(name);
    const isRequired = required.includes(name);
    const about = member.description ? `${inner}/** ${member.description.replaceAll('*/', '* /')} */\n` : '';
    const text = textOf(member, inner);
    return `${about}${inner}${key}${isRequired ? '' : '?'}: ${text}${isRequired ? '' : ' | undefined'};`;
  });
  if (typeof additionalProperties === 'object') {
    const values = Object.keys(properties).length > 0 ? 'unknown' : textOf(additionalProperties, inner);
    members.push(`${inner}[name: string]: ${values};`);
  }
  return members.length === 0 ? 'Record<string, never>' : `{\n${members.join('\n')}\n${indent}}`;
}
