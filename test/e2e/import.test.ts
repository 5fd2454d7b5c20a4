import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { runBeckon } from '@beckon/test-setup/start-beckon';
import { chooseTestFolder } from '@beckon/test-setup/test-folder';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;
beforeAll(async () => {
  folder = await chooseTestFolder();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(kind: string, content: string | Buffer, ...flags: string[]) {
  const file = join(folder, 'file');
  await writeFile(file, content);
  return runBeckon(['import', kind, file, ...flags], { BECKON_DATA_DIR: folder });
}

test('one bad quote does not end an import: its line is reported and written to the errors file, the rest is stored', async () => {
  const rows = Array.from({ length: 3_000 }, (_, at) => `p${at}@shop.test,Pat,fine`);
  rows[1_500] = 'b@shop.test,Ben,"27" screen"';
  const errors = join(folder, 'rejected.csv');
  const { code, output } = await run('contacts', ['email,first_name,note', ...rows].join('\n'), '--errors', errors);
  expect(output).toContain('line 1502: a quotation mark does not fit');
  expect(output).toContain('3,000 rows: 2,999 added, 0 already there, 1 rejected');
  expect(code).toBe(0);
  expect(await readFile(errors, 'utf8')).toContain('b@shop.test,Ben,"""27"" screen"""');
  const mended = await run('contacts', await readFile(errors));
  expect(mended.output).toContain('1 rows: 1 added, 0 already there, 0 rejected');
});

test('a file that is not a table, or whose encoding or columns are ambiguous, is refused with the reason and exit code 1', async () => {
  const refused = [
    await run('contacts', Buffer.from('PK\x03\x04\x14\0\x06\0[Content_Types].xml', 'latin1')),
    await run('contacts', Buffer.from('email,name\na@shop.test,\xa3ukasz', 'latin1')),
    await run('contacts', 'Kontakt,Ort\na@shop.test,Lund'),
    await run('events', 'type,user_id\npage_viewed,u1'),
  ];
  expect(refused.map(({ code }) => code)).toEqual([1, 1, 1, 1]);
  const reasons = [
    'Excel workbook (xlsx)',
    'encoding of the file cannot be detected',
    'Kontakt, Ort',
    '--time <column>',
  ];
  for (const [at, reason] of reasons.entries()) expect(refused[at]!.output).toContain(reason);
});

test('an import reports how it reads the file, and a dry run shows the first rows as they would be stored', async () => {
  const text = 'Bestellnummer;E-Mail;Bestelldatum;Gesamtbetrag\nB-1;j\xf6rg@shop.test;31.12.2025;1.230,00\n';
  const flags = ['--currency', 'EUR', '--decimal', ',', '--date-format', 'DD.MM.YYYY', '--dry-run'];
  const { output } = await run('orders', gzipSync(Buffer.from(text, 'latin1')), ...flags);
  expect(output).toContain('a table separated by semicolon in Windows-1252');
  expect(output).toContain('unpacked from gzip; preset generic');
  expect(output).toContain('email from "E-Mail"');
  expect(output).toMatch(/line 2: placed_order\n\s+occurredAt\s+2025-12-31T00:00:00.000Z\n\s+email\s+jörg@shop\.test/);
  expect(output).toMatch(/total\s+123000 \(1230\.00 EUR\)/);
  expect(output).toContain('1 rows: 1 good, 0 rejected');
});
