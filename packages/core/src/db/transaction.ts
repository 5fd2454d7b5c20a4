import type { Row, Statement, Transaction } from '../ports/index.ts';
import { DatabaseUnavailable, isConflict } from './errors.ts';
import { limitTransaction } from './server-limits.ts';
import type { Session } from './session.ts';
import { sql } from './sql.ts';

/** Runs `work` in one transaction of the session, once. */
export async function runTransaction<T>(
  session: Session,
  work: (tx: Transaction) => Promise<T>,
  { timeLeft, isLong }: { timeLeft(): number /** Longer than the server's own limits. */; isLong: boolean },
): Promise<T> {
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
  // The whole transaction has one deadline, even if the work waits for something other than the database. A running
  // statement has the same deadline and ends on its own.
  const timer = setTimeout(() => {
    if (!session.isBusy) session.destroy();
  }, timeLeft());
  try {
    await session.run(sql`begin`, timeLeft());
    if (isLong) await session.run(limitTransaction(timeLeft()), timeLeft());
    const result = await work(tx);
    isOpen = false;
    // Postgres answers the commit of a failed transaction with a rollback, not an error: work that caught the failure
    // must not be reported as committed.
    if (failure) throw failure.error;
    isCommitting = true;
    await session.run(sql`commit`, timeLeft());
    return result;
  } catch (error) {
    isOpen = false;
    if (!session.isLost) await session.run(sql`rollback`, 2_000).catch(() => session.destroy());
    // It may run again, however the work handled the conflict.
    if (failure && isConflict(failure.error)) throw failure.error;
    // The connection was lost before the commit was sent, so nothing was committed.
    if (error instanceof DatabaseUnavailable && error.isOutcomeUnknown && !isCommitting) {
      throw new DatabaseUnavailable(error.message, { cause: error });
    }
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
