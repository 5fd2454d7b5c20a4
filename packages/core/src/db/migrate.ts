import { readdir, readFile } from 'node:fs/promises';
import { sha256Hex } from '../lib/index.ts';
import type { Db } from '../ports/index.ts';
import { sql } from './sql.ts';
import type { migrations } from './tables.ts';

type Applied = Pick<typeof migrations.$inferSelect, 'name' | 'digest'>;

/** An arbitrary number, the same in every Beckon process. */
const migrationLock = 7_231_904;

/**
 * Timeout in milliseconds for all missing migrations, and for the processes that wait for them. Creating indexes over
 * 10,000,000 events takes minutes on a slow disk, and an interrupted upgrade starts over.
 */
const deadline = 6 * 60 * 60_000;

const folder = new URL('../../migrations/', import.meta.url);

export type Migration = { name: string; text: string; digest: string };

/** All migrations in the order of their names. */
export async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, folder), 'utf8');
      return { name, text, digest: sha256Hex(text) };
    }),
  );
}

/**
 * Brings the schema up to date. Safe with any number of processes starting at once: one migrates, the others wait.
 * @returns the names of the migrations that were applied by this call
 * @throws Error when a migration that was already applied has been changed since
 */
export async function migrate(db: Db): Promise<string[]> {
  const migrations = await readMigrations();
  return db.transaction(
    async (tx) => {
      await tx.query(sql`select pg_advisory_xact_lock(${migrationLock}::bigint)`);
      await tx.query(sql`create table if not exists migrations (
        name text primary key, digest text not null, applied_at timestamptz not null default clock_timestamp())`);
      const applied = new Map(
        (await tx.query<Applied>(sql`select name, digest from migrations`)).map((row) => [row.name, row.digest]),
      );
      const names = new Map([...applied].map(([name, digest]) => [digest, name]));
      const news: string[] = [];
      for (const { name, text, digest } of migrations) {
        const known = applied.get(name);
        if (known === digest) continue;
        if (!known && names.has(digest)) {
          // The same text under a new name.
          await tx.query(sql`update migrations set name = ${name} where name = ${names.get(digest)}`);
          continue;
        }
        if (known) throw new Error(`migration ${name} was changed after it was applied: add a new migration instead`);
        for (const statement of splitStatements(text)) await tx.query(sql.trusted(statement));
        await tx.query(sql`insert into migrations (name, digest) values (${name}, ${digest})`);
        news.push(name);
      }
      return news;
    },
    { deadline },
  );
}

/**
 * When a migration was applied to this database.
 * @param name the name without its time, such as `create_flows`
 * @throws Error for a migration that was not applied
 */
export async function migratedAt(db: Pick<Db, 'query'>, name: string): Promise<Date> {
  const [row] = await db.query<Pick<typeof migrations.$inferSelect, 'appliedAt'>>(sql`
    select applied_at as "appliedAt" from migrations where name like ${`%\\_${name}.sql`}`);
  if (!row) throw new Error(`the migration ${name} was not applied`);
  return row.appliedAt;
}

/** Statements end with a semicolon at the end of a line, except inside `$$`. */
export function splitStatements(text: string): string[] {
  const statements: string[] = [];
  let lines: string[] = [];
  let isQuoted = false;
  for (const line of text.split('\n')) {
    if (!isQuoted && (line.trim() === '' || line.trimStart().startsWith('--'))) continue;
    lines.push(line);
    if ((line.match(/\$\$/g)?.length ?? 0) % 2 === 1) isQuoted = !isQuoted;
    if (!isQuoted && line.trimEnd().endsWith(';')) {
      statements.push(lines.join('\n'));
      lines = [];
    }
  }
  if (lines.length > 0) statements.push(lines.join('\n'));
  return statements;
}
