import type { Db, Row, Statement, Transaction } from '../ports/index.ts';
import { DatabaseUnavailable, isServerUnable } from './errors.ts';
import { Pool } from './pool.ts';
import type { Session } from './session.ts';
import { sql } from './sql.ts';

export type DbOptions = {
  url: string;
  /** Most connections at a time. */
  maxConnections?: number;
  /** Milliseconds for one statement, unless the call says otherwise. */
  statementDeadline?: number;
  /** Milliseconds for one transaction, unless the call says otherwise. */
  transactionDeadline?: number;
  applicationName?: string;
  /** Milliseconds of an unbroken process clock; deadlines and pauses are measured by it. */
  monotonic: () => number;
};

/** Opens a pool to a Postgres 15 or newer. Connects when first used. */
export function createDb(options: DbOptions): Db {
  const statementDeadline = options.statementDeadline ?? 5_000;
  const transactionDeadline = options.transactionDeadline ?? 30_000;
  const pool = new Pool({
    url: options.url,
    max: options.maxConnections ?? 10,
    connectTimeout: 1_500,
    acquireTimeout: 1_500,
    applicationName: options.applicationName ?? 'beckon',
    monotonic: options.monotonic,
  });

  async function onSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const session = await pool.acquire();
    try {
      return await work(session);
    } catch (error) {
      if (isServerUnable(error)) {
        session.destroy();
        throw new DatabaseUnavailable('the database is not able to work now', { cause: error });
      }
      throw error;
    } finally {
      pool.release(session);
    }
  }

  const db: Db = {
    query: <R extends object = Row>(statement: Statement, { deadline = statementDeadline } = {}) =>
      within(
        deadline,
        onSession((session) => session.run<R>(statement, deadline)),
      ),

    transaction: (work, { deadline = transactionDeadline } = {}) =>
      onSession((session) => runTransaction(session, work, deadline, options.monotonic)),

    isReachable: () =>
      db.query(sql`select 1`, { deadline: 1_000 }).then(
        () => true,
        () => false,
      ),
    poolSize: () => pool.size,
    close: async () => pool.close(),
  };
  return db;
}

/** The caller gets an answer in time; what it asked for may still happen after a refusal. */
async function within<T>(deadline: number, work: Promise<T>): Promise<T> {
  const { promise: lapsed, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new DatabaseUnavailable('no answer in time', { isOutcomeUnknown: true })),
    deadline,
  );
  try {
    return await Promise.race([work, lapsed]);
  } finally {
    clearTimeout(timer);
    work.catch(() => {});
  }
}

async function runTransaction<T>(
  session: Session,
  work: (tx: Transaction) => Promise<T>,
  deadline: number,
  monotonic: () => number,
): Promise<T> {
  const endsAt = monotonic() + deadline;
  const timeLeft = () => Math.max(1, endsAt - monotonic());
  let isOpen = true;
  let isCommitting = false;
  let failure: { error: unknown } | undefined;
  const tx: Transaction = {
    inTransaction: true,
    query: async <R extends object = Row>(statement: Statement) => {
      if (!isOpen) throw new Error('the transaction has ended');
      try {
        return await session.run<R>(statement, timeLeft());
      } catch (error) {
        failure ??= { error };
        throw error;
      }
    },
  };
  // The whole transaction has one deadline, also where the work waits for something else than the database.
  const timer = setTimeout(() => session.destroy(), deadline);
  try {
    await session.run(sql`begin`, timeLeft());
    const result = await work(tx);
    isOpen = false;
    // Postgres answers the commit of a failed transaction with a rollback, and no error: work that swallowed the
    // failure must not pass for done.
    if (failure) throw failure.error;
    isCommitting = true;
    await session.run(sql`commit`, timeLeft());
    return result;
  } catch (error) {
    isOpen = false;
    if (!session.isLost) await session.run(sql`rollback`, 2_000).catch(() => session.destroy());
    // Lost before the commit was sent: nothing of it can have happened.
    if (error instanceof DatabaseUnavailable && error.isOutcomeUnknown && !isCommitting) {
      throw new DatabaseUnavailable(error.message, { cause: error });
    }
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
