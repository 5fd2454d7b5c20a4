import { type CampaignDefinition, type CampaignPreview, campaignLimits } from '@beckon/contract';
import { isTimeout, sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import { judgeRecipients, reasonText } from '../messages/index.ts';
import type { Context } from '../ports/index.ts';
import { readTenant } from '../tenants/index.ts';
import { findRecipients } from './audience.ts';
import { findFaults } from './find-faults.ts';
import { sendTimeIn, startOf, zoneOf } from './send-times.ts';
import { readStored } from './stored-campaigns.ts';

/** Recipients that are judged; of more, a sample is, which takes some 0.3 s. */
const maxJudged = 2_000;

/** Milliseconds to count the recipients. */
const deadline = 8_000;

type Counted = { recipients: number; sample: Id<'ctc'>[]; zones: { zone: string | null; recipients: number }[] };

/**
 * Who would get a campaign if it were launched now, who would not and why, and when.
 * @throws DomainError `not_found`, `filter_too_slow`
 */
export async function previewCampaign(ctx: Context, tenantId: Id<'ten'>, id: Id<'cmp'>): Promise<CampaignPreview> {
  const { definition } = await readStored(ctx, tenantId, id);
  const now = ctx.clock.now();
  const faults = await findFaults(ctx, tenantId, definition);
  const audienceFault = faults.some(({ path }) => path.startsWith('definition.audience'));
  const counted = audienceFault
    ? { recipients: 0, sample: [], zones: [] }
    : await countRecipients(ctx, tenantId, definition);
  const { recipients, sample } = counted;
  const judged = await judgeRecipients(ctx, tenantId, definition.message ?? '', sample);
  const scale = sample.length === 0 ? 1 : recipients / sample.length;
  const toCounts = (counts: ReadonlyMap<string, number>) =>
    [...counts]
      .map(([reason, count]) => ({ reason, text: reasonText(reason), count: Math.round(count * scale) }))
      .sort((one, other) => other.count - one.count);
  return {
    recipients,
    heldBack: toCounts(judged.skipped),
    delayed: toCounts(judged.waiting),
    isEstimate: sample.length < recipients,
    zones: await toZones(ctx, tenantId, definition, counted.zones),
    warnings: findWarnings(definition, recipients, now),
    faults: faults.map(({ message }) => message),
    takenAt: now.toISOString(),
  };
}

async function countRecipients(ctx: Context, tenantId: Id<'ten'>, { audience }: CampaignDefinition): Promise<Counted> {
  const from = await findRecipients(ctx, tenantId, audience);
  try {
    const [row] = await ctx.db.query<Counted>(
      sql.composed(sql`
        with recipients as materialized (select c.id, c.timezone from ${from})
        select (select count(*)::int from recipients) as recipients,
          (select coalesce(jsonb_agg(id), '[]') from (
            select id from recipients order by md5(id) limit ${maxJudged}) s) as sample,
          (select coalesce(jsonb_agg(z), '[]') from (
            select timezone as zone, count(*)::int as recipients from recipients group by 1) z) as zones`),
      { deadline },
    );
    return row!;
  } catch (error) {
    if (!isTimeout(error)) throw error;
    throw new DomainError('filter_too_slow', `the recipients were not counted within ${deadline / 1_000} s`, {
      cause: error,
    });
  }
}

async function toZones(
  ctx: Context,
  tenantId: Id<'ten'>,
  { schedule }: CampaignDefinition,
  counted: Counted['zones'],
): Promise<CampaignPreview['zones']> {
  if (schedule.kind !== 'local') return [];
  const { timezone } = (await readTenant(ctx, tenantId))!;
  const now = ctx.clock.now();
  const launch = new Date(Math.max(startOf(schedule, now).getTime(), now.getTime()));
  const byZone = new Map<string, number>();
  for (const { zone, recipients } of counted) {
    const name = zoneOf(zone, timezone);
    byZone.set(name, (byZone.get(name) ?? 0) + recipients);
  }
  return [...byZone]
    .map(([zone, recipients]) => ({ zone, recipients, ...sendTimeIn(zone, schedule, launch) }))
    .sort((one, other) => one.at.getTime() - other.at.getTime() || one.zone.localeCompare(other.zone))
    .map(({ at, ...zone }) => ({ ...zone, at: at.toISOString() }));
}

function findWarnings({ schedule, test }: CampaignDefinition, recipients: number, now: Date): string[] {
  const { min, max } = campaignLimits.usualRecipients;
  const warnings: string[] = [];
  if (recipients < min) warnings.push(`Only ${recipients} contacts would get it.`);
  if (recipients > max) warnings.push(`More than ${max.toLocaleString('en')} contacts would get it.`);
  const sampled = test ? Math.ceil((recipients * test.share) / 100) / test.variations.length : 0;
  if (test && sampled < 100)
    warnings.push(
      `Each variation would go to about ${Math.floor(sampled)} contacts. With fewer than 100 delivered, the test decides nothing.`,
    );
  if (schedule.kind === 'at' && new Date(schedule.at) < now)
    warnings.push('Its time has passed: it would be sent at once.');
  return warnings;
}
