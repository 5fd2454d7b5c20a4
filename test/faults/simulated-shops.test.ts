import { type ChildProcess, spawn } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** What is left of `@beckon/testing` when its process is killed, and when it has closed it. */

/** Starts a Beckon in a process of its own, and answers where its Postgres is. */
async function startElsewhere(after: string): Promise<{ child: ChildProcess; folder: string; pid: number }> {
  const index = JSON.stringify(new URL('../../packages/testing/src/index.ts', import.meta.url).href);
  const script = `
    import { setTimeout } from 'node:timers/promises';
    const { startBeckon } = await import(${index});
    const beckon = await startBeckon();
    const { createDb } = await import('@beckon/core/db');
    const db = createDb({ url: beckon.postgresUrl, maxConnections: 1, monotonic: () => performance.now() });
    const [row] = await db.query({ text: 'show data_directory', values: [] });
    await db.close();
    console.log(row.data_directory);
    ${after}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const dataDir = await new Promise<string>((resolve, reject) => {
    child.stdout!.once('data', (text) => resolve(String(text).trim()));
    child.once('exit', (code) => reject(new Error(`it ended with ${code}`)));
  });
  const pid = Number((await readFile(join(dataDir, 'postmaster.pid'), 'utf8')).split('\n')[0]);
  return { child, folder: join(dataDir, '..'), pid };
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('a test process that is killed leaves nothing: no Postgres, no folder', async () => {
  const { child, folder, pid } = await startElsewhere('await setTimeout(60_000);');
  expect([await exists(folder), isAlive(pid)]).toEqual([true, true]);
  child.kill('SIGKILL');
  await expect.poll(() => exists(folder), { timeout: 20_000 }).toBe(false);
  await expect.poll(() => isAlive(pid), { timeout: 20_000 }).toBe(false);
});

test('a process that has closed its Beckon ends by itself', async () => {
  const { child, folder, pid } = await startElsewhere('await beckon.close();');
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
  expect([await exists(folder), isAlive(pid)]).toEqual([false, false]);
});
