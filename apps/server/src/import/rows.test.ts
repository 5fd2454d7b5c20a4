import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRows, withRows } from './testing/read-file.ts';

/** The cells, by line. */
const read = async (content: string | Buffer, options = {}) =>
  (await readRows(content, options)).map((row) => ('columns' in row ? [row.line, row.columns] : [row.line, row.fault]));

const rows = [
  [2, { id: '1', name: 'Anna' }],
  [3, { id: '2', name: 'Ben' }],
];

test.each([
  ['commas', 'id,name\n1,Anna\n2,Ben\n'],
  ['semicolons', 'id;name\n1;Anna\n2;Ben\n'],
  ['bars', 'id|name\n1|Anna\n2|Ben\n'],
  ['tabs', 'id\tname\n1\tAnna\n2\tBen\n'],
  ['blanks', ' id   name\n 1  Anna\n  2 Ben\n'],
  ['commas, ended as on Windows, with a mark in front', '\ufeffid,name\r\n1,Anna\r\n2,Ben\r\n'],
  ['commas, ended as on old Macs', 'id,name\r1,Anna\r2,Ben'],
  ['blanks, ended as on Windows', 'id name\r\n1 Anna\r\n2 Ben'],
  ['commas and blanks around', 'id , name\n1 , Anna\n2 ,Ben'],
  ['semicolons, with commas in the cells of one column', 'id;"name"\n1;Anna\n2;"Ben"'],
])('a table with %s is known by its first lines', async (_, text) => {
  expect(await read(text)).toEqual(rows);
});

test('Excel’s line that names the separator and a report’s comments are not taken for the header', async () => {
  expect(await read('sep=;\r\nid;first, middle, last\r\n1;Anna, B, C\r\n')).toEqual([
    [3, { id: '1', 'first, middle, last': 'Anna, B, C' }],
  ]);
  expect(await read('# ----\n# Shop report\n#\n\nid,name\n1,Anna\n')).toEqual([[6, { id: '1', name: 'Anna' }]]);
});

test('an ambiguous separator is refused with the first line, and can be given', async () => {
  await expect(read('a,b;c\n')).rejects.toThrow(/comma or semicolon: name it with --separator.*a,b;c/);
  expect(await read('a,b;c\n1,2;3', { separator: 'comma' })).toEqual([[2, { a: '1', 'b;c': '2;3' }]]);
  expect(await read('a~b\n1~2', { separator: '~' })).toEqual([[2, { a: '1', b: '2' }]]);
  await expect(read('a,b\n1,2', { separator: 'dot' })).rejects.toThrow('comma, semicolon, tab, pipe');
});

test('a table of one column needs no separator', async () => {
  expect(await read('E-mail Address\na@shop.test\n')).toEqual([[2, { 'E-mail Address': 'a@shop.test' }]]);
});

test('quotes hold separators, line breaks and quotes', async () => {
  expect(await read('id,name\n1,"Berg, ""Anna"""\n2,"two\nlines"\n3,x\n')).toEqual([
    [2, { id: '1', name: 'Berg, "Anna"' }],
    [3, { id: '2', name: 'two\nlines' }],
    [5, { id: '3', name: 'x' }],
  ]);
});

const table = (line: string) =>
  `email,first_name,note\na@shop.test,Ann,likes screens\n${line}\nc@shop.test,Cid,"fine, ""too"""\nd@shop.test,Dan,ok`;
test.each([
  ['one too many inside', 'b@shop.test,Ben,"27" screen"'],
  ['one that is never closed', 'b@shop.test,Ben,"27 inches'],
  ['one that is closed by a later cell', 'b@shop.test,"Ben,27'],
  ['text behind a closed cell', 'b@shop.test,"Ben" B.,x'],
])('a stray quote costs its own line alone: %s', async (_, line) => {
  const found = await read(table(line));
  expect(found).toEqual([
    [2, expect.objectContaining({ first_name: 'Ann' })],
    [3, expect.stringContaining('quotation mark')],
    [4, { email: 'c@shop.test', first_name: 'Cid', note: 'fine, "too"' }],
    [5, expect.objectContaining({ first_name: 'Dan' })],
  ]);
});

test('a stray quote affects only its own line, even if another quote many rows later would close it', async () => {
  const lines = Array.from({ length: 1_000 }, (_, at) => `p${at}@shop.test,Pat,note`);
  lines[10] = 'p10@shop.test,Pat,"open';
  lines[90] = 'p90@shop.test,Pat,closed"';
  const found = await readRows(['email,first_name,note', ...lines].join('\n'));
  expect(found).toHaveLength(1_000);
  expect(found.filter((row) => 'fault' in row).map(({ line }) => line)).toEqual([12]);
});

test('a quote inside a cell without quotes is part of the text', async () => {
  expect(await read('id,name\n1,27" screen\n2,x')).toEqual([
    [2, { id: '1', name: '27" screen' }],
    [3, { id: '2', name: 'x' }],
  ]);
});

test('rows may be shorter than the header, and longer if the extra cells are empty', async () => {
  const header = 'email,first_name,last_name,city';
  expect(
    await read(`${header}\na@shop.test,Ann\nb@shop.test,Ben,Dahl,Lund,,\nc@shop.test\n,,,\nd@shop.test,"Dan",,`),
  ).toEqual([
    [2, { email: 'a@shop.test', first_name: 'Ann', last_name: '', city: '' }],
    [3, { email: 'b@shop.test', first_name: 'Ben', last_name: 'Dahl', city: 'Lund' }],
    [4, { email: 'c@shop.test', first_name: '', last_name: '', city: '' }],
    [6, { email: 'd@shop.test', first_name: 'Dan', last_name: '', city: '' }],
  ]);
  expect(await read('a,b\n1,2,3\n1,2,,4\n5')).toEqual([
    [2, '"3" in column 3: the header has 2 columns'],
    [3, '"4" in column 4: the header has 2 columns'],
    [4, { a: '5', b: '' }],
  ]);
  // With spaces as separator, a missing cell cannot be located.
  expect(await read('id name\n1\n2 Ben x\n\n4 Dan\n')).toEqual([
    [2, '1 columns, the header has 2'],
    [3, '"x" in column 3: the header has 2 columns'],
    [5, { id: '4', name: 'Dan' }],
  ]);
});

test('columns without a name and columns with the same name are told apart', async () => {
  expect(await read('a,,a,\u200bb\u00a0,\n1,2,3,4,')).toEqual([[2, { a: '1', 'column 2': '2', 'a (2)': '3', b: '4' }]]);
});

test('a file without a header is refused', async () => {
  await expect(read('a@shop.test,Ann\nb@shop.test,Ben')).rejects.toThrow(/first line looks like data.*a@shop\.test/);
});

test('the columns that an errors file adds are ignored', async () => {
  const text = 'import_line,import_reason,id,name\n7,"no, good",1,Anna\n';
  expect(await readRows(text)).toEqual([{ line: 2, columns: { id: '1', name: 'Anna' }, original: ['1', 'Anna'] }]);
});

test('JSON lines, a list, a list inside an object, and one object over several lines are read', async () => {
  const found = [
    { id: 1, name: 'Anna' },
    { id: 2, name: 'Ben' },
  ];
  const texts = [
    found.map((row) => JSON.stringify(row)).join('\n'),
    JSON.stringify(found),
    JSON.stringify(found, null, 2),
    `\ufeff${JSON.stringify({ data: found, next: null }, null, 2)}`,
    JSON.stringify({ orders: found }),
  ];
  for (const text of texts) expect((await read(text)).map(([, columns]) => columns)).toEqual(found);
  expect(await read(JSON.stringify(found[0], null, 2))).toEqual([[1, found[0]]]);
  const order = { type: 'placed_order', items: [{ productId: 'a' }] };
  expect(await read(JSON.stringify(order, null, 2))).toEqual([[1, order]]);
  await expect(read('[{"id":1},')).rejects.toThrow('begins like JSON but is not valid');
});

test('a line that is not a JSON object is reported, and the lines after it are read', async () => {
  const text = '\ufeff{"id":1,"properties":{"a":[1]}}\r\n\n[1]\n{"id":\n{"id":2}';
  expect(await read(text)).toEqual([
    [1, { id: 1, properties: { a: [1] } }],
    [3, 'not a JSON object on one line'],
    [4, 'not a JSON object on one line'],
    [5, { id: 2 }],
  ]);
});

test('long JSON integers become texts with all their digits', async () => {
  expect(await read('{"order":576461413038785752,"n":12,"big":1e21}\n{"order":-9007199254740993}')).toEqual([
    [1, { order: '576461413038785752', n: 12, big: 1e21 }],
    [2, { order: '-9007199254740993' }],
  ]);
});

test('the last line of a compressed file is used to detect the separator too', async () => {
  expect(await readRows(gzipSync('email;a,b\nx@shop.test;y'))).toMatchObject([{ columns: { 'a,b': 'y' } }]);
});

test('gzip is decompressed, and a truncated file is refused', async () => {
  const packed = gzipSync('id,name\n1,Anna\n2,Ben\n');
  expect(await read(packed)).toEqual(rows);
  expect(await withRows(packed, {}, async ({ about }) => about)).toBe(
    'a table separated by comma in UTF-8, unpacked from gzip',
  );
  await expect(read(packed.subarray(0, packed.length - 9))).rejects.toThrow('damaged or truncated');
});

test('a row with a replacement character is reported, since an earlier conversion lost a letter', async () => {
  expect(await read('id,name\n1,M\ufffdller\n2,Ben')).toEqual([
    [2, expect.stringMatching(/^"M\ufffdller".*letter was lost/)],
    [3, { id: '2', name: 'Ben' }],
  ]);
});

test('an empty table has no rows', async () => {
  for (const text of ['', '\n', 'id,name', 'id name\n', 'id\tname\n\n']) expect(await read(text)).toEqual([]);
});

test('a table is read back unchanged with any separator, encoding, quotes and line endings', async () => {
  const letters = fc.constantFrom(...'abz 0,;|\t"\'€’\n', 'käse ', 'öl ', 'éclair ', 'niño ', 'straße ');
  const cell = fc.string({ unit: letters, maxLength: 12 }).map((text) => text.trim());
  const shape = fc.record({
    separator: fc.constantFrom(',', ';', '\t', '|'),
    encoding: fc.constantFrom('utf8', 'utf8 with mark', 'utf16le', 'utf16be', 'windows-1252'),
    quotesAll: fc.boolean(),
    end: fc.constantFrom('\n', '\r\n'),
    packed: fc.boolean(),
    cells: fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 8 }),
  });
  await fc.assert(
    fc.asyncProperty(shape, async ({ separator, encoding, quotesAll, end, packed, cells }) => {
      const quote = (text: string) =>
        quotesAll || /["\n]/.test(text) || text.includes(separator) ? `"${text.replaceAll('"', '""')}"` : text;
      const line = (row: readonly string[]) => row.map(quote).join(separator);
      // Lines within a cell that look like rows are treated as rows after a stray quote.
      fc.pre(
        !cells.flat().some((text) =>
          text
            .split('\n')
            .slice(1, -1)
            .some((part) => part.split(separator).length === 3),
        ),
      );
      // A Western word, so that the encoding can be detected.
      const all = [['a', 'b', 'c'], ['Müller', 'x', 'y'], ...cells];
      const bytes = encode(all.map(line).join(end), encoding);
      const found = await readRows(packed ? gzipSync(bytes) : bytes);
      expect(found.map((row) => ('columns' in row ? Object.values(row.columns) : row.fault))).toEqual(
        all.slice(1).filter((row) => row.some((text) => text !== '')),
      );
    }),
    { numRuns: 300 },
  );
});

function encode(text: string, encoding: string): Buffer {
  if (encoding === 'utf8 with mark') return Buffer.from(`\ufeff${text}`);
  if (encoding === 'utf16le') return Buffer.from(`\ufeff${text}`, 'utf16le');
  if (encoding === 'utf16be') return Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  if (encoding === 'utf8') return Buffer.from(text);
  return Buffer.from(text.replaceAll('€', '\x80').replaceAll('’', '\x92'), 'latin1');
}
