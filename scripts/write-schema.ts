import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chooseTestFolder } from '@beckon/test-setup/test-folder';
import { startEmbeddedPostgres } from '../apps/server/src/postgres/embedded.ts';
import { createDb, migrate } from '../packages/core/src/db/index.ts';
import { describeSchema } from './describe-schema.ts';
import { root } from './run.ts';

/** Writes docs/schema.md from the migrations. */
const folder = await chooseTestFolder();
const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), password: 'schema' });
const db = createDb({ url: postgres.url, monotonic: () => performance.now() });
try {
  await migrate(db);
  await writeFile(join(root, 'docs/schema.md'), await describeSchema(db));
} finally {
  await db.close();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
