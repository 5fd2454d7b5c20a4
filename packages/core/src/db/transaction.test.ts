import { beforeAll, expect, test } from 'vitest';
import type { Transaction } from '../ports/index.ts';
import { createTestContext } from '../testing/index.ts';
import { DatabaseUnavailable } from './errors.ts';
import { sql } from './sql.ts';

const { ctx } = await createTestContext();
const { db } = ctx;

beforeAll(async () => {
  await db.query(sql`create table notes (text text primary key)`);
});

const note = (text: string) => sql`insert into notes values (${text})`;
const notes = async (like: string) =>
  (await db.query<{ text: string }>(sql`select text from notes where text like ${like} order by text`)).map(
    (row) => row.text,
  );

test('the writes of a transaction are visible once it resolves', async () => {
  const result = await db.transaction(async (tx) => {
    await tx.query(note('kept 1'));
    await tx.query(note('kept 2'));
    return 'done';
  });
  expect(result).toBe('done');
  expect(await notes('kept %')).toEqual(['kept 1', 'kept 2']);
});

test('a failure of the work rolls everything back', async () => {
  const failure = new Error('changed my mind');
  await expect(
    db.transaction(async (tx) => {
      await tx.query(note('dropped'));
      throw failure;
    }),
  ).rejects.toBe(failure);
  expect(await notes('dropped')).toEqual([]);
});

test('a failed statement rolls everything back, even if the work catches the error', async () => {
  await db.query(note('taken'));
  await expect(
    db.transaction(async (tx) => {
      await tx.query(note('swallowed'));
      await tx.query(note('taken')).catch(() => {});
      return 'looks fine';
    }),
  ).rejects.toMatchObject({ code: '23505' });
  expect(await notes('swallowed')).toEqual([]);
});

test('statements after the end are refused', async () => {
  let escaped: Transaction | undefined;
  await db.transaction(async (tx) => {
    escaped = tx;
  });
  await expect(escaped!.query(note('late'))).rejects.toThrow('the transaction has ended');
  await db
    .transaction(async (tx) => {
      escaped = tx;
      throw new Error('no');
    })
    .catch(() => {});
  await expect(escaped!.query(note('late'))).rejects.toThrow('the transaction has ended');
  expect(await notes('late')).toEqual([]);
});

test('statements of one transaction run one at a time or are refused', async () => {
  await expect(
    db.transaction((tx) => Promise.all([tx.query(note('both 1')), tx.query(note('both 2'))])),
  ).rejects.toThrow('one statement at a time');
  expect(await notes('both %')).toEqual([]);
});

test('a lapsed deadline ends the transaction and the connection, and the next call works', async () => {
  const started = performance.now();
  await expect(
    db.transaction(
      async (tx) => {
        await tx.query(note('slow'));
        await tx.query(sql`select pg_sleep(20)`);
      },
      { deadline: 300 },
    ),
  ).rejects.toBeInstanceOf(DatabaseUnavailable);
  expect(performance.now() - started).toBeLessThan(3_000);
  expect(await notes('slow')).toEqual([]);
});

test('the deadline also applies while the work waits for something else', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  await expect(
    db.transaction(
      async (tx) => {
        await tx.query(note('waiting'));
        setTimeout(resolve, 400);
        await promise;
        await tx.query(note('waited'));
      },
      { deadline: 150 },
    ),
  ).rejects.toBeInstanceOf(DatabaseUnavailable);
  expect(await notes('wait%')).toEqual([]);
});

test('a statement that takes too long is refused in time, and the next call works', async () => {
  await expect(db.query(sql`select pg_sleep(20)`, { deadline: 200 })).rejects.toMatchObject({
    code: 'database_unavailable',
    isOutcomeUnknown: true,
  });
  expect(await db.query(sql`select 1 as one`)).toEqual([{ one: 1 }]);
});

test('callers beyond the pool wait their turn', async () => {
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, number) => db.query(sql`select ${number}::int as number from pg_sleep(0.01)`)),
  );
  expect(answers.flat()).toEqual(Array.from({ length: 40 }, (_, number) => ({ number })));
  expect(db.poolSize().open).toBeLessThanOrEqual(4);
});

test('when all connections stay in use, callers are refused after a time', async () => {
  const held = Array.from({ length: 4 }, () => db.transaction((tx) => tx.query(sql`select pg_sleep(2)`)));
  await expect(db.query(sql`select 1`)).rejects.toThrow('all connections are in use');
  await Promise.all(held);
  expect(await db.isReachable()).toBe(true);
});
