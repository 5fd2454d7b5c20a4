import { createDb } from '@beckon/core/db';
import type { Context, EmailSender } from '@beckon/core/ports';
import { startWorker } from '@beckon/worker';
import type { Config } from '../config.ts';
import { createContext } from '../context.ts';
import { openDatabase } from '../database.ts';
import { openInstallation } from '../installation.ts';
import { findRunning } from '../single-start.ts';
import { createLog, ids, monotonic } from '../system.ts';

export type CommandContext = {
  ctx: Context;
  /** True when a server runs beside us, whose worker applies what we store. */
  hasServer: boolean;
  /** Starts a worker in this process, where no other one runs. */
  startWorker(): { stop(): Promise<void> };
};

/** Commands send nothing: what becomes due waits for a server. */
const noEmail: EmailSender = {
  platform: 'none',
  idempotencyWindow: 0,
  send: async () => ({ outcome: 'retry', reason: 'no server runs' }),
};

/** Runs a command on the database of the installation: beside a running server, or with a Postgres started for it. */
export async function withDatabase<T>(config: Config, work: (command: CommandContext) => Promise<T>): Promise<T> {
  const secrets = await openInstallation(config.dataDir);
  const running = config.databaseUrl ? null : await findRunning(config.dataDir);
  const database = running
    ? await connectTo(running.databaseUrl)
    : await openDatabase(config, secrets, () => process.exit(1));
  try {
    const ctx = createContext({
      db: database.db,
      log: createLog(config.logLevel),
      rootSecret: config.secret ?? secrets.rootSecret,
      email: noEmail,
      publicUrl: config.publicUrl ?? `http://localhost:${config.port}`,
    });
    return await work({
      ctx,
      hasServer: running !== null || config.databaseUrl !== undefined,
      startWorker: () =>
        startWorker(ctx, {
          holder: ids.newUuid(),
          untilStored: (milliseconds) => new Promise((resolve) => setTimeout(resolve, Math.min(milliseconds, 20))),
        }),
    });
  } finally {
    await database.close();
  }
}

async function connectTo(url: string) {
  const db = createDb({ url, monotonic, maxConnections: 6 });
  return { db, url, close: () => db.close() };
}
