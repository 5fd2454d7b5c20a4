import { readFile, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runBeckon } from '@beckon/test-setup/start-beckon';
import { chooseTestFolder } from '@beckon/test-setup/test-folder';
import { choosePostgresDir } from '../apps/server/src/postgres/choose-data-dir.ts';
import { startEmbeddedPostgres } from '../apps/server/src/postgres/embedded.ts';
import { createDb, migrate, sql } from '../packages/core/src/db/index.ts';
import type { Context, Db, EmailSender } from '../packages/core/src/ports/index.ts';
import { createBenchContext } from './bench-server.ts';

/** A shop of sample data, as `beckon seed --contacts … --events …` writes it. */
export interface BenchSample {
  contacts: string;
  events: string;
  /** A folder that is used again if it has data, and that stays; otherwise a folder that is removed. */
  keep?: string | undefined;
}

/** A database for a benchmark, and a context to call the domain with. */
export interface Bench {
  db: Db;
  ctx: Context;
  /** Milliseconds of CPU time of all sessions of the benchmark. */
  databaseCpu(): Promise<number>;
  close(): Promise<void>;
}

/** Creates the folder with sample data if it has none. @returns the data folder */
export async function prepareSample({ contacts, events, keep }: BenchSample): Promise<string> {
  const folder = keep ? resolve(keep) : join(await chooseTestFolder(), 'data');
  if (await stat(join(folder, 'secrets.json')).catch(() => null)) return folder;
  const { code, output } = await runBeckon(['seed', '--contacts', contacts, '--events', events], {
    BECKON_DATA_DIR: folder,
  });
  if (code !== 0) throw new Error(output);
  return folder;
}

/**
 * Starts an embedded Postgres, with sample data or empty.
 * @param sessions 1, unless the benchmark is about several
 */
export async function openBench({
  sample,
  sessions = 1,
  email,
}: {
  sample?: BenchSample;
  sessions?: number;
  email?: EmailSender;
} = {}): Promise<Bench> {
  const folder = sample ? await prepareSample(sample) : await chooseTestFolder();
  const { databasePassword, rootSecret } = sample
    ? (JSON.parse(await readFile(join(folder, 'secrets.json'), 'utf8')) as Record<string, string>)
    : { databasePassword: 'bench', rootSecret: 'bench' };
  const dataDir = sample ? await choosePostgresDir(folder) : join(folder, 'postgres');
  const postgres = await startEmbeddedPostgres({ dataDir, password: databasePassword! });
  const db = createDb({
    url: postgres.url,
    maxConnections: sessions,
    statementDeadline: 600_000,
    monotonic: () => performance.now(),
  });
  await migrate(db);
  const ctx = await createBenchContext(db, { rootSecret, email });
  return {
    db,
    ctx,
    async databaseCpu() {
      const backends = await db.query<{ pid: number }>(sql`
        select pid from pg_stat_activity where datname = current_database() and backend_type = 'client backend'`);
      const each = await Promise.all(backends.map(({ pid }) => cpuOf(pid)));
      return each.reduce((sum, milliseconds) => sum + milliseconds, 0);
    },
    async close() {
      await db.close();
      await postgres.stop();
      if (!sample?.keep) await rm(sample ? resolve(folder, '..') : folder, { recursive: true, force: true });
    },
  };
}

/** Milliseconds of CPU time of a process (Linux). */
async function cpuOf(pid: number): Promise<number> {
  const [nanoseconds] = (await readFile(`/proc/${pid}/schedstat`, 'utf8')).split(' ');
  return Number(nanoseconds) / 1e6;
}

export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;
