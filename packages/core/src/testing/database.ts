import { createDb, migrate, sql } from '../db/index.ts';
import type { Db } from '../ports/index.ts';

export const templateName = 'beckon_template';

/** Makes the template that test databases are cloned from: migrated once for a whole run. */
export async function createTemplate(serverUrl: string, name = templateName): Promise<void> {
  const server = openDb(withDatabase(serverUrl, 'postgres'));
  await server.query(sql.trusted(`create database ${name}`), { deadline: 30_000 });
  await server.close();
  const template = openDb(withDatabase(serverUrl, name));
  await migrate(template);
  await template.close();
}

export type TestDatabase = { db: Db; url: string; drop(): Promise<void> };

/** A fresh database with the whole schema, cloned in some 20 ms. */
export async function createTestDatabase(
  serverUrl: string,
  name: string,
  options: { maxConnections?: number; template?: string } = {},
): Promise<TestDatabase> {
  const { template = templateName, maxConnections } = options;
  const server = openDb(withDatabase(serverUrl, 'postgres'));
  await server.query(sql.trusted(`create database ${name} template ${template} strategy file_copy`), {
    deadline: 30_000,
  });
  await server.close();
  const url = withDatabase(serverUrl, name);
  const db = openDb(url, maxConnections);
  return {
    db,
    url,
    async drop() {
      await db.close();
      await dropDatabase(serverUrl, name);
    },
  };
}

/** Drops a database, whoever is connected to it. */
export async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  const server = openDb(withDatabase(serverUrl, 'postgres'));
  await server.query(sql.trusted(`drop database ${name} with (force)`), { deadline: 30_000 });
  await server.close();
}

/** The same server, another database. */
export function withDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

function openDb(url: string, maxConnections = 4): Db {
  return createDb({ url, maxConnections, monotonic: () => performance.now() });
}
