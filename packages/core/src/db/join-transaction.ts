import type { Db, Transaction } from '../ports/index.ts';

/**
 * Passes an open transaction in place of the pool, for functions that open a transaction themselves: their work becomes
 * part of the open one, and is committed or rolled back with it. Its deadlines apply.
 */
export function joinTransaction(tx: Transaction): Db {
  const refuse = () => {
    throw new Error('this is an open transaction, not the pool');
  };
  return {
    query: (statement) => tx.query(statement),
    transaction: (work) => work(tx),
    isReachable: async () => true,
    poolSize: refuse,
    close: refuse,
  };
}
