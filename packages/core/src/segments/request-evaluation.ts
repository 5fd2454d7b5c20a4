import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';

/** Asks for a segment to be evaluated for all contacts, in the transaction that changes its rule. */
export async function requestEvaluation(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  segmentId: Id<'seg'>,
): Promise<void> {
  await ctx.db.query(sql`
    insert into segment_evaluations as e (segment_id, tenant_id) values (${segmentId}, ${tenantId})
    on conflict (segment_id) do update set request = e.request + 1, differing = null`);
}
