import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { nameBinary } from './binary-files.ts';
import { openInput } from './input.ts';
import { openRows } from './rows.ts';
import { collectRows, readContacts, readRows, withRows } from './testing/read-file.ts';

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const lastName = async (content: Buffer, options = {}) =>
  withRows(content, options, async (file) => {
    const [row] = await collectRows(file);
    return [file.about, (row as { columns: Record<string, unknown> }).columns.last_name];
  });

const inUtf16 = Buffer.from('email,last_name\njm@shop.test,Müller', 'utf16le');
test.each<[string, Buffer, string]>([
  [
    'Windows-1252',
    latin1('email,last_name\njm@shop.test,M\xfcller'),
    'Windows-1252, detected because the file is not UTF-8 (it has "Müller")',
  ],
  ['UTF-8', Buffer.from('email,last_name\njm@shop.test,Müller'), 'UTF-8'],
  ['UTF-8 with a mark', Buffer.from('\ufeffemail,last_name\njm@shop.test,Müller'), 'UTF-8 with a byte order mark'],
  [
    'UTF-16 with a mark',
    Buffer.from('\ufeffemail,last_name\njm@shop.test,Müller', 'utf16le'),
    'UTF-16 (little endian)',
  ],
  ['UTF-16 without a mark', inUtf16, 'UTF-16 (little endian)'],
  ['big-endian UTF-16', Buffer.from(inUtf16).swap16(), 'UTF-16 (big endian)'],
])('a name in %s is read as it was written, and the encoding is reported', async (_, content, name) => {
  expect(await lastName(content)).toEqual([`a table separated by comma in ${name}`, 'Müller']);
});

test.each(['Мария Ивановна', 'Μαρία', 'Łąćż', 'שרה', 'محمد', '山田', '“Ann’s”'])(
  '%s in UTF-16 is text, whatever its bytes look like',
  async (name) => {
    const text = `\ufeffemail\tимя\n${`a@shop.test\t${name.repeat(20)}\n`.repeat(20)}`;
    for (const content of [Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16()]) {
      const rows = await readRows(content);
      expect([rows.length, rows[0]]).toMatchObject([20, { columns: { имя: name.repeat(20) } }]);
    }
  },
);

test.each([
  ['Łukasz and Paweł in Windows-1250', 'name\n\xa3ukasz\nPawe\xb3ek\n', 'windows-1250', 'Łukasz'],
  ['Мария in Windows-1251', 'name\n\xcc\xe0\xf0\xe8\xff\n', 'windows-1251', 'Мария'],
  ['Müller and René of an old Mac', 'name\nM\x9fller\nRen\x8e\n', 'macintosh', 'Müller'],
  ['山田 in Shift JIS', 'name\n\x8eR\x93c\x81@\n', 'shift_jis', '山田'],
])(
  '%s is not taken for Western text: the error asks for the encoding, which can be given',
  async (_, text, encoding, name) => {
    await expect(readRows(latin1(text))).rejects.toThrow('name its encoding');
    expect((await readRows(latin1(text), { encoding }))[0]).toMatchObject({ columns: { name } });
  },
);

test.each([
  ['Czech', 'windows-1250', 'Nov\xe1k\nKu\xe8era', 'Kuèera', 'Kučera'],
  ['Hungarian', 'windows-1250', 'Kov\xe1cs\nSz\xf5ke', 'Szõke', 'Szőke'],
  ['Turkish', 'windows-1254', '\xd6zt\xfcrk\nDo\xf0an', 'Doðan', 'Doğan'],
])(
  '%s names in %s look Western: a distinctive word is shown, and the encoding can be given',
  async (_, encoding, names, shown, meant) => {
    const text = latin1(`email,last_name\n${names.replace(/^|\n/g, '$&a@shop.test,')}\n`);
    const second = (options: object) =>
      withRows(text, options, async (file) => [file.about, (await collectRows(file))[1]]);
    expect(await second({})).toMatchObject([
      expect.stringContaining(`(it has "${shown}")`),
      { columns: { last_name: shown } },
    ]);
    expect(await second({ encoding })).toMatchObject([
      expect.stringContaining(`${encoding}, as given`),
      { columns: { last_name: meant } },
    ]);
  },
);

test('UTF-8 with an invalid byte is refused with the line number, not read in another encoding', async () => {
  const lines = Array.from({ length: 400 }, (_, at) => `p${at}@shop.test,Müller`);
  const text = Buffer.from(['email,last_name', ...lines].join('\n'));
  text[text.indexOf('p299@') + 'p299@shop.test,M'.length + 1] = 0x20;
  await expect(readRows(text)).rejects.toThrow('line 301');
  const cut = Buffer.from('email,last_name\na@shop.test,Müller\nb@shop.test,Zoë');
  await expect(readRows(cut.subarray(0, cut.length - 1))).rejects.toThrow('the file is UTF-8, but line 3');
});

test('an encoding that is unknown or does not fit the file is refused', async () => {
  await expect(readRows(latin1('a,b\nM\xfcller,x'), { encoding: 'utf-8' })).rejects.toThrow(
    'line 2 cannot be read as utf-8',
  );
  await expect(readRows('a,b', { encoding: 'klingon' })).rejects.toThrow('--encoding klingon is not known');
});

test.each<[string, Buffer, RegExp]>([
  ['xlsx', latin1('PK\x03\x04\x14\0\x06\0[Content_Types].xml'), /Excel workbook \(xlsx\): save it as CSV/],
  ['xls', latin1('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'), /old Excel workbook/],
  ['ods', latin1('PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet'), /OpenDocument/],
  ['zip', latin1('PK\x03\x04\x14\0orders.csv'), /zip archive: extract it/],
  ['PDF', latin1('%PDF-1.7\n'), /PDF/],
  ['Parquet', latin1('PAR1\x15'), /Parquet/],
  ['zstd', latin1('\x28\xb5\x2f\xfd\x04'), /zstd/],
  ['a sign-in page', Buffer.from('\n<!DOCTYPE html><html>'), /web page/],
  ['XML', Buffer.from('\ufeff<?xml version="1.0"?><Workbook>'), /XML/],
  ['an image', latin1('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\x02\x03\x04\x05\x06\x07\x08'), /not a text file/],
])('%s is refused with the name of its type', async (_, content, name) => {
  expect(nameBinary(content)).toMatch(name);
  await expect(readRows(content)).rejects.toThrow('the file is ');
});

test.each(['{"email":"a@shop.test"}\n{"email":"b@shop.test"}', 'email\na@shop.test\nb@shop.test'])(
  'standard input is read like a file: %s',
  async (text) => {
    const input = await openInput('-', Readable.from([Buffer.from(text)]));
    try {
      const file = await openRows(input, {});
      const rows = await collectRows(file);
      expect(rows).toMatchObject([{ columns: { email: 'a@shop.test' } }, { columns: { email: 'b@shop.test' } }]);
      expect(input.changedAt).toBeNull();
    } finally {
      await input.close();
    }
  },
);

test('the temporary file for standard input is already unlinked while it is read, so an interrupted import leaves nothing behind', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'beckon-stdin-test-'));
  vi.stubEnv('TMPDIR', folder);
  const stdin = new PassThrough();
  try {
    const opening = openInput('-', stdin);
    stdin.write('email\n');
    await expect.poll(() => stdin.readableLength).toBe(0);
    expect(await readdir(folder)).toEqual([]);
    stdin.end('a@shop.test\n');
    const input = await opening;
    expect(await collectRows(await openRows(input, {}))).toMatchObject([{ columns: { email: 'a@shop.test' } }]);
    expect(await readdir(folder)).toEqual([]);
    await input.close();
  } finally {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  }
});

test('a path that is not a file is refused with its name', async () => {
  await expect(openInput('/nowhere/at.all')).rejects.toThrow('there is no readable file /nowhere/at.all');
  await expect(openInput(tmpdir())).rejects.toThrow('is not a file');
});

test.each(['\u200banna@shop.test', 'anna@shop.test\u00a0', 'an\u00adna@shop\u2060.test', '\u202aanna@shop.test\u202c'])(
  'invisible characters are taken off an address: %j',
  async (email) => {
    const { events, faults } = await readContacts(JSON.stringify([{ email }]));
    expect([events[0]?.email, faults]).toEqual(['anna@shop.test', []]);
  },
);

test('a non-standard space inside an address is an error', async () => {
  const { faults } = await readContacts('email,name\nan\u00a0na@shop.test,x');
  expect(faults).toEqual(['2: "an\u00a0na@shop.test" is not an e-mail address']);
});
