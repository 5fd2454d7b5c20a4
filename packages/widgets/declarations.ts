import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as contract from '@beckon/contract';
import { z } from 'zod';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Writes the declarations of the npm package: `<entry>.d.ts` beside each entry of `folder`, and below `types/` what they
 * lead to. They need no package but React's types: catalogs of texts and types of the contract are written out.
 */
export function writeDeclarations(folder: string, entries: readonly string[]): void {
  const emitted = mkdtempSync(join(tmpdir(), 'beckon-types-'));
  try {
    emit(emitted);
    const wanted = new Set<string>();
    const needed = new Set<string>();
    const take = (path: string) => {
      if (wanted.has(path)) return;
      wanted.add(path);
      const text = plain(readFileSync(join(emitted, `${path}.d.ts`), 'utf8'), path, needed);
      write(join(folder, 'types', `${path}.d.ts`), text);
      for (const [, target] of text.matchAll(/from '(\.[^']+)\.js'|import\("(\.[^"]+)\.js"\)/g)) {
        const next = relative(emitted, resolve(emitted, dirname(path), target!));
        if (next !== 'contract') take(next);
      }
    };
    for (const path of globSync('src/**/en.json', { cwd: here('.') })) writeTexts(emitted, path);
    for (const entry of entries) {
      const path = entry === 'index' ? entry : `${entry}/index`;
      take(path);
      write(join(folder, `${entry}.d.ts`), `export * from './types/${path}.js';\n`);
    }
    write(join(folder, 'types/contract.d.ts'), [...needed].sort().map(declare).join('\n'));
  } finally {
    rmSync(emitted, { recursive: true });
  }
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** What the compiler makes of the sources. */
function emit(outDir: string): void {
  const config = join(outDir, 'tsconfig.json');
  const compilerOptions = {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    outDir,
    rootDir: here('src'),
    typeRoots: [here('node_modules/@types')],
  };
  const files = [here('src/index.ts'), here('src/headless/index.ts'), here('src/css.d.ts')];
  writeFileSync(
    config,
    JSON.stringify({ extends: here('../../tsconfig.browser.json'), compilerOptions, files, include: [] }),
  );
  execFileSync(here('../../node_modules/.bin/tsc'), ['-p', config], { stdio: 'inherit' });
}

/** The name of every text of a catalog. */
function writeTexts(emitted: string, path: string): void {
  const names = Object.keys(JSON.parse(readFileSync(here(path), 'utf8')));
  const members = names.map((name) => `    ${name}: string;\n`).join('');
  const file = join(emitted, path.replace(/^src\//, '').replace('.json', '.d.ts'));
  write(file, `declare const texts: {\n${members}};\nexport default texts;\n`);
}

/** The declarations of a file with imports as a package has them; `needed` are the types of the contract that they name. */
function plain(text: string, path: string, needed: Set<string>): string {
  const toContract = `${relative(dirname(path), 'contract').replace(/^(?!\.)/, './')}.js`;
  return text
    .replace(/(import type \{ )([^}]+)( \} from )'@beckon\/contract'/g, (_, start, names: string, end) => {
      for (const name of names.split(', ')) needed.add(name);
      return `${start}${names}${end}'${toContract}'`;
    })
    .replace(/(from '\.[^']+)\.(?:tsx?|json)'/g, "$1.js'")
    .replace(/(import\("\.[^"]+)\.(?:tsx?|json)"\)/g, '$1.js")');
}

type Schema = {
  type?: string | string[];
  anyOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  propertyNames?: Schema;
  additionalProperties?: Schema | boolean;
  description?: string;
};

/** A type of the contract, from its schema of the same name. */
function declare(name: string): string {
  const schema = (contract as Record<string, unknown>)[`${name.charAt(0).toLowerCase()}${name.slice(1)}Schema`];
  if (!(schema instanceof z.ZodType)) throw new Error(`The contract has no schema for ${name}.`);
  // What is sent is described before it is read: an id may be a number there.
  const io = name.endsWith('Request') ? 'input' : 'output';
  return `export type ${name} = ${typeOf(z.toJSONSchema(schema, { io }) as Schema, '')};\n`;
}

function typeOf(schema: Schema, indent: string): string {
  const {
    type,
    anyOf,
    enum: values,
    items,
    properties = {},
    propertyNames,
    additionalProperties,
    required = [],
  } = schema;
  if (anyOf) return anyOf.map((each) => typeOf(each, indent)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (values) return values.map((value) => JSON.stringify(value)).join(' | ');
  if (Array.isArray(type)) return type.map((each) => typeOf({ ...schema, type: each }, indent)).join(' | ');
  if (type === 'array') return `Array<${typeOf(items ?? {}, indent)}>`;
  if (type === 'integer') return 'number';
  if (type !== 'object') return type ?? 'unknown';
  const of = typeof additionalProperties === 'object' ? additionalProperties : undefined;
  const named =
    of && propertyNames?.enum ? Object.fromEntries(propertyNames.enum.map((name) => [name, of])) : properties;
  if (of && !propertyNames?.enum) return `Record<string, ${typeOf(of, indent)}>`;
  const inner = `${indent}    `;
  const members = Object.entries(named as Record<string, Schema>).map(([name, member]) => {
    const about = member.description ? `${inner}/** ${member.description} */\n` : '';
    const isSure = required.includes(name);
    return `${about}${inner}${name}${isSure ? '' : '?'}: ${typeOf(member, inner)}${isSure ? '' : ' | undefined'};\n`;
  });
  return `{\n${members.join('')}${indent}}`;
}
