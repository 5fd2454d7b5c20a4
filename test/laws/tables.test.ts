import { personData } from '@beckon/core/persons';
import { expect, test } from 'vitest';
import { floors } from './floors.ts';
import { importsOf, isTest, readSources, type SourceFile } from './sources.ts';
import { readDeclaredTables } from './tables.ts';

/** `samples` and `testing` write data for all rooms, so they may write all tables; so may tests. */
const exempt = /^packages\/core\/src\/(samples|testing)\//;

const files = (await readSources('packages/core/src', /\.ts$/)).filter(
  ({ path }) => !isTest(path) && !exempt.test(path),
);
const declared = await readDeclaredTables();
const ownerOf = new Map(declared.map(({ name, room }) => [name, room]));
const roomOf = (path: string) => path.split('/')[3]!;

/** Comments in code and SQL are ignored. */
const statementsOf = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$|^\s*--.*$/gm, '');

/** A placeholder for a table that is chosen at run time is allowed. */
const chosen = /sql\.trusted\('([a-z_]+)'\)/g;
const write = /\b(?:insert\s+into|update|delete\s+from|truncate|merge\s+into)\s+(?:only\s+)?([a-z_]+)/g;
const item = String.raw`[a-z_]+(?:\s+(?:as\s+)?[a-z]+)?`;
const read = new RegExp(String.raw`\b(?:from|join|using|lock\s+table)\s+(?:only\s+)?(${item}(?:\s*,\s*${item})*)`, 'g');

/** For drizzle's builder, which refers to a table by its export from `tables.ts`. */
const built = /\.(?:insert|update|delete)\(([a-zA-Z]+)\)/g;
const toName = (variable: string) => variable.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const writesOf = (text: string) => [
  ...[...text.matchAll(write), ...text.matchAll(chosen)].map(([, name]) => name!),
  ...[...text.matchAll(built)].map(([, variable]) => toName(variable!)),
];
const readsOf = (text: string) =>
  [...text.matchAll(read)].flatMap(([, list]) => list!.split(',').map((part) => part.trim().split(/\s/)[0]!));

/** The reads and writes of a file, for the declared tables. */
const usesOf = (find: (text: string) => string[]) =>
  files.flatMap(({ path, text }) =>
    [...new Set(find(statementsOf(text)))].flatMap((name) => {
      const owner = ownerOf.get(name);
      return owner ? [{ path, name, room: roomOf(path), owner }] : [];
    }),
  );

test('the statements are found that the laws below check', () => {
  expect(readsOf('select 1 from contacts c, only_here o join lateral_no_table x on true')).toEqual([
    'contacts',
    'only_here',
    'lateral_no_table',
  ]);
  expect(usesOf(writesOf).length).toBeGreaterThan(80);
  expect(usesOf(readsOf).length).toBeGreaterThan(150);
  const written = new Set(usesOf(writesOf).map(({ name }) => name));
  expect(
    declared
      .map(({ name }) => name)
      .filter((name) => !written.has(name))
      .sort(),
  ).toEqual([
    // Maintained by a trigger.
    'quarantine_usage',
    // Written by better-auth.
    'user_verifications',
    // A view.
    'visitor_periods',
  ]);
});

test('each table is declared once', () => {
  const names = declared.map(({ name }) => name);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

test('a table is written only by its room', () => {
  const faults = usesOf(writesOf).filter(({ room, owner }) => room !== owner);
  expect(faults.map(({ path, name, owner }) => `${path} writes ${name} of ${owner}`)).toEqual([]);
});

test('a table is read only by its room and those above it', () => {
  const faults = usesOf(readsOf).filter(({ room, owner }) => floors.indexOf(room) < floors.indexOf(owner));
  expect(faults.map(({ path, name, owner }) => `${path} reads ${name} of ${owner}`)).toEqual([]);
});

test('the tables of a room are used as values by its own files only', () => {
  // Types of rows may be used by rooms above.
  const valuesOf = (file: SourceFile) =>
    importsOf({ ...file, text: file.text.replace(/^(?:import|export) type [^;]*;$/gm, '') });
  const faults = files.flatMap((file) =>
    valuesOf(file)
      .filter((target) => target.endsWith('/tables.ts') && roomOf(target) !== roomOf(file.path))
      .map((target) => `${file.path} imports ${target}`),
  );
  expect(faults).toEqual([]);
  // The sign-in tables are passed to better-auth.
  const exported = files.filter(
    (file) => file.path.endsWith('/index.ts') && valuesOf(file).some((target) => target.endsWith('/tables.ts')),
  );
  expect(exported.map(({ path }) => path)).toEqual(['packages/core/src/access/index.ts']);
});

test('every room with rows about contacts declares how they are erased, exported and merged', () => {
  const rooms = declared
    .filter(({ columns }) => columns.some(({ name }) => name === 'contact_id' || name === 'person_id'))
    .map(({ room }) => room);
  expect(personData.map(({ room }) => room).sort()).toEqual([...new Set(rooms)].sort());
});
