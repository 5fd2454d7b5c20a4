import { readFile } from 'node:fs/promises';
import { eventCatalog } from '@beckon/contract';
import { typeText } from '@beckon/contract/type-text';

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
    return `  /** ${about} */\n  ${type}: ${typeText(properties, 'input', '  ')};`;
  });
  return `/** The events that have a meaning, with their properties. Others than these are kept as they are. Money is in minor units. */
export type EventCatalog = {\n${events.join('\n')}\n};

export type KnownEventType = keyof EventCatalog;
export type EventProperties<T extends KnownEventType> = EventCatalog[T];
`;
}
