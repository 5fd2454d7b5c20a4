import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import type { Db } from '../ports/index.ts';
import { createTestContext, testServerUrl, withDatabase } from '../testing/index.ts';
import { createDb } from './client.ts';
import { migrate, readMigrations, splitStatements } from './migrate.ts';
import { sql } from './sql.ts';

const { ctx } = await createTestContext();

async function createEmptyDatabase(): Promise<() => Db> {
  const server = testServerUrl();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const owner = createDb({
    url: withDatabase(server, 'postgres'),
    maxConnections: 1,
    monotonic: () => performance.now(),
  });
  await owner.query(sql.trusted(`create database ${name} template template0 strategy file_copy`), { deadline: 30_000 });
  const opened: Db[] = [];
  onTestFinished(async () => {
    await Promise.all(opened.map((db) => db.close()));
    await owner.query(sql.trusted(`drop database ${name} with (force)`), { deadline: 30_000 });
    await owner.close();
  });
  return () => {
    const db = createDb({ url: withDatabase(server, name), maxConnections: 2, monotonic: () => performance.now() });
    opened.push(db);
    return db;
  };
}

test('a migration is split between statements, not inside a quoted body', () => {
  const text = `-- why
create table a (
  -- of what
  id int
);

create function f() returns int language plpgsql as $$
begin
  return 1;
end $$;
select 1; select 2;
select 3`;
  expect(splitStatements(text)).toEqual([
    'create table a (\n  id int\n);',
    'create function f() returns int language plpgsql as $$\nbegin\n  return 1;\nend $$;',
    'select 1; select 2;',
    'select 3',
  ]);
});

test('each migration is split into single statements', async () => {
  for (const { name, text } of await readMigrations()) {
    for (const statement of splitStatements(text)) {
      const outside = statement.replace(/\$\$[\s\S]*?\$\$/g, '').replace(/--.*$/gm, '');
      expect(outside.trim().slice(0, -1), name).not.toContain(';');
    }
  }
});

test('running twice changes nothing', async () => {
  const before = await ctx.db.query(sql`select name, digest, applied_at from migrations order by name`);
  expect(await migrate(ctx.db)).toEqual([]);
  expect(await ctx.db.query(sql`select name, digest, applied_at from migrations order by name`)).toEqual(before);
});

test('when five processes start at once on an empty database, one migrates and the others wait for it', async () => {
  const open = await createEmptyDatabase();
  const applied = await Promise.all(Array.from({ length: 5 }, () => migrate(open())));
  const names = (await readMigrations()).map(({ name }) => name);
  expect(applied.filter((news) => news.length > 0)).toEqual([names]);
  expect(await open().query(sql`select count(*)::int as count from events`)).toEqual([{ count: 0 }]);
});

test('a migration changed after it was applied is refused, and no other is applied', async () => {
  const db = (await createEmptyDatabase())();
  await migrate(db);
  const [first] = await readMigrations();
  await db.query(sql`update migrations set digest = 'other' where name = ${first!.name}`);
  await expect(migrate(db)).rejects.toThrow(`migration ${first!.name} was changed after it was applied`);
});

test('a renamed migration is recognised by its text', async () => {
  const db = (await createEmptyDatabase())();
  await migrate(db);
  const [first] = await readMigrations();
  await db.query(sql`update migrations set name = '20200101000000_former_name.sql' where name = ${first!.name}`);
  expect(await migrate(db)).toEqual([]);
  expect(await db.query(sql`select name from migrations where digest = ${first!.digest}`)).toEqual([
    { name: first!.name },
  ]);
});

test('each migration has its own timestamp', async () => {
  const times = (await readMigrations()).map(({ name }) => name.split('_')[0]);
  expect(times.filter((time, index) => times.indexOf(time) !== index)).toEqual([]);
});
