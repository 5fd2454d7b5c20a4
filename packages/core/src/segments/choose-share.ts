import { segmentLimitsOfShop } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Context, Statement } from '../ports/index.ts';
import { canBeMember } from './compile.ts';

/**
 * Of how many contacts of a shop an estimate evaluates one. 1: of a shop that has few, all are evaluated. Asks the planner,
 * since counting takes longer than an estimate.
 */
export async function chooseShare(ctx: Context, tenantId: string): Promise<number> {
  const [row] = await ctx.db.query<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(
    sql.composed(sql`explain (format json) select from contacts c where ${canBeMember(tenantId)}`),
  );
  return Math.max(1, Math.round(row!['QUERY PLAN'][0].Plan['Plan Rows'] / segmentLimitsOfShop.estimateSize));
}

/**
 * The contacts of that share as rows `c`, with a `where` that can be continued: those of some blocks of the table, always the
 * same ones, so that two estimates can be compared. `offset 0` keeps Postgres from evaluating what follows for others.
 */
export const contactsOfShare = (tenantId: string, share: number): Statement => sql`(
    select * from contacts c tablesample system (${String(100 / share)}::real) repeatable (1)
    where ${canBeMember(tenantId)} offset 0
  ) c where true`;
