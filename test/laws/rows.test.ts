import { expect, test } from 'vitest';
import { isTest, readSources, type SourceFile } from './sources.ts';
import { readDeclaredTables } from './tables.ts';

/** `samples` and `testing` make data for all rooms; the others are not converted yet. */
const exempt = /^packages\/core\/src\/(?:samples\/|testing\/|queue\/|messages\/|log\/cursors\.ts$)/;

const files = (await readSources('packages/core/src', /\.ts$/)).filter(
  ({ path }) => !isTest(path) && !exempt.test(path),
);
const declared = await readDeclaredTables();
const toCamel = (name: string) => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const columnsOf = new Map(
  declared.map(({ name, columns }) => [name, new Set(columns.map((each) => toCamel(each.name)))]),
);

/** The text from a place to the first end that is in no bracket. Only brackets of the given kinds count. */
function untilEnd(text: string, start: number, end: string, [open, close]: [string, string]): string {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (depth === 0 && text[at] === end) return text.slice(start, at);
    if (open.includes(text[at]!)) depth++;
    // Not of an arrow.
    if (close.includes(text[at]!) && text.slice(at - 1, at + 1) !== '=>') depth--;
  }
  throw new Error(`there is no ${end} after: ${text.slice(start, start + 80)}`);
}

const ofTypes: [string, string] = ['<({[', '>)}]'];
const ofCalls: [string, string] = ['(', ')'];

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');

/** The types that a file declares, by name. */
const typesOf = (code: string) =>
  new Map(
    [...code.matchAll(/^(?:export )?type (\w+)(?:<.*>)? =\s+/gm)].map(({ 0: head, 1: name, index }) => [
      name!,
      untilEnd(code, index + head.length, ';', ofTypes),
    ]),
  );

type Query = { path: string; type: string; statement: string };

/** What rows a statement is said to give: the type argument of `query`, in full where the file declares it. */
function queriesOf({ path, text }: SourceFile): Query[] {
  const code = withoutComments(text);
  const types = typesOf(code);
  return [...code.matchAll(/\bquery</g)].map(({ 0: head, index }) => {
    const start = index + head.length;
    const type = untilEnd(code, start, '>', ofTypes);
    const rest = code.slice(start + type.length + '>'.length);
    const statement = rest.startsWith('(') ? untilEnd(rest, 1, ')', ofCalls) : '';
    return { path, type: (types.get(type.trim()) ?? type).trim(), statement };
  });
}

const queries = files.flatMap(queriesOf);

/** The names of the fields of a type that is written out, or none. */
const fieldsOf = (type: string) =>
  /^\{[^{}]*\}$/.test(type) ? [...type.matchAll(/(?:^\{|;)\s*(\w+)\??:/g)].map(([, name]) => name!) : [];

test('the laws below see the statements and their types', () => {
  const [query] = queriesOf({
    path: 'there.ts',
    text: "type Kept = { id: Id<'ctc'>; seenAt: Date };\nawait db.query<Kept>(sql`select max(id) from here h`);",
  });
  expect(query).toEqual({
    path: 'there.ts',
    type: "{ id: Id<'ctc'>; seenAt: Date }",
    statement: 'sql`select max(id) from here h`',
  });
  expect(fieldsOf(query!.type)).toEqual(['id', 'seenAt']);
  expect(queries.length).toBeGreaterThan(80);
});

test('rows have their names in camel case', () => {
  const types = files.flatMap((file) => [
    ...queriesOf(file),
    ...[...typesOf(withoutComments(file.text)).values()].map((type) => ({ path: file.path, type })),
  ]);
  const faults = types.flatMap(({ path, type }) =>
    [...type.matchAll(/\b([a-z0-9]+(?:_[a-z0-9]+)+)\??: /g)].map(([, name]) => `${path} has ${name}`),
  );
  expect([...new Set(faults)]).toEqual([]);
});

test('a row of one table has the type of its columns, not one that is written by hand', () => {
  const faults = queries.flatMap(({ path, type, statement }) => {
    const fields = fieldsOf(type);
    const table = [...statement.matchAll(/\b(?:from|join|into|update)\s+([a-z_]+)/g)]
      .map(([, name]) => name!)
      .find((name) => columnsOf.has(name) && fields.every((field) => columnsOf.get(name)!.has(field)));
    return table && fields.length > 0 ? [`${path}: ${type.replace(/\s+/g, ' ')} are columns of ${table}`] : [];
  });
  expect(faults).toEqual([]);
});
