import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { type Format, readRows, type SourceRow } from './rows.ts';

const folder = await mkdtemp(join(tmpdir(), 'beckon-rows-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(text: string, format: Format = 'auto'): Promise<SourceRow[]> {
  const file = join(folder, 'rows.txt');
  await writeFile(file, text);
  const rows: SourceRow[] = [];
  for await (const row of readRows(file, format, () => {})) rows.push(row);
  return rows;
}

const rows = [
  { line: 2, columns: { id: '1', name: 'Anna' } },
  { line: 3, columns: { id: '2', name: 'Ben' } },
];

test.each([
  ['commas', 'id,name\n1,Anna\n2,Ben\n'],
  ['tabs', 'id\tname\n1\tAnna\n2\tBen\n'],
  ['blanks', ' id   name\n 1  Anna\n  2 Ben\n'],
  ['commas, ended as on Windows, with a mark in front', '\ufeffid,name\r\n1,Anna\r\n2,Ben\r\n'],
  ['blanks, ended as on Windows', 'id name\r\n1 Anna\r\n2 Ben'],
  ['commas and blanks around', 'id , name\n1 , Anna\n2 ,Ben'],
])('a table with %s is known by its header', async (_, text) => {
  expect(await read(text)).toEqual(rows);
});

test('quotes hold commas, line breaks and quotes', async () => {
  expect(await read('id,name\n1,"Berg, ""Anna"""\n2,"two\nlines"\n3,x\n')).toEqual([
    { line: 2, columns: { id: '1', name: 'Berg, "Anna"' } },
    { line: 4, columns: { id: '2', name: 'two\nlines' } },
    { line: 5, columns: { id: '3', name: 'x' } },
  ]);
});

test('JSON lines are known by their first brace, and a line that is no object is named', async () => {
  const text = '\ufeff{"id":1,"properties":{"a":[1]}}\r\n\n[1]\n{"id":\n{"id":2}';
  expect(await read(text)).toEqual([
    { line: 1, columns: { id: 1, properties: { a: [1] } } },
    { line: 3, fault: 'not a JSON object on one line' },
    { line: 4, fault: 'not a JSON object on one line' },
    { line: 5, columns: { id: 2 } },
  ]);
});

test('a row that does not fit the header is named by its line, and those after it are read', async () => {
  const fault = (line: number, cells: number) => ({ line, fault: `${cells} columns, the header has 2` });
  expect(await read('id,name\n1\n2,Ben,x\n\n4,Dan\n')).toEqual([
    fault(2, 1),
    fault(3, 3),
    { line: 5, columns: { id: '4', name: 'Dan' } },
  ]);
  expect(await read('id name\n1\n2 Ben x\n\n4 Dan\n')).toEqual([
    fault(2, 1),
    fault(3, 3),
    { line: 5, columns: { id: '4', name: 'Dan' } },
  ]);
});

test('an empty table has no rows', async () => {
  for (const text of ['', '\n', 'id,name', 'id name\n', 'id\tname\n\n']) expect(await read(text)).toEqual([]);
});

test('whatever cells hold, what was written as CSV is read back', async () => {
  const cell = fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replaceAll('\0', '').trim());
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cell, cell), { maxLength: 8 }), async (cells) => {
      const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
      const text = ['a,b', ...cells.map(([a, b]) => `${quote(a)},${quote(b)}`)].join('\n');
      const found = (await read(text, 'csv')).map((row) => ('columns' in row ? [row.columns.a, row.columns.b] : row));
      expect(found).toEqual(cells);
    }),
    { numRuns: 100 },
  );
});
