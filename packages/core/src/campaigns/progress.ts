import type { CampaignProgress } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { noDeliveries, readCampaignCounts } from '../messages/index.ts';
import type { AnyContext } from '../ports/index.ts';

/**
 * What has become of the recipients of campaigns, by id. The counts add up to the recipients: who has neither a delivery
 * that is settled nor a reason for none is waiting.
 */
export async function readProgress(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  campaigns: readonly { id: Id<'cmp'>; recipients: number }[],
): Promise<Map<string, CampaignProgress>> {
  const ids = campaigns.map(({ id }) => id);
  const counts = await readCampaignCounts(ctx, tenantId, ids);
  const rows = await ctx.db.query<{ id: string; skipped: number }>(sql`
    select campaign_id as id, count(*)::int as skipped from campaign_recipients
    where campaign_id in ${sql.texts(ids)} and skipped is not null group by 1`);
  const withoutDelivery = new Map(rows.map(({ id, skipped }) => [id, skipped]));
  return new Map(
    campaigns.map(({ id, recipients }) => {
      const {
        delivered: sent,
        bounced,
        failed: refused,
        skipped: bySender,
        uncertain,
      } = counts.get(id) ?? noDeliveries;
      const failed = refused + bounced;
      const skipped = bySender + (withoutDelivery.get(id) ?? 0);
      return [
        id,
        { recipients, sent, skipped, failed, uncertain, waiting: recipients - sent - skipped - failed - uncertain },
      ];
    }),
  );
}
