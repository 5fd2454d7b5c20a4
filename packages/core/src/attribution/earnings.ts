import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { type DayRange, resolveRange, within } from './day-range.ts';
import { columnsOf } from './models.ts';
import { readAttributionSettings } from './settings.ts';

/** What a campaign, flow or message earned, in minor units of the currency of the shop. */
export type Earnings = { orders: number; customers: number; gross: number; refunded: number; net: number };

const columns = {
  campaign: sql.trusted('campaign_id'),
  flow: sql.trusted('flow_id'),
  message: sql.trusted('message_id'),
};

/**
 * What campaigns, flows or messages earned, by the model of the shop's settings. Orders in a currency without a rate are left
 * out; those that were cancelled are in `gross` and `refunded`, not in `orders`.
 * @param range days of the orders by the clock of the shop; if omitted, all
 * @returns one entry for each id, also for those that earned nothing
 */
export async function readEarnings(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  by: keyof typeof columns,
  ids: readonly string[],
  range?: DayRange,
): Promise<Map<string, Earnings>> {
  const { model } = await readAttributionSettings(ctx, tenantId);
  const { net, refunded, hasShare } = columnsOf[model];
  const days = range ? await resolveRange(ctx, tenantId, range) : null;
  const rows = await ctx.db.query<Earnings & { id: string }>(
    sql.composed(sql`
      select c.${columns[by]} as id, count(distinct c.order_id) filter (where not c.is_cancelled)::int as orders,
        count(distinct c.contact_id) filter (where not c.is_cancelled)::int as customers,
        sum(${net} + ${refunded})::bigint as gross, sum(${refunded})::bigint as refunded, sum(${net})::bigint as net
      from order_credits c join tenants t on t.id = c.tenant_id and t.currency = c.currency
      where c.tenant_id = ${tenantId} and c.${columns[by]} in ${sql.texts(ids)} and ${hasShare}
        ${days ? sql`and ${within(days, sql.trusted('c.placed_at'))}` : sql``}
      group by 1`),
  );
  const none: Earnings = { orders: 0, customers: 0, gross: 0, refunded: 0, net: 0 };
  return new Map([...ids.map((id) => [id, none] as const), ...rows.map(({ id, ...earned }) => [id, earned] as const)]);
}
