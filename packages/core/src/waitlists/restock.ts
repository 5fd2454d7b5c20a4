import type { Restock, StockListener } from '../catalog/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { enqueue } from '../queue/index.ts';
import { runWaveJob, waveKey } from './waves.ts';

/** After this many messages without a purchase, an entry ends the next time the product sells out. */
const maxMessages = 3;

/** Shoppers are told about a restocked product; when it sells out, they are put back in the queue. */
export const followStock: StockListener = async (ctx, tenantId, { restocks, soldOut }) => {
  for (const gone of soldOut) await rearm(ctx, tenantId, gone);
  for (const restock of restocks) await startWaves(ctx, tenantId, restock);
};

async function startWaves(ctx: Context<Transaction>, tenantId: Id<'ten'>, { quantity: _, ...restock }: Restock) {
  await enqueue(ctx, runWaveJob, [{ tenantId, payload: { ...restock, wave: 0 }, uniqueKey: waveKey(restock, 0) }]);
}

/** Who was told and has not bought waits again, in the old place; a message that had not left yet does not count. */
async function rearm(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  { productId, variantId }: { productId: string; variantId: string },
): Promise<void> {
  await ctx.db.query(sql`
    with told as (
      select w.id, w.messages - (not exists (
        select from deliveries d where d.tenant_id = w.tenant_id and d.status not in ('due', 'skipped')
          and d.business_key in ('restock/' || w.id || '/' || w.restock, 'restock-push/' || w.id || '/' || w.restock)
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
