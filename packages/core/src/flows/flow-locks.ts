import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context, Statement, Transaction } from '../ports/index.ts';

/** The key of the lock of the shop whose id is the column `id` of these rows. */
const lockKey = sql.trusted(`hashtextextended('flows of ' || id, 0)`);
const rowsOf = (tenantIds: readonly string[]): Statement => sql`${sql.texts([...new Set(tenantIds)])} as given (id)`;

/**
 * Keeps the flows of shops from being published, paused or archived until the transaction ends. Take it before the flows
 * are read: whoever lets contacts enter then knows that the flow is live.
 */
export async function keepFlows(ctx: Context<Transaction>, tenantIds: readonly string[]): Promise<void> {
  await ctx.db.query(sql`select pg_advisory_xact_lock_shared(${lockKey}) from ${rowsOf(tenantIds)}`);
}

/** The same without waiting. @returns the shops whose flows stay as they are */
export async function tryToKeepFlows(
  ctx: Context<Transaction>,
  tenantIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await ctx.db.query<{ tenantId: string; isKept: boolean }>(sql`
    select id as "tenantId", pg_try_advisory_xact_lock_shared(${lockKey}) as "isKept" from ${rowsOf(tenantIds)}`);
  return new Set(rows.filter(({ isKept }) => isKept).map(({ tenantId }) => tenantId));
}

/** Waits until no contact of the shop is entering a flow and no step is being taken, and keeps others from beginning. */
export async function lockFlows(ctx: Context<Transaction>, tenantId: Id<'ten'>): Promise<void> {
  await ctx.db.query(sql`select pg_advisory_xact_lock(${lockKey}) from ${rowsOf([tenantId])}`);
}
