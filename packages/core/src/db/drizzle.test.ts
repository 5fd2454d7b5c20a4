import { pgTable, text } from 'drizzle-orm/pg-core';
import { expect, test } from 'vitest';
import { createTestContext } from '../testing/index.ts';
import { bytes, instant, json, texts, transactionId, wholeNumber } from './columns.ts';
import { DatabaseUnavailable, eq, sql, withBuilder } from './index.ts';

const { ctx } = await createTestContext();

const things = pgTable('things', {
  name: text('name').notNull(),
  labels: texts('labels').notNull(),
  hash: bytes('hash').notNull(),
  at: instant('at').notNull(),
  size: wholeNumber('size').notNull(),
  more: json<object>('more').notNull(),
  xact: transactionId('xact').notNull(),
});

await ctx.db.query(sql`
  create table things (name text unique, labels text[], hash bytea, at timestamptz, size bigint, more jsonb, xact xid8)`);

const thing = {
  name: "o'neil",
  labels: ['plain', 'a,b', '"c"', 'd\\', '', 'null', '{e}', 'two\nlines', 'f g'],
  hash: Buffer.from([0, 255]),
  at: new Date('2026-03-01T12:00:00.123Z'),
  size: Number.MAX_SAFE_INTEGER,
  more: { list: [1, '2', null], text: '"' },
  xact: '7',
};

const read = (db = ctx.db as Parameters<typeof withBuilder>[0]) =>
  withBuilder(db, (build) => build.select().from(things).where(eq(things.name, thing.name)));

test('a row with every type of column is read back as it was written', async () => {
  await withBuilder(ctx.db, (build) => build.insert(things).values(thing));
  expect(await read()).toEqual([thing]);
  expect(await ctx.db.query(sql`select jsonb_typeof(more) as kind from things`)).toEqual([{ kind: 'object' }]);
});

test('within a transaction, the statement belongs to the transaction', async () => {
  const ended = ctx.db.transaction(async (tx) => {
    await withBuilder(tx, (build) => build.delete(things));
    expect(await read(tx)).toEqual([]);
    throw new Error('no');
  });
  await expect(ended).rejects.toThrow('no');
  expect(await read()).toEqual([thing]);
});

test('errors are those of our sessions, without the values of the statement', async () => {
  const twice = withBuilder(ctx.db, (build) => build.insert(things).values(thing));
  await expect(twice).rejects.toMatchObject({ code: '23505', message: expect.not.stringContaining('neil') });
  const lost = { query: () => Promise.reject(new DatabaseUnavailable('the connection was lost')) };
  await expect(read(lost)).rejects.toBeInstanceOf(DatabaseUnavailable);
});
