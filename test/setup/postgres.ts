import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createTemplate } from '@beckon/core/testing/database';
import { startEmbeddedPostgres } from '@beckon/server/embedded-postgres';
import type { TestProject } from 'vitest/node';
import { chooseTestFolder } from './test-folder.ts';

/**
 * A Postgres server for each worker (`testServerUrl`), without durability, which is tested separately with the real
 * settings.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const workers = Number(project.vitest.config.maxWorkers);
  const servers = await Promise.all(Array.from({ length: workers }, startServer));
  project.provide(
    'postgresUrls',
    servers.map(({ url }) => url),
  );
  return async () => {
    await Promise.all(servers.map(({ stop }) => stop()));
  };
}

async function startServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = await chooseTestFolder();
  const postgres = await startEmbeddedPostgres({
    dataDir: join(folder, 'postgres'),
    password: 'test',
    syncsFiles: false,
    settings: ['fsync=off', 'full_page_writes=off', 'shared_buffers=128MB', 'max_connections=200', 'autovacuum=off'],
  });
  await createTemplate(postgres.url);
  return {
    url: postgres.url,
    async stop() {
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
