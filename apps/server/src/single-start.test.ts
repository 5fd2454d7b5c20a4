import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeFolder } from './single-start.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beckon-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A process that holds the folder for a moment, under the name that the lock looks for. */
function takeElsewhere(): Promise<string> {
  const script = join(folder, 'cli.ts');
  const module = JSON.stringify(join(import.meta.dirname, 'single-start.ts'));
  const code = `import { takeFolder } from ${module};
    try { await takeFolder(process.argv[2], 'another'); console.log('taken'); await new Promise((r) => setTimeout(r, 1500)); }
    catch (error) { console.log(error.message.includes('already runs') ? 'refused' : error.message); }`;
  return writeFile(script, code).then(
    () =>
      new Promise((resolve) => {
        const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
        let said = '';
        child.stdout.on('data', (text: Buffer) => {
          said += text.toString();
        });
        child.once('exit', () => resolve(said.trim()));
      }),
  );
}

test('of several processes that come at once, one gets the folder and the others are told', async () => {
  const results = await Promise.all(Array.from({ length: 4 }, takeElsewhere));
  expect(results.sort()).toEqual(['refused', 'refused', 'refused', 'taken']);
});

test('a lock of a process that is gone is taken over, also by several at once only once', async () => {
  const since = new Date().toISOString();
  await writeFile(join(folder, 'lock.json'), JSON.stringify({ pid: 999_999_999, work: 'a dead one', since }));
  const results = await Promise.all(Array.from({ length: 4 }, takeElsewhere));
  expect(results.filter((result) => result === 'taken')).toHaveLength(1);
});

test('a folder that was given back can be taken again', async () => {
  await (await takeFolder(folder, 'first')).release();
  await (await takeFolder(folder, 'second')).release();
});
