import { sql } from '../db/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import type { EvaluationCause } from './tables.ts';

/** Does work whose changes of contacts are an import: those whom it brings into segments enter no flow. */
export async function markAsImported(ctx: Context<Transaction>, work: () => Promise<void>): Promise<void> {
  await setCause(ctx, 'imported');
  await work();
  await setCause(ctx, 'contact_changed');
}

/** Until the transaction ends. */
const setCause = (ctx: Context<Transaction>, cause: EvaluationCause) =>
  ctx.db.query(sql`select set_config('beckon.mark_cause', ${cause}, true)`);
