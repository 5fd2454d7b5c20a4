import { isTimeout, sql } from '../db/index.ts';
import { DomainError } from '../lib/index.ts';
import type { Context, Row, Statement } from '../ports/index.ts';

/** Milliseconds for the statements of one report. */
const maxTime = 15_000;

/** Reads rows in the transaction of a report. */
export type Reader = <R extends Row>(statement: Statement) => Promise<R[]>;

/**
 * Runs the statements of a report in one transaction that cannot write, so that they see the same state.
 * @throws DomainError `too_slow`
 */
export async function runReport<T>(
  ctx: Context,
  read: (rows: Reader) => Promise<T>,
  { deadline = maxTime }: { deadline?: number } = {},
): Promise<T> {
  try {
    return await ctx.db.transaction(
      async (tx) => {
        await tx.query(sql`set transaction isolation level repeatable read, read only`);
        return read((statement) => tx.query(sql.composed(statement)));
      },
      { deadline },
    );
  } catch (error) {
    if (!isTimeout(error)) throw error;
    throw new DomainError('too_slow', `the report was not computed within ${deadline / 1_000} s: ask for fewer days`, {
      cause: error,
      retryAfter: 60,
    });
  }
}

/** A share as a number; null without a denominator. */
export const shareOf = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
