import { setTimeout as pause } from 'node:timers/promises';
import { ChaosProxy } from '@beckon/test-setup/chaos-proxy';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Db } from '../ports/index.ts';
import { createTestContext } from '../testing/index.ts';
import { createDb } from './client.ts';
import { DatabaseUnavailable } from './errors.ts';
import { sql } from './sql.ts';

const { ctx, databaseUrl } = await createTestContext();

beforeAll(async () => {
  await ctx.db.query(sql`create table notes (text text primary key)`);
});

const note = (text: string) => sql`insert into notes values (${text})`;
const notes = async (like: string) =>
  (await ctx.db.query<{ text: string }>(sql`select text from notes where text like ${like} order by text`)).map(
    (row) => row.text,
  );

async function openThroughProxy(maxConnections = 4): Promise<{ proxy: ChaosProxy; db: Db }> {
  const url = new URL(databaseUrl);
  const proxy = await ChaosProxy.start({ host: url.hostname, port: Number(url.port || 5432) });
  const db = createDb({ url: proxy.through(databaseUrl), maxConnections, monotonic: () => performance.now() });
  onTestFinished(async () => {
    await db.close();
    await proxy.close();
  });
  return { proxy, db };
}

test('a session killed during a transaction commits nothing, whatever statements follow', async () => {
  for (let round = 0; round < 10; round++) {
    const after: unknown[] = [];
    const ended = ctx.db.transaction(async (tx) => {
      await tx.query(note(`killed ${round} before`));
      const [session] = await tx.query<{ pid: number }>(sql`select pg_backend_pid() as pid`);
      const sleeping = tx.query(sql`select pg_sleep(20)`);
      void ctx.db.query(sql`select pg_terminate_backend(${session!.pid}::int)`);
      await sleeping.catch((error: unknown) => after.push(error));
      // Work that ignores failures continues: each later statement must be refused, and none may run on another
      // connection.
      for (let more = 0; more < 3; more++) {
        await tx.query(note(`killed ${round} after ${more}`)).catch((error: unknown) => after.push(error));
      }
      return 'looks fine';
    });
    await expect(ended).rejects.toMatchObject({ code: 'database_unavailable', isOutcomeUnknown: false });
    expect(after).toHaveLength(4);
    expect(await ctx.db.query(sql`select 1 as one`)).toEqual([{ one: 1 }]);
  }
  expect(await notes('killed %')).toEqual([]);
});

test('connections reset during transactions leave no partial work', async () => {
  const { proxy, db } = await openThroughProxy(8);
  let committed = 0;
  for (let round = 0; round < 15; round++) {
    const results = Array.from({ length: 8 }, (_, lane) =>
      db.transaction(async (tx) => {
        await tx.query(note(`reset ${round} ${lane} a`));
        if (lane === round % 8) proxy.cut();
        await tx.query(note(`reset ${round} ${lane} b`));
      }),
    );
    for (const result of await Promise.allSettled(results)) {
      if (result.status === 'fulfilled') committed++;
      else expect(result.reason).toBeInstanceOf(DatabaseUnavailable);
    }
  }
  const kept = await notes('reset %');
  expect(kept.filter((text) => text.endsWith('a')).map((text) => text.replace(/a$/, 'b'))).toEqual(
    kept.filter((text) => text.endsWith('b')),
  );
  expect(kept.length / 2).toBeGreaterThanOrEqual(committed);
});

test('on a half-open connection, calls end at their deadline and the pool recovers', async () => {
  const { proxy, db } = await openThroughProxy();
  await db.query(sql`select 1`);
  await proxy.setMode('half-open');
  const started = performance.now();
  const results = await Promise.allSettled(
    Array.from({ length: 12 }, () => db.query(sql`select 1`, { deadline: 500 })),
  );
  expect(performance.now() - started).toBeLessThan(1_500);
  expect(results.map(({ status }) => status)).toEqual(Array(12).fill('rejected'));
  await proxy.setMode('pass');
  await expect.poll(() => db.isReachable(), { timeout: 5_000 }).toBe(true);
  await expect.poll(() => db.poolSize().waiting).toBe(0);
});

test('a server that closes every new connection is tried a few times a second, not thousands', async () => {
  const { proxy, db } = await openThroughProxy(10);
  await proxy.setMode('fin-on-accept');
  const until = performance.now() + 3_000;
  const callers = Array.from({ length: 10 }, async () => {
    let refused = 0;
    while (performance.now() < until) {
      await db.query(sql`select 1`).catch(() => refused++);
      await pause(5);
    }
    return refused;
  });
  const refused = await Promise.all(callers);
  expect(Math.min(...refused)).toBeGreaterThan(10);
  // Ten at once in the beginning, then one attempt at a time with a pause in between.
  expect(proxy.connects - 10).toBeLessThanOrEqual(3 * 5);
  await proxy.setMode('pass');
  await expect.poll(() => db.isReachable(), { timeout: 5_000 }).toBe(true);
});

test('while the server is down, calls are refused at once; afterwards they work again', async () => {
  const { proxy, db } = await openThroughProxy();
  await db.query(sql`select 1`);
  await proxy.setMode('refuse');
  const started = performance.now();
  for (let call = 0; call < 20; call++) {
    await expect(db.query(sql`select 1`)).rejects.toMatchObject({ code: 'database_unavailable', retryAfter: 1 });
  }
  expect(performance.now() - started).toBeLessThan(1_500);
  await proxy.setMode('pass');
  await expect.poll(() => db.isReachable(), { timeout: 5_000 }).toBe(true);
});

test('when the response to a commit is lost, the error says that the outcome is unknown', async () => {
  const { proxy, db } = await openThroughProxy();
  const ended = db.transaction(
    async (tx) => {
      await tx.query(note('unheard commit'));
      await proxy.setMode('deaf');
    },
    { deadline: 500 },
  );
  await expect(ended).rejects.toMatchObject({ code: 'database_unavailable', isOutcomeUnknown: true });
  await expect.poll(() => notes('unheard commit')).toEqual(['unheard commit']);
});

test('when a response before the commit is lost, the error says that nothing was committed', async () => {
  const { proxy, db } = await openThroughProxy();
  const ended = db.transaction(
    async (tx) => {
      await proxy.setMode('deaf');
      await tx.query(note('unheard statement'));
    },
    { deadline: 500 },
  );
  await expect(ended).rejects.toMatchObject({ code: 'database_unavailable', isOutcomeUnknown: false });
  expect(await notes('unheard statement')).toEqual([]);
});

test('when the response to a single statement is lost, the error says that the outcome is unknown', async () => {
  const { proxy, db } = await openThroughProxy();
  // The first run of a statement also waits for its description; later runs are sent in one message.
  await db.query(note('heard single'));
  await proxy.setMode('deaf');
  await expect(db.query(note('unheard single'), { deadline: 500 })).rejects.toMatchObject({ isOutcomeUnknown: true });
  await expect.poll(() => notes('unheard single')).toEqual(['unheard single']);
});

test('a closed pool refuses calls', async () => {
  const { db } = await openThroughProxy();
  await db.query(sql`select 1`);
  await db.close();
  await expect(db.query(sql`select 1`)).rejects.toThrow('the pool is closed');
});
