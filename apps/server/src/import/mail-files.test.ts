import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readMailFiles } from './mail-files.ts';

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'beckon-mails-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

async function read(path: string): Promise<string[][]> {
  const mails: string[][] = [];
  for await (const { name, raw } of readMailFiles(path)) mails.push([name, raw.toString('latin1')]);
  return mails;
}

test('an mbox is split at its separators alone, and keeps every byte', async () => {
  const folder = await makeFolder();
  const mails = ['Subject: One\n\nHello.\nFrom here on\n\n>From my side: gr\xfc\xdfe\n', 'Subject: Two\n\nBye\n'];
  const from = 'From MAILER-DAEMON Fri Nov 27 09:00:03 2026\n';
  await writeFile(join(folder, 'mbox'), `${from}${mails.join(`\n${from}`)}`, 'latin1');
  expect(await read(join(folder, 'mbox'))).toEqual([
    [`${folder}/mbox, mail 1`, 'Subject: One\n\nHello.\nFrom here on\n\nFrom my side: gr\xfc\xdfe\n\n'],
    [`${folder}/mbox, mail 2`, mails[1]],
  ]);
});

test('a folder is read with its folders, in order', async () => {
  const folder = await makeFolder();
  await writeFile(join(folder, 'b.eml'), 'Subject: B\n\n');
  await writeFile(join(folder, 'a.eml'), 'Subject: A\n\n');
  expect((await read(folder)).map(([name]) => name)).toEqual(['a.eml', 'b.eml']);
  expect(await read(join(folder, 'a.eml'))).toEqual([[join(folder, 'a.eml'), 'Subject: A\n\n']]);
  await expect(read(join(folder, 'none'))).rejects.toThrow('there is no file or folder');
});
