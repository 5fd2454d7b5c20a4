import type { Db, Transaction } from '../ports/index.ts';

/**
 * An open transaction in the place of the pool, for functions that open one themselves: what they do becomes part of it,
 * and is committed or rolled back with it. Deadlines are those of the open transaction.
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
