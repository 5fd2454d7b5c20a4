import { personIdsOf } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context, Statement, Transaction } from '../ports/index.ts';
import { enqueueAllAgain, priorities } from '../queue/index.ts';
import { sendDelivery } from './send-delivery.ts';
import { smsLimitKey } from './sms-limit.ts';
import type { deliveries } from './tables.ts';

const mayBeSent = (d: Statement): Statement => sql`
  (${d}.status = 'failed' and ${d}.bounced_at is null or ${d}.status = 'skipped' and ${d}.reason = 'campaign_stopped')`;

/**
 * Makes due again what a campaign has not sent: what its stop skipped, and what failed without a bounce. What may have
 * arrived is never sent again. Two contacts that were merged since are one person, who gets one message.
 * @param pace the limit of the queue that they share, except for text messages, which have their own; and from when on
 *   they may be sent
 * @returns how many are due again
 */
export async function putBackUnsent(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  campaignId: Id<'cmp'>,
  { limitKey, from }: { limitKey: string; from: Date },
): Promise<number> {
  const due = await ctx.db.query<Pick<typeof deliveries.$inferSelect, 'id' | 'channel'>>(sql`
    update deliveries d set status = 'due', reason = null, finished_at = null, dispatched_at = null, waits_until = null
    where d.tenant_id = ${tenantId} and d.origin ? 'campaignId' and d.origin ->> 'campaignId' = ${campaignId}
      and ${mayBeSent(sql.trusted('d'))}
      and not exists (
        select from contacts c cross join lateral (${personIdsOf(sql`coalesce(c.merged_into, c.id)`)}) as p (id)
        join deliveries o on o.tenant_id = ${tenantId} and o.contact_id = p.id
        where c.id = d.contact_id and o.id <> d.id
          and o.origin ? 'campaignId' and o.origin ->> 'campaignId' = ${campaignId}
          and (o.status in ('due', 'dispatching', 'sent', 'uncertain') or ${mayBeSent(sql.trusted('o'))} and o.id < d.id))
    returning d.id, d.channel`);
  await enqueueAllAgain(
    ctx,
    sendDelivery,
    due.map(({ id, channel }) => ({
      tenantId,
      payload: { deliveryId: id },
      uniqueKey: id,
      priority: priorities.bulk,
      limitKey: channel === 'sms' ? smsLimitKey : limitKey,
      runAt: from,
    })),
  );
  return due.length;
}
