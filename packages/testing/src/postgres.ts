import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmbeddedPostgres } from '@beckon/server/embedded-postgres';
import { choosePostgresDir } from '@beckon/server/postgres/choose-data-dir';

export type ThrowAwayPostgres = { url: string; stop(): Promise<void> };

/** Nothing in it has to outlive the test. */
const settings = [
  'fsync=off',
  'full_page_writes=off',
  'synchronous_commit=off',
  'max_connections=400',
  'autovacuum=off',
];

/** Starts a Postgres in a temporary folder. When it stops, or this process ends in any way, nothing is left of it. */
export async function startThrowAwayPostgres(): Promise<ThrowAwayPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'beckon-testing-'));
  await chmod(folder, 0o755);
  const dataDir = await choosePostgresDir(folder);
  const folders = dirname(dataDir) === folder ? [folder] : [folder, dirname(dataDir)];
  const watchdog = startWatchdog(dataDir, folders);
  const removeFolders = async () => {
    for (const each of folders) await rm(each, { recursive: true, force: true });
    watchdog.dismiss();
  };
  try {
    const postgres = await startEmbeddedPostgres({ dataDir, password: 'throw-away', settings, syncsFiles: false });
    return {
      url: postgres.url,
      async stop() {
        await postgres.stop();
        await removeFolders();
      },
    };
  } catch (error) {
    await removeFolders();
    throw error;
  }
}

/** A process that cleans up when this one ends without doing so: it notices by the pipe that closes then. */
function startWatchdog(dataDir: string, folders: readonly string[]): { dismiss(): void } {
  const file = import.meta.url.endsWith('.ts') ? './watchdog.ts' : './watchdog.js';
  const child = spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url)), dataDir, ...folders], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
  return { dismiss: () => child.kill() };
}
