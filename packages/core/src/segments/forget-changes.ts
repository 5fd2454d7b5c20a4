import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';

/**
 * Removes who entered and left segments before a time. Who is a member stays known.
 * @param limit maximum rows
 * @returns how many rows were removed
 */
export async function forgetSegmentChanges(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  before: Date,
  limit: number,
): Promise<number> {
  const removed = await ctx.db.query(sql`
    delete from segment_changes where id in (
      select id from segment_changes where tenant_id = ${tenantId} and at < ${before} order by at limit ${limit})
    returning 1 as removed`);
  return removed.length;
}
