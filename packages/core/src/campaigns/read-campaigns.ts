import type { Campaign, CampaignDetail } from '@beckon/contract';
import { and, desc, eq, lt, ne, sql, withBuilder } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { type messages, reasonText } from '../messages/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { readSettings } from '../tenants/index.ts';
import { isUnsent } from './lifecycle.ts';
import { readProgress } from './progress.ts';
import { readStored, type StoredCampaign } from './stored-campaigns.ts';
import { type CampaignStatus, campaigns } from './tables.ts';

/**
 * The campaigns of a shop, newest first.
 * @param status if omitted, all but archived ones
 * @param page `before` is the id at which the last page ended
 */
export async function listCampaigns(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  status: CampaignStatus | undefined,
  page: { limit: number; before: string | null },
): Promise<Campaign[]> {
  const found = await withBuilder(ctx.db, (build) =>
    build
      .select()
      .from(campaigns)
      .where(
        and(
          eq(campaigns.tenantId, tenantId),
          status === undefined ? ne(campaigns.status, 'archived') : eq(campaigns.status, status),
          page.before === null ? undefined : lt(campaigns.id, page.before as Id<'cmp'>),
        ),
      )
      .orderBy(desc(campaigns.id))
      .limit(page.limit),
  );
  return toCampaigns(ctx, tenantId, found);
}

async function toCampaigns(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  found: readonly StoredCampaign[],
): Promise<Campaign[]> {
  const progress = await readProgress(ctx, tenantId, found);
  const keys = found.flatMap(({ definition }) => definition.message ?? []);
  const rows = await ctx.db.query<Pick<typeof messages.$inferSelect, 'key' | 'channel'>>(sql`
    select key, channel from messages where tenant_id = ${tenantId} and key in ${sql.texts(keys)}`);
  const channels = new Map(rows.map(({ key, channel }) => [key, channel]));
  return found.map((campaign) => ({
    id: campaign.id,
    name: campaign.name,
    description: campaign.description,
    status: campaign.status,
    pauseReason: campaign.pauseReason,
    channel: channels.get(campaign.definition.message ?? '') ?? null,
    version: campaign.version,
    progress: progress.get(campaign.id)!,
    startsAt: campaign.startsAt?.toISOString() ?? null,
    launchedAt: campaign.launchedAt?.toISOString() ?? null,
    finishedAt: campaign.finishedAt?.toISOString() ?? null,
    stoppedAt: campaign.stoppedAt?.toISOString() ?? null,
    createdAt: campaign.createdAt.toISOString(),
    updatedAt: campaign.updatedAt.toISOString(),
  }));
}

/** @throws DomainError `not_found` */
export async function readCampaignDetail(ctx: AnyContext, tenantId: Id<'ten'>, id: Id<'cmp'>): Promise<CampaignDetail> {
  const campaign = await readStored(ctx, tenantId, id);
  const [listed] = await toCampaigns(ctx, tenantId, [campaign]);
  const { campaignsNeedApproval: isNeeded } = await readSettings(ctx, tenantId);
  const { definition, experimentId, approvedVersion, approvedBy, version, status } = campaign;
  const isGiven = approvedVersion !== null && (status !== 'draft' || approvedVersion === version);
  return {
    ...listed!,
    definition,
    approval: { isNeeded, isGiven, by: isGiven ? approvedBy : null },
    test: experimentId && { experimentId, winner: campaign.winner },
    skipped: await readSkipped(ctx, campaign),
    waiting: await readWaiting(ctx, campaign),
  };
}

async function readSkipped(ctx: AnyContext, { id }: StoredCampaign): Promise<CampaignDetail['skipped']> {
  const rows = await ctx.db.query<{ reason: string; count: number }>(sql`
    select reason, count(*)::int as count from (
      select reason from deliveries
      where origin ? 'campaignId' and origin ->> 'campaignId' = ${id} and status = 'skipped'
      union all
      select skipped from campaign_recipients where campaign_id = ${id} and skipped is not null
    ) s group by 1 order by 2 desc, 1`);
  return rows.map(({ reason, count }) => ({ reason, text: reasonText(reason), count }));
}

/** Why recipients wait who have no delivery yet. */
const beforeDelivery = {
  its_turn: 'They are next, or wait for the pace of the campaign.',
  its_time: 'Their send time has not come.',
  winner: 'The test has no winner yet.',
} as const;

async function readWaiting(ctx: AnyContext, campaign: StoredCampaign): Promise<CampaignDetail['waiting']> {
  const rows = await ctx.db.query<{ reason: string; count: number; nextAt: Date | null }>(sql`
    select reason, count(*)::int as count, min(next_at) as "nextAt" from (
      select coalesce(d.reason, 'its_turn') as reason, coalesce(d.waits_until, j.run_at) as next_at
      from deliveries d
      left join job_keys k on k.tenant_id = d.tenant_id and k.kind = 'delivery.send' and k.unique_key = d.id
      left join jobs j on j.id = k.job_id and j.status = 'waiting'
      where d.origin ? 'campaignId' and d.origin ->> 'campaignId' = ${campaign.id} and d.status in ('due', 'dispatching')
      union all
      select case when r.phase > ${campaign.openPhase}::int then 'winner'
        when r.due_at > ${ctx.clock.now()} then 'its_time' else 'its_turn' end,
        case when r.phase <= ${campaign.openPhase}::int and r.due_at > ${ctx.clock.now()} then r.due_at end
      from campaign_recipients r
      where r.campaign_id = ${campaign.id} and r.skipped is null and ${isUnsent(campaign)}
    ) w group by 1 order by 2 desc, 1`);
  return rows.map(({ reason, count, nextAt }) => ({
    reason,
    text: Object.hasOwn(beforeDelivery, reason)
      ? beforeDelivery[reason as keyof typeof beforeDelivery]
      : reasonText(reason),
    count,
    nextAt: nextAt?.toISOString() ?? null,
  }));
}
