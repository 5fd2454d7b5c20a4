import { DatabaseUnavailable } from '@beckon/core/db';
import type { Db, Statement, Transaction } from '@beckon/core/ports';

type Query = (statement: Statement) => Promise<never[]>;

/**
 * A database that ends at the first statement that matches, as for a process that is killed there: neither that statement
 * nor a later one is executed, and the open transaction is rolled back.
 */
export function endAt(db: Db, matches: (text: string) => boolean): Db {
  let hasEnded = false;
  return intercept(db, async (statement, query) => {
    hasEnded ||= matches(statement.text);
    if (hasEnded) throw new DatabaseUnavailable('the process was killed');
    return query(statement);
  });
}

/** Calls `around` in place of each statement, in transactions too. */
export function intercept(db: Db, around: (statement: Statement, query: Query) => Promise<never[]>): Db {
  const wrap = (query: Query) => ((statement: Statement) => around(statement, query)) as Transaction['query'];
  return {
    ...db,
    query: wrap((statement) => db.query(statement)),
    transaction: (work, options) =>
      db.transaction((tx) => work({ ...tx, query: wrap((statement) => tx.query(statement)) }), options),
  };
}

/** The statement that stores the answer of a call with an `Idempotency-Key`. */
export const storesAnswer = (text: string) => text.includes('update idempotency_keys set status');
