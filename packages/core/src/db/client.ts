import type { Db, Row, Statement } from '../ports/index.ts';
import { DatabaseUnavailable, isLapsed, isServerUnable } from './errors.ts';
import { Pool } from './pool.ts';
import { retryConflicts } from './retry-conflicts.ts';
import { limitSession } from './server-limits.ts';
import type { Session } from './session.ts';
import { sql } from './sql.ts';
import { runTransaction } from './transaction.ts';

export type DbOptions = {
  url: string;
  /** Maximum number of connections. */
  maxConnections?: number;
  /** Timeout of one statement in milliseconds, unless the call sets another. */
  statementDeadline?: number;
  /** Timeout of one transaction in milliseconds, unless the call sets another. */
  transactionDeadline?: number;
  /** Milliseconds a transaction may wait for this process before the server ends it. */
  idleInTransaction?: number;
  applicationName?: string;
  /** A monotonic clock in milliseconds; deadlines and pauses are measured with it. */
  monotonic: () => number;
};

/** Opens a pool of connections to Postgres 15 or newer. Connects at the first use. */
export function createDb(options: DbOptions): Db {
  const { monotonic, statementDeadline = 5_000, transactionDeadline = 30_000 } = options;
  const longest = Math.max(statementDeadline, transactionDeadline);
  const limits = {
    statement: longest,
    lock: statementDeadline,
    idleInTransaction: options.idleInTransaction ?? 10_000,
  };
  // Two callers that conflicted wait for different times: the microseconds of the clock are random enough for this.
  const fraction = () => monotonic() % 1;
  const pool = new Pool({
    url: options.url,
    max: options.maxConnections ?? 10,
    connectTimeout: 1_500,
    acquireTimeout: 1_500,
    applicationName: options.applicationName ?? 'beckon',
    limits,
    monotonic,
  });

  async function onSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const session = await pool.acquire();
    try {
      return await work(session);
    } catch (error) {
      if (isServerUnable(error)) {
        session.destroy();
        throw new DatabaseUnavailable('the database cannot work at the moment', { cause: error });
      }
      if (isLapsed(error)) throw new DatabaseUnavailable('a lock was not free in time', { cause: error });
      throw error;
    } finally {
      pool.release(session);
    }
  }

  /**
   * Runs one statement within the remaining time. For a longer timeout than usual, the server's limits are raised too.
   */
  async function runAlone<R extends object>(session: Session, statement: Statement, time: number): Promise<R[]> {
    if (time <= longest) return session.run<R>(statement, time);
    await session.run(limitSession({ statement: time, lock: time }), time);
    try {
      return await session.run<R>(statement, time);
    } finally {
      if (!session.isLost) await session.run(limitSession(limits), statementDeadline).catch(() => session.destroy());
    }
  }

  const db: Db = {
    query<R extends object = Row>(statement: Statement, { deadline = statementDeadline } = {}) {
      const timeLeft = countDown(deadline, monotonic);
      const run = () => onSession((session) => runAlone<R>(session, statement, timeLeft()));
      return within(deadline, retryConflicts(run, { timeLeft, fraction }));
    },

    transaction(work, { deadline = transactionDeadline } = {}) {
      const timeLeft = countDown(deadline, monotonic);
      const isLong = deadline > longest;
      const run = () => onSession((session) => runTransaction(session, work, { timeLeft, isLong }));
      return retryConflicts(run, { timeLeft, fraction });
    },

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

/** @returns a function that returns the milliseconds left, at least one */
function countDown(deadline: number, monotonic: () => number): () => number {
  const endsAt = monotonic() + deadline;
  return () => Math.max(1, endsAt - monotonic());
}

/** The caller gets an answer in time, but the work may still be done after the refusal. */
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
