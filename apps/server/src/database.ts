import { assertDurable, createDb, migrate } from '@beckon/core/db';
import { assertLogOfCluster } from '@beckon/core/log';
import type { Db } from '@beckon/core/ports';
import type { Config } from './config.ts';
import type { InstallationSecrets } from './installation.ts';
import { choosePostgresDir } from './postgres/choose-data-dir.ts';
import { type EmbeddedOptions, startEmbeddedPostgres } from './postgres/embedded.ts';
import { monotonic } from './system.ts';

export type OpenDatabase = { db: Db; url: string; close(): Promise<void> };

/**
 * Connects to `DATABASE_URL`, or starts the embedded Postgres; then brings the schema up to date.
 * @throws ForeignLog when the log was restored from another cluster
 */
export async function openDatabase(
  config: Config,
  secrets: InstallationSecrets,
  onTrouble: NonNullable<EmbeddedOptions['onTrouble']>,
  /** For the commands that inspect a log from another cluster, or repair it. */
  acceptsForeignLog = false,
): Promise<OpenDatabase> {
  const embedded = config.databaseUrl
    ? null
    : await startEmbeddedPostgres({
        dataDir: await choosePostgresDir(config.dataDir),
        password: secrets.databasePassword,
        onTrouble,
      });
  const url = config.databaseUrl ?? embedded!.url;
  const db = createDb({ url, monotonic, maxConnections: 16 });
  const close = async () => {
    await db.close();
    await embedded?.stop();
  };
  try {
    await assertDurable(db);
    await migrate(db);
    if (!acceptsForeignLog) await assertLogOfCluster(db);
    return { db, url, close };
  } catch (error) {
    await close();
    throw error;
  }
}
