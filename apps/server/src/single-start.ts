import { link, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from './config.ts';
import { readJson, writePrivate } from './installation.ts';
import { isAlive, isFromBeforeBoot } from './processes.ts';
import { clock } from './system.ts';

/** Who works on a data folder: one process at a time starts the Postgres in it. */
type Holder = { pid: number; work: string; since: string };

/** What a running server leaves in its data folder, for commands that want to work beside it. */
export type RunningServer = { pid: number; databaseUrl: string };

const lockOf = (dataDir: string) => join(dataDir, 'lock.json');
const runningOf = (dataDir: string) => join(dataDir, 'running.json');

/**
 * Locks a data folder for this process.
 * @param work the purpose of the lock, named in the error message of a second process
 * @throws ConfigError when another process holds it
 */
export async function takeFolder(dataDir: string, work: string): Promise<{ release(): Promise<void> }> {
  const file = lockOf(dataDir);
  const draft = `${file}.${process.pid}`;
  await writePrivate(draft, { pid: process.pid, work, since: clock.now().toISOString() } satisfies Holder);
  try {
    for (let tries = 0; tries < 5; tries++) {
      // A link appears whole and only where nothing is: of two that come at once, one gets it.
      if (await link(draft, file).then(succeed, fail)) return { release: () => rm(file, { force: true }) };
      await clearStale(dataDir, file);
    }
  } finally {
    await rm(draft, { force: true });
  }
  throw new ConfigError(`${dataDir} cannot be taken: other processes are starting on it`);
}

const succeed = () => true;
const fail = (error: NodeJS.ErrnoException) => {
  if (error.code === 'EEXIST') return false;
  throw error;
};

/** @throws ConfigError when the holder of the lock is there */
async function clearStale(dataDir: string, file: string): Promise<void> {
  const holder = await readJson<Holder>(file);
  if (holder && (await isProcessAlive(holder.pid, holder.since))) throw taken(dataDir, holder);
  // Moved aside before it is removed: another process may already have put its own lock in its place.
  const aside = `${file}.stale-${process.pid}`;
  if (!(await rename(file, aside).then(succeed, () => false))) return;
  const moved = await readJson<Holder>(aside);
  if (moved && (await isProcessAlive(moved.pid, moved.since))) {
    await link(aside, file).catch(() => {});
    await rm(aside, { force: true });
    throw taken(dataDir, moved);
  }
  await rm(aside, { force: true });
}

function taken(dataDir: string, holder: Holder): ConfigError {
  return new ConfigError(
    `${holder.work} already runs on ${dataDir} (process ${holder.pid}, since ${holder.since}).\n` +
      'Wait for it or stop it, or give this one its own folder with BECKON_DATA_DIR.',
  );
}

/** The server that runs on this data folder, or null. */
export async function findRunning(dataDir: string): Promise<RunningServer | null> {
  const running = await readJson<RunningServer>(runningOf(dataDir));
  const holder = running && (await readJson<Holder>(lockOf(dataDir)));
  return holder?.pid === running?.pid && holder && (await isProcessAlive(holder.pid, holder.since)) ? running : null;
}

export async function noteRunning(dataDir: string, running: RunningServer): Promise<void> {
  await writePrivate(runningOf(dataDir), running);
}

export async function forgetRunning(dataDir: string): Promise<void> {
  await rm(runningOf(dataDir), { force: true });
}

/**
 * Whether the process that wrote its id is still running. After a crash the id can belong to another process: no
 * process from before the machine's start is alive, and where the system allows it, we check which program has the id.
 */
async function isProcessAlive(pid: number, since: string): Promise<boolean> {
  if (pid === process.pid || !isAlive(pid) || isFromBeforeBoot(Date.parse(since))) return false;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null);
  return command === null || command.includes('cli.ts');
}
