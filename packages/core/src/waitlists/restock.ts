import type { ProductReference } from '../catalog/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';

/** After this many messages without a purchase, an entry ends the next time the product sells out. */
export const maxMessages = 3;

/**
 * Lets shoppers who were notified and have not bought wait again, in their old place, since the product has sold out. A
 * message that had not left yet does not count.
 */
export async function waitAgain(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  { productId, variantId }: ProductReference,
): Promise<void> {
  await ctx.db.query(sql`
    with told as (
      select w.id, w.messages - (not exists (
        select from deliveries d where d.tenant_id = w.tenant_id and d.contact_id = w.contact_id
          and d.created_at >= w.notified_at and d.status not in ('due', 'skipped')
          and d.product_id = w.product_id and d.variant_id = w.variant_id
      ))::int as messages
      from waitlist_entries w
      where w.tenant_id = ${tenantId} and w.product_id = ${productId} and w.variant_id = ${variantId}
        and w.status = 'notified'
    )
    update waitlist_entries w set messages = told.messages,
      status = case when told.messages < ${maxMessages}::int then 'waiting' else 'expired' end,
      ended_at = case when told.messages < ${maxMessages}::int then null else ${ctx.clock.now()}::timestamptz end
    from told where w.id = told.id`);
}
