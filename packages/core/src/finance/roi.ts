import type { Roi } from '@beckon/contract';
import { readEarnings } from '../attribution/index.ts';
import { sql } from '../db/index.ts';
import { type Id, percentOf } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { readSettings } from '../tenants/index.ts';
import type { campaignCosts } from './tables.ts';

type CostSum = Pick<typeof campaignCosts.$inferSelect, 'campaignId'> & { costs: number | null };

/**
 * The return on investment of campaigns: (net revenue − costs) / costs. A cost in another currency is converted by the rate of
 * its day, as orders are.
 * @returns one entry for each id, in their order
 */
export async function readRoi(ctx: AnyContext, tenantId: Id<'ten'>, campaignIds: readonly string[]): Promise<Roi[]> {
  const { currency } = await readSettings(ctx, tenantId);
  const earned = await readEarnings(ctx, tenantId, 'campaign', campaignIds);
  const sums = await ctx.db.query<CostSum>(sql`
    select c.campaign_id as "campaignId",
      case when bool_and(c.currency = t.currency or r.factor is not null)
        then sum(case when c.currency = t.currency then c.amount else half_even(c.amount * r.factor) end)::bigint
      end as costs
    from campaign_costs c join tenants t on t.id = c.tenant_id
    left join lateral (
      select r.factor from currency_rates r
      where r.tenant_id = t.id and r.currency = c.currency and r.to_currency = t.currency and r.valid_from <= c.day
      order by r.valid_from desc limit 1
    ) r on c.currency <> t.currency
    where c.tenant_id = ${tenantId} and c.campaign_id in ${sql.texts(campaignIds)}
    group by 1`);
  const costsOf = new Map(sums.map(({ campaignId, costs }) => [campaignId as string, costs]));
  return campaignIds.map((campaignId) => {
    const costs = costsOf.has(campaignId) ? costsOf.get(campaignId)! : 0;
    const { net } = earned.get(campaignId)!;
    return {
      campaignId,
      costs: costs === null ? null : { amount: costs, currency },
      net: { amount: net, currency },
      roi: costs === null || costs === 0 ? null : percentOf(net - costs, costs),
    };
  });
}
