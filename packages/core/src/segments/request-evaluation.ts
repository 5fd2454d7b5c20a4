import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';

/**
 * Asks for a segment to be evaluated for all contacts, in the transaction that changes its rule.
 * @param isNew whether the segment is created or restored: as long as the shop had no other, contacts were not marked
 */
export async function requestEvaluation(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  segmentId: Id<'seg'>,
  { isNew }: { isNew: boolean },
): Promise<void> {
  await ctx.db.query(sql`
    insert into segment_evaluations as e (segment_id, tenant_id, unmarked_below)
    values (${segmentId}, ${tenantId}, case when not ${isNew}::boolean then '0'::xid8 end)
    on conflict (segment_id) do update set request = e.request + 1, differing = null,
      unmarked_below = case when not ${isNew}::boolean then e.unmarked_below end`);
}
