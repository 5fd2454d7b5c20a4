import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openErrorsFile } from './errors-file.ts';
import { planContacts } from './plan.ts';
import { collectRows, readContacts, readRows, withRows } from './testing/read-file.ts';

const folder = await mkdtemp(join(tmpdir(), 'beckon-errors-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Writes the rows that are not valid contacts, as the command does. */
async function reject(content: string): Promise<string> {
  const path = join(folder, 'rejected');
  await withRows(content, {}, async (file) => {
    const { reader } = planContacts(file.columns, { columns: {} }, null);
    const errors = await openErrorsFile(path, 'other', file);
    for (const row of await collectRows(file)) {
      if ('fault' in row) errors.write(row, row.fault);
      else for (const reading of reader.read(row)) if ('fault' in reading) errors.write(row, reading.fault);
    }
    await errors.close();
  });
  return (await stat(path).catch(() => null)) ? readFile(path, 'utf8') : '';
}

const faulty = [
  'email;first_name;phone;note',
  "a@shop;Ann;'+49 151;x",
  'b@shop.test;Ben;;"27" screen"',
  'c@shop.test;Cid;;fine',
  'd@shop.test;Dan;;a;beyond',
  'e@shop;"Eve; jun.";;"two\nlines"',
].join('\n');

test('rejected rows are written unchanged, preceded by line and reason', async () => {
  expect((await reject(faulty)).split('\r\n')).toEqual([
    '\ufeffimport_line,import_reason,email,first_name,phone,note',
    `2,"""a@shop"" is not an e-mail address",a@shop,Ann,'+49 151,x`,
    expect.stringMatching(/^3,"a quotation mark does not fit.*",b@shop\.test,Ben,,"""27"" screen"""$/),
    '5,"""beyond"" in column 5: the header has 4 columns",d@shop.test,Dan,,a,beyond',
    '6,"""e@shop"" is not an e-mail address",e@shop,Eve; jun.,,"two\nlines"',
    '',
  ]);
});

test('the errors file can be imported once it is corrected; without corrections it yields the same errors', async () => {
  const written = await reject(faulty);
  const mended = written
    .replace(',a@shop,', ',a@shop.test,')
    .replace(',e@shop,', ',e@shop.test,')
    .replace(',a,beyond', ',a');
  const { events, faults } = await readContacts(mended);
  expect(faults).toEqual([]);
  expect(events.map(({ email, properties }) => [email, properties])).toEqual([
    ['a@shop.test', { firstName: 'Ann', phone: '+49 151', note: 'x' }],
    ['b@shop.test', { firstName: 'Ben', note: '"27" screen"' }],
    ['d@shop.test', { firstName: 'Dan', note: 'a' }],
    ['e@shop.test', { firstName: 'Eve; jun.', note: 'two\nlines' }],
  ]);
  const again = await reject(written);
  expect(again.split('\r\n')[0]).toBe('\ufeffimport_line,import_reason,email,first_name,phone,note');
  expect((await readRows(again)).map(({ original }) => original)).toEqual(
    (await readRows(written)).map(({ original }) => original).filter((_, at) => at !== 1),
  );
});

test('rejected JSON rows are written as JSON lines', async () => {
  const written = await reject('{"email":"a@shop","n":1}\nno json\n{"email":"b@shop.test"}\n');
  expect(
    written
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { import_line: 1, import_reason: '"a@shop" is not an e-mail address', email: 'a@shop', n: 1 },
    { import_line: 2, import_reason: 'not a JSON object on one line', import_text: 'no json' },
  ]);
});

test('without rejected rows there is no errors file, and that of an earlier run is removed', async () => {
  await writeFile(join(folder, 'rejected'), 'of a run before');
  expect(await reject('email\na@shop.test\n')).toBe('');
});

test('the import file is never overwritten, and a path that cannot be written is refused at once', async () => {
  await withRows('email\na', {}, async (file) => {
    await expect(openErrorsFile('./orders.csv', 'orders.csv', file)).rejects.toThrow(
      '--errors names the file that is being imported',
    );
    await expect(openErrorsFile(join(folder, 'none', 'x.csv'), 'y', file)).rejects.toThrow('cannot be written');
  });
});
