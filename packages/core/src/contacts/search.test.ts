import { expect, test } from 'vitest';
import { createDb, migrate, sql } from '../db/index.ts';
import { createTestContext } from '../testing/index.ts';
import { readSearchIndex, searchIndexCommands } from './search.ts';

const { ctx, databaseUrl } = await createTestContext();

test('where the extension was refused, search has no index, and what doctor names makes the same one', async () => {
  expect(await readSearchIndex(ctx)).toEqual({ hasExtension: true, hasIndex: true });
  const definition = async () =>
    ctx.db.query(sql`select indexdef from pg_indexes where indexname = 'contacts_by_text'`);
  const made = await definition();
  await ctx.db.query(sql`drop extension pg_trgm cascade`);
  expect(await readSearchIndex(ctx)).toEqual({ hasExtension: false, hasIndex: false });
  for (const command of searchIndexCommands) await ctx.db.query(sql.trusted(command));
  expect(await definition()).toEqual(made);
});

test('a database whose owner lends no extension gets the whole schema but that index', async () => {
  const name = new URL(databaseUrl).pathname.slice(1);
  const [role, database] = [`${name}_guest`, `${name}_lent`].map((each) => sql.trusted(each));
  const urlOf = (user?: string) => {
    const url = new URL(databaseUrl);
    url.pathname = `/${name}_lent`;
    if (user) [url.username, url.password] = [user, 'guest'];
    return url.href;
  };
  const open = (url: string) => createDb({ url, maxConnections: 1, monotonic: () => performance.now() });
  await ctx.db.query(sql`create role ${role!} login password 'guest'`);
  await ctx.db.query(sql`create database ${database!}`, { deadline: 30_000 });
  const owner = open(urlOf());
  await owner.query(sql`grant create on schema public to ${role!}`);
  await owner.close();
  const guest = open(urlOf(`${name}_guest`));
  try {
    expect((await migrate(guest)).length).toBeGreaterThan(20);
    expect(await readSearchIndex({ ...ctx, db: guest })).toEqual({ hasExtension: false, hasIndex: false });
  } finally {
    await guest.close();
    await ctx.db.query(sql`drop database ${database!} with (force)`, { deadline: 30_000 });
    await ctx.db.query(sql`drop role ${role!}`);
  }
});
