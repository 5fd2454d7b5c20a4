import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * A program of its own: waits until the process that started it has ended, and then ends its Postgres and removes its
 * folders. Usage: watchdog <data folder> <folders to remove…>
 */
const [dataDir, ...folders] = process.argv.slice(2) as [string, ...string[]];

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

async function endPostgres(): Promise<void> {
  const lines = await readFile(join(dataDir, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(lines.split('\n')[0]);
  for (const signal of ['SIGQUIT', 'SIGKILL'] as const) {
    if (!pid || !isAlive(pid)) return;
    process.kill(pid, signal);
    for (let tries = 0; tries < 60 && isAlive(pid); tries++) await pause(50);
  }
}

async function cleanUp(): Promise<void> {
  await endPostgres();
  for (const folder of folders) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  process.exit();
}

// Ctrl-C reaches the whole terminal; the tests end by it, and then it is our turn.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});
process.stdin.once('end', cleanUp);
process.stdin.once('error', cleanUp);
process.stdin.resume();
