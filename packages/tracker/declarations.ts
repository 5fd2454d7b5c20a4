import { readFile } from 'node:fs/promises';
import { eventCatalog } from '@beckon/contract';
import { z } from 'zod';

type Schema = {
  type?: string | string[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  description?: string;
};

/**
 * The declarations of the npm package in one file that needs no other package: those of `src/types.ts`, and the event
 * catalog of the contract written out.
 * @param sources folder of the sources, with a slash at the end
 */
export async function writeDeclarations(sources: URL): Promise<string> {
  const types = await readFile(new URL('types.ts', sources), 'utf8');
  const index = await readFile(new URL('index.ts', sources), 'utf8');
  const create = /(\/\*\*(?:(?!\*\/)[\s\S])*\*\/)\nexport function (createTracker\([^)]*\): Tracker)/.exec(index);
  if (!create) throw new Error('index.ts has no documented createTracker any more');
  return [
    describeEvents(),
    types.replace(/^import type .* from '@beckon\/contract';\n+/, ''),
    `${create[1]}\nexport declare function ${create[2]};\n`,
  ].join('\n');
}

function describeEvents(): string {
  const events = Object.entries(eventCatalog).map(([type, { about, properties }]) => {
    const schema = z.toJSONSchema(properties, { io: 'input', unrepresentable: 'any' }) as Schema;
    return `  /** ${about} */\n  ${type}: ${typeOf(schema, '  ')};`;
  });
  return `/** The events that have a meaning, with their properties. Others than these are kept as they are. Money is in minor units. */
export type EventCatalog = {\n${events.join('\n')}\n};

export type KnownEventType = keyof EventCatalog;
export type EventProperties<T extends KnownEventType> = EventCatalog[T];
`;
}

function typeOf(schema: Schema, indent: string): string {
  if (schema.type === 'array') return `Array<${typeOf(schema.items ?? {}, indent)}>`;
  if (schema.anyOf) return schema.anyOf.map((one) => typeOf(one, indent)).join(' | ');
  if (schema.type === 'integer') return 'number';
  if (schema.type !== 'object') return [schema.type ?? 'unknown'].flat().join(' | ');
  const inner = `${indent}  `;
  const members = Object.entries(schema.properties ?? {}).map(
    ([name, member]) =>
      `${inner}${name}${schema.required?.includes(name) ? '' : '?'}: ${typeOf(member, inner)}${schema.required?.includes(name) ? '' : ' | undefined'};`,
  );
  return `{\n${[...members, `${inner}[name: string]: unknown;`].join('\n')}\n${indent}}`;
}
