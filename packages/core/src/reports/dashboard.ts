import type { Dashboard } from '@beckon/contract';
import { readAttribution } from '../attribution/index.ts';
import type { Id } from '../lib/index.ts';
import { compareCampaigns, compareFlows, ratesOf, readStats, readTotalCounts } from '../metrics/index.ts';
import type { Context } from '../ports/index.ts';
import { readGrowthReport } from './growth.ts';
import { type NamedDays, readSpan } from './span.ts';

/** How many campaigns and flows are shown of each kind. */
const shown = 5;

/** The figures of the first screen, of the last 30 days if no day is named. */
export async function readDashboard(ctx: Context, tenantId: Id<'ten'>, named: NamedDays): Promise<Dashboard> {
  const { from, to, currency } = await readSpan(ctx, tenantId, named, 30);
  const range = { from, to };
  const growth = (await readGrowthReport(ctx, tenantId, range)).data.filter(({ of }) => of === 'subscribers');
  const sumOf = (part: 'joined' | 'left') => growth.reduce((sum, day) => sum + day[part], 0);
  const [ofCampaigns, ofFlows] = [
    await readEarning(ctx, tenantId, 'campaign', range),
    await readEarning(ctx, tenantId, 'flow', range),
  ];
  const flows = await compareFlows(ctx, tenantId, range);
  const messages = await readTotalCounts(ctx, tenantId, { origin: 'any', range });
  const top = <T extends { ids: readonly string[] }>({ ids }: T) => ({ ids: ids.slice(0, shown), ...range });
  return {
    ...range,
    totalContacts: (await readStats(ctx, tenantId)).contacts,
    contactGrowth: { joined: sumOf('joined'), left: sumOf('left') },
    contactGrowthTrend: growth.map(({ day, total }) => ({ day, total })),
    activeFlows: flows.filter(({ status }) => status === 'live').length,
    messages: { ...messages, ...ratesOf(messages) },
    revenue: { amount: ofCampaigns.net + ofFlows.net, currency },
    recentCampaigns: (await compareCampaigns(ctx, tenantId, {})).slice(0, shown),
    topCampaigns: await compareCampaigns(ctx, tenantId, top(ofCampaigns)),
    topFlows: await compareFlows(ctx, tenantId, top(ofFlows)),
  };
}

/** The campaigns or flows that earned something, the most first, and what they earned together. */
async function readEarning(
  ctx: Context,
  tenantId: Id<'ten'>,
  groupBy: 'campaign' | 'flow',
  range: { from: string; to: string },
): Promise<{ ids: string[]; net: number }> {
  const { groups } = await readAttribution(ctx, tenantId, { groupBy, ...range });
  const earning = groups.flatMap(({ key, net }) => (key === null ? [] : [{ key, net }]));
  return { ids: earning.map(({ key }) => key), net: earning.reduce((sum, { net }) => sum + net, 0) };
}
