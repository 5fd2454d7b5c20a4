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
  if (!pid || !isAlive(pid)) return;
  for (const signal of ['SIGQUIT', 'SIGKILL'] as const) {
    process.kill(pid, signal);
    for (let tries = 0; tries < 60 && isAlive(pid); tries++) await pause(50);
  }
}

for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});
process.stdin.resume();
process.stdin.on('error', () => {});
process.stdin.once('close', async () => {
  await endPostgres();
  for (const folder of folders) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});
