import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createTemplate } from '@beckon/core/testing/database';
import { startEmbeddedPostgres } from '@beckon/server/embedded-postgres';
import type { TestProject } from 'vitest/node';
import { chooseTestFolder } from './test-folder.ts';

/** One Postgres for the whole run, without durability, which is tested separately with the real settings. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await chooseTestFolder();
  const postgres = await startEmbeddedPostgres({
    dataDir: join(folder, 'postgres'),
    password: 'test',
    settings: ['fsync=off', 'full_page_writes=off', 'max_connections=200', 'autovacuum=off'],
  });
  await createTemplate(postgres.url);
  project.provide('postgresUrl', postgres.url);
  return async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
