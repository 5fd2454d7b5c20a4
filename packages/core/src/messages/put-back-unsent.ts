import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { enqueueAllAgain, priorities } from '../queue/index.ts';
import { sendDelivery } from './send-delivery.ts';
import type { deliveries } from './tables.ts';

/**
 * Makes due again what a campaign has not sent: what its stop skipped, and what failed without a bounce. What may have
 * arrived is never sent again.
 * @returns how many are due again
 */
export async function putBackUnsent(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  campaignId: Id<'cmp'>,
): Promise<number> {
  const due = await ctx.db.query<Pick<typeof deliveries.$inferSelect, 'id'>>(sql`
    update deliveries set status = 'due', reason = null, finished_at = null, dispatched_at = null, waits_until = null
    where tenant_id = ${tenantId} and origin ? 'campaignId' and origin ->> 'campaignId' = ${campaignId}
      and (status = 'failed' and bounced_at is null or status = 'skipped' and reason = 'campaign_stopped')
    returning id`);
  await enqueueAllAgain(
    ctx,
    sendDelivery,
    due.map(({ id }) => ({ tenantId, payload: { deliveryId: id }, uniqueKey: id, priority: priorities.bulk })),
  );
  return due.length;
}
