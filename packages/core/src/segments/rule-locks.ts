import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';

const lockOf = (tenantId: Id<'ten'>) => sql`hashtextextended(${`segments of ${tenantId}`}, 0)`;

/** Keeps the rules of a shop's segments as they are until the transaction ends. */
export async function keepRules(ctx: Context<Transaction>, tenantId: Id<'ten'>): Promise<void> {
  await ctx.db.query(sql`select pg_advisory_xact_lock_shared(${lockOf(tenantId)})`);
}

/** Waits until the evaluations by the present rules have ended, and keeps others from starting. */
export async function lockRules(ctx: Context<Transaction>, tenantId: Id<'ten'>): Promise<void> {
  await ctx.db.query(sql`select pg_advisory_xact_lock(${lockOf(tenantId)})`);
}
