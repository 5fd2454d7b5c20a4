import type { CampaignMetrics, CampaignReport } from '@beckon/contract';
import { type DayRange, type Earnings, readEarnings } from '../attribution/index.ts';
import type { campaigns } from '../campaigns/index.ts';
import { sql } from '../db/index.ts';
import { readRoi } from '../finance/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import { noDeliveries } from '../messages/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { readSettings } from '../tenants/index.ts';
import { readDailyCounts, readMessageMetrics, readOriginCounts } from './delivery-metrics.ts';
import { rateOf, ratesOf } from './rates.ts';

type Named = Pick<typeof campaigns.$inferSelect, 'id' | 'name' | 'status' | 'launchedAt'>;

/**
 * What campaigns did.
 * @param ids in this order; if omitted, the fifty that were launched last
 * @throws DomainError `not_found` for a campaign that the shop does not have
 */
export async function compareCampaigns(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  { ids, ...range }: DayRange & { ids?: readonly string[] | undefined },
): Promise<CampaignMetrics[]> {
  const found = await ctx.db.query<Named>(sql`
    select id, name, status, launched_at as "launchedAt" from campaigns
    where tenant_id = ${tenantId} and ${ids ? sql`id in ${sql.texts(ids)}` : sql`launched_at is not null`}
    order by launched_at desc nulls last, id desc limit 50`);
  const byId = new Map(found.map((campaign) => [campaign.id as string, campaign]));
  const wanted = ids ?? found.map(({ id }) => id);
  const missing = wanted.find((id) => !byId.has(id));
  if (missing !== undefined) throw new DomainError('not_found', `there is no campaign ${missing}`);
  const counts = await readOriginCounts(ctx, tenantId, { origin: 'campaign', ids: wanted, range });
  const days = range.from || range.to ? range : undefined;
  const earned = await readEarnings(ctx, tenantId, 'campaign', wanted, days);
  const returns = new Map((await readRoi(ctx, tenantId, wanted)).map(({ campaignId, roi }) => [campaignId, roi]));
  const { currency } = await readSettings(ctx, tenantId);
  return wanted.map((id) => {
    const { name, status, launchedAt } = byId.get(id)!;
    const own = counts.get(id) ?? noDeliveries;
    return {
      ...{ campaignId: id, name, status, launchedAt: launchedAt?.toISOString() ?? null },
      ...{ ...own, ...ratesOf(own) },
      ...toEarnings(earned.get(id)!, own.delivered, currency),
      roi: returns.get(id) ?? null,
    };
  });
}

/** What was earned, as metrics show it. */
export function toEarnings({ orders, customers, gross, refunded, net }: Earnings, delivered: number, currency: string) {
  const money = (amount: number) => ({ amount, currency });
  return {
    ...{ orders, conversions: customers, conversionRate: rateOf(customers, delivered) },
    ...{ gross: money(gross), refunded: money(refunded), revenue: money(net) },
  };
}

/** What a campaign did, message by message and day by day. @throws DomainError `not_found` */
export async function readCampaignReport(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  id: Id<'cmp'>,
  range: DayRange,
): Promise<CampaignReport> {
  const [metrics] = await compareCampaigns(ctx, tenantId, { ids: [id], ...range });
  const query = { origin: 'campaign', ids: [id], range } as const;
  return {
    ...metrics!,
    ...(await countFetches(ctx, tenantId, id)),
    messageMetrics: await readMessageMetrics(ctx, tenantId, query, { apart: true }),
    days: await readDailyCounts(ctx, tenantId, query),
  };
}

type Fetches = Pick<CampaignReport, 'opens' | 'clicks'>;

/**
 * How often the mails of a campaign were opened and their links followed. Of mails whose images and links lead through
 * Beckon these are its own counts; of others, the reports of the platform.
 */
async function countFetches(ctx: AnyContext, tenantId: Id<'ten'>, id: Id<'cmp'>): Promise<Fetches> {
  const rows = await ctx.db.query<{ kind: 'opened' | 'clicked'; byPeople: number; byMachines: number }>(sql`
    with own as (
      select id from deliveries
      where tenant_id = ${tenantId} and origin ? 'campaignId' and origin ->> 'campaignId' = ${id}
    ), counted as (
      select e.delivery_id, case when e.link_code = '' then 'opened' else 'clicked' end as kind,
        sum(e.by_people) as people, sum(e.by_machines) as machines
      from own join mail_engagement e on e.delivery_id = own.id group by 1, 2
    ), reported as (
      select p.delivery_id, p.kind, count(*) filter (where p.machine is null) as people,
        count(*) filter (where p.machine is not null) as machines
      from own join provider_events p on p.tenant_id = ${tenantId} and p.delivery_id = own.id
      where p.kind in ('opened', 'clicked') group by 1, 2
    )
    select kind, sum(greatest(c.people, r.people))::int as "byPeople",
      sum(greatest(c.machines, r.machines))::int as "byMachines"
    from counted c full join reported r using (delivery_id, kind) group by 1`);
  const of = (wanted: 'opened' | 'clicked') => {
    const { byPeople, byMachines } = rows.find(({ kind }) => kind === wanted) ?? { byPeople: 0, byMachines: 0 };
    return { byPeople, byMachines };
  };
  return { opens: of('opened'), clicks: of('clicked') };
}
