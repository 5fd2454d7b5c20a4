import type { CampaignRecipient } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { reasonText } from '../messages/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { readStored } from './stored-campaigns.ts';

/**
 * The recipients of a campaign with what has become of each, in the order of the ledger.
 * @param page `after` is the number at which the last page ended
 * @throws DomainError `not_found`
 */
export async function listRecipients(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  id: Id<'cmp'>,
  state: CampaignRecipient['state'] | undefined,
  page: { limit: number; after: number | null },
): Promise<CampaignRecipient[]> {
  await readStored(ctx, tenantId, id);
  const rows = await ctx.db.query<CampaignRecipient>(
    sql.composed(sql`
      select * from (
        select r.no, coalesce(d.contact_id, r.contact_id) as "contactId", d.id as "deliveryId",
          case when r.skipped is not null then 'skipped' when d.status in ('due', 'dispatching') or d.id is null then 'waiting'
            else d.status end as state,
          coalesce(r.skipped, d.reason) as reason, coalesce(d.origin ->> 'variation', a.variation) as variation
        from campaign_recipients r
        join campaigns g on g.id = r.campaign_id
        left join experiment_assignments a on a.experiment_id = g.experiment_id and a.contact_id = r.contact_id
        left join deliveries d on d.tenant_id = r.tenant_id
          and d.business_key = 'campaign:' || r.campaign_id || ':' || r.no
        where r.campaign_id = ${id} and r.no > ${page.after ?? 0}::int
      ) one ${state === undefined ? sql`` : sql`where state = ${state}`}
      order by no limit ${page.limit}`),
  );
  return rows.map((row) => ({ ...row, reason: row.reason === null ? null : reasonText(row.reason) }));
}
