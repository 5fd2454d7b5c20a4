import type { MergedPair } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Context, Transaction } from '../ports/index.ts';

/** In a merge: what the merged contact waits for, the other one waits for. Of two entries for the same, theirs stays. */
export async function moveEntries(
  ctx: Context<Transaction>,
  { tenantId, mergedId, contactId }: MergedPair,
): Promise<void> {
  const isWaiting = sql.trusted("in ('waiting', 'notified')");
  await ctx.db.query(sql`
    update waitlist_entries w set status = 'left', ended_at = ${ctx.clock.now()}
    where w.tenant_id = ${tenantId} and w.contact_id = ${mergedId} and w.status ${isWaiting} and exists (
      select from waitlist_entries o where o.tenant_id = w.tenant_id and o.contact_id = ${contactId}
        and o.product_id = w.product_id and o.variant_id = w.variant_id and o.status ${isWaiting})`);
  await ctx.db.query(sql`
    update waitlist_entries set contact_id = ${contactId} where tenant_id = ${tenantId} and contact_id = ${mergedId}`);
}
