import { ChaosProxy } from '@beckon/test-setup/chaos-proxy';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Db } from '../ports/index.ts';
import { createTestContext } from '../testing/index.ts';
import { createDb, type DbOptions } from './client.ts';
import { sql } from './sql.ts';

const { ctx, databaseUrl } = await createTestContext({ maxConnections: 4 });

beforeAll(async () => {
  await ctx.db.query(sql`create table notes (text text primary key, times int not null default 0)`);
});

let opened = 0;

/** A separate pool whose backends can be identified. */
function open(options: Partial<DbOptions> = {}): { db: Db; backends(): Promise<{ state: string; query: string }[]> } {
  const applicationName = `deadlines ${++opened}`;
  const db = createDb({ url: databaseUrl, monotonic: () => performance.now(), applicationName, ...options });
  onTestFinished(() => db.close());
  const backends = () =>
    ctx.db.query<{ state: string; query: string }>(sql`
      select state, query from pg_stat_activity where application_name = ${applicationName}`);
  return { db, backends };
}

/** Holds a lock on the table until the returned function is called. */
async function lockNotes(): Promise<() => Promise<void>> {
  const locked = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const holding = ctx.db.transaction(async (tx) => {
    await tx.query(sql`lock table notes in access exclusive mode`);
    locked.resolve();
    await release.promise;
  });
  await locked.promise;
  return async () => {
    release.resolve();
    await holding;
  };
}

const setting = async (db: Pick<Db, 'query'>, name: string) =>
  (await db.query<{ value: string }>(sql`select current_setting(${name}) as value`))[0]!.value;

test('a locked table does not accumulate backends: statements of callers that gave up are cancelled', async () => {
  const { db, backends } = open({ maxConnections: 4 });
  await db.query(sql`select count(*) from notes`);
  const unlock = await lockNotes();
  let most = 0;
  let isOver = false;
  const watching = (async () => {
    while (!isOver) most = Math.max(most, (await backends()).length);
  })();
  const calls = 200;
  const lanes = Array.from({ length: 8 }, async () => {
    const outcomes: unknown[] = [];
    for (let call = 0; call < calls / 8; call++) {
      const asked = db.query(sql`select count(*) from notes`, { deadline: 50 });
      outcomes.push(await asked.catch((error: { code: string }) => error.code));
    }
    return outcomes;
  });
  const outcomes = (await Promise.all(lanes)).flat();
  isOver = true;
  await watching;
  expect(outcomes).toEqual(Array(calls).fill('database_unavailable'));
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThanOrEqual(4);
  // Well before the server's own limit of 5 s.
  await expect
    .poll(async () => (await backends()).filter(({ state }) => state === 'active'), { timeout: 3_000 })
    .toEqual([]);
  await unlock();
  expect(await db.query(sql`select 1 as one`)).toEqual([{ one: 1 }]);
});

test('a cancel request never reaches the next statement', async () => {
  const { db } = open({ maxConnections: 1 });
  for (let round = 0; round < 100; round++) {
    // The deadline lapses while the response is on its way.
    await db.query(sql`select pg_sleep(0.01)`, { deadline: 8 + (round % 6) }).catch(() => {});
    expect(await db.query(sql`select ${round}::int as round`)).toEqual([{ round }]);
  }
});

test('a statement cancelled within a transaction rolls it back, and the outcome is known', async () => {
  const { db } = open({ maxConnections: 1 });
  const ended = db.transaction(
    async (tx) => {
      await tx.query(sql`insert into notes values ('cancelled')`);
      await tx.query(sql`select pg_sleep(20)`);
    },
    { deadline: 200 },
  );
  await expect(ended).rejects.toMatchObject({ code: 'database_unavailable', isOutcomeUnknown: false });
  expect(await ctx.db.query(sql`select from notes where text = 'cancelled'`)).toEqual([]);
});

test('the server ends the statement of a client that it can no longer reach', async () => {
  const url = new URL(databaseUrl);
  const proxy = await ChaosProxy.start({ host: url.hostname, port: Number(url.port || 5432) });
  onTestFinished(() => proxy.close());
  const { db, backends } = open({ url: proxy.through(databaseUrl), statementDeadline: 300, transactionDeadline: 600 });
  await db.query(sql`select pg_sleep(0)`);
  const sleeping = db.query(sql`select pg_sleep(20)`);
  await expect.poll(async () => (await backends()).some(({ state }) => state === 'active')).toBe(true);
  await proxy.setMode('half-open');
  await expect(sleeping).rejects.toMatchObject({ code: 'database_unavailable' });
  await expect
    .poll(async () => (await backends()).filter(({ state }) => state === 'active'), { timeout: 3_000 })
    .toEqual([]);
});

test('the server ends a transaction whose client stopped responding, and its locks are released', async () => {
  const { db } = open({ idleInTransaction: 300 });
  const silence = Promise.withResolvers<void>();
  const written = Promise.withResolvers<void>();
  const ended = db
    .transaction(async (tx) => {
      await tx.query(sql`insert into notes values ('silent')`);
      written.resolve();
      await silence.promise;
    })
    .catch((error: { code: string }) => error.code);
  await written.promise;
  await expect
    .poll(() => ctx.db.query(sql`insert into notes values ('silent') on conflict do nothing returning text`))
    .toEqual([{ text: 'silent' }]);
  silence.resolve();
  expect(await ended).toBe('database_unavailable');
});

test('each session starts with server limits derived from the deadlines of its pool', async () => {
  const { db } = open();
  const names = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'];
  const network = ['tcp_keepalives_idle', 'tcp_user_timeout', 'client_connection_check_interval'];
  const values = await Promise.all([...names, ...network].map((name) => setting(db, name)));
  expect(values).toEqual(['30s', '5s', '10s', '30', '30000', '2s']);
});

test('a call with a longer deadline raises the server limits too, for that call only', async () => {
  const { db } = open({ maxConnections: 1, statementDeadline: 100, transactionDeadline: 200 });
  await expect(db.query(sql`select pg_sleep(0.4)`)).rejects.toMatchObject({ code: 'database_unavailable' });
  await db.query(sql`select pg_sleep(0.4)`, { deadline: 3_000 });
  expect(await setting(db, 'statement_timeout')).toBe('200ms');
  expect(await setting(db, 'lock_timeout')).toBe('100ms');
  const inside = await db.transaction(
    async (tx) => {
      await tx.query(sql`select pg_sleep(0.4)`);
      return setting(tx, 'lock_timeout');
    },
    { deadline: 3_000 },
  );
  // Milliseconds or seconds, depending on the value.
  expect(inside).toMatch(/^(2\d{3}ms|3s)$/);
  expect(await setting(db, 'statement_timeout')).toBe('200ms');
  expect(await setting(db, 'lock_timeout')).toBe('100ms');
});

test('a lock that is not available in time is reported as an unavailable database', async () => {
  const { db } = open({ statementDeadline: 100 });
  const unlock = await lockNotes();
  await expect(db.transaction((tx) => tx.query(sql`select count(*) from notes`))).rejects.toMatchObject({
    code: 'database_unavailable',
    retryAfter: 1,
    isOutcomeUnknown: false,
  });
  await unlock();
});

test('transactions that deadlock are repeated until both succeed', async () => {
  const { db } = open();
  await db.query(sql`insert into notes values ('a'), ('b')`);
  let runs = 0;
  const both = Promise.withResolvers<void>();
  const count = (first: string, second: string) =>
    db.transaction(async (tx) => {
      runs++;
      await tx.query(sql`update notes set times = times + 1 where text = ${first}`);
      // Each has its first row before it requests the other's.
      if (runs === 2) both.resolve();
      await both.promise;
      await tx.query(sql`update notes set times = times + 1 where text = ${second}`);
    });
  await Promise.all([count('a', 'b'), count('b', 'a')]);
  expect(runs).toBe(3);
  expect(await db.query(sql`select text, times from notes where text in ('a', 'b') order by text`)).toEqual([
    { text: 'a', times: 2 },
    { text: 'b', times: 2 },
  ]);
});

test('work that conflicts every time is given up with an error that allows a later attempt', async () => {
  const { db } = open();
  let runs = 0;
  const ended = db.transaction(async (tx) => {
    runs++;
    await tx.query(sql`do $$ begin raise exception 'conflict' using errcode = 'serialization_failure'; end $$`);
  });
  await expect(ended).rejects.toMatchObject({ code: 'database_unavailable', retryAfter: 1 });
  expect(runs).toBe(5);
});
