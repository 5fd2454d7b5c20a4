import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson, writePrivate } from './installation.ts';

/** What a running server leaves in its data folder, for commands that want to work beside it. */
export type RunningServer = { pid: number; startedAt: string; databaseUrl: string };

const fileOf = (dataDir: string) => join(dataDir, 'running.json');

/** The server that runs on this data folder, or null. */
export async function findRunning(dataDir: string): Promise<RunningServer | null> {
  const running = await readJson<RunningServer>(fileOf(dataDir));
  return running && (await isOurs(running.pid)) ? running : null;
}

export async function noteRunning(dataDir: string, running: RunningServer): Promise<void> {
  await writePrivate(fileOf(dataDir), running);
}

export async function forgetRunning(dataDir: string): Promise<void> {
  await rm(fileOf(dataDir), { force: true });
}

/** A process id can be given to somebody else after a crash: where the system tells, ask what runs under it. */
async function isOurs(pid: number): Promise<boolean> {
  if (pid === process.pid || !isAlive(pid)) return false;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null);
  return command === null || command.includes('cli.ts');
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
