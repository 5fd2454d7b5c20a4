import { sql } from '../db/index.ts';
import { assignAll, createExperiment } from '../experiments/index.ts';
import { type Id, millisecondsOf } from '../lib/index.ts';
import { createOverride } from '../messages/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { readTenant } from '../tenants/index.ts';
import { findRecipients } from './audience.ts';
import { sendTimeIn, zoneOf } from './send-times.ts';
import type { StoredCampaign } from './stored-campaigns.ts';

/** What is fixed at the launch. */
type Fixed = Pick<StoredCampaign, 'recipients' | 'experimentId' | 'overrides'>;

/**
 * Writes the ledger of a campaign: one row for each recipient, with the time at which it is due. Of a campaign with a test,
 * a share of them is assigned to its variations; the others wait for the winner, as phase 1.
 */
export async function fixRecipients(ctx: Context<Transaction>, campaign: StoredCampaign): Promise<Fixed> {
  const { id, tenantId, definition } = campaign;
  const share = definition.test?.share ?? 100;
  const times = await readSendTimes(ctx, campaign);
  const recipients = await findRecipients(ctx, tenantId, definition.audience);
  // In an order that has nothing to do with the contacts: the first of them are a fair sample.
  const [row] = await ctx.db.query<{ count: number }>(
    sql.composed(sql`
      with recipients as materialized (
        select c.id, c.timezone, row_number() over (order by md5(${id}::text || c.id)) as no, count(*) over () as total
        from ${recipients}
      ), added as (
        insert into campaign_recipients (tenant_id, campaign_id, no, contact_id, phase, due_at)
        select ${tenantId}, ${id}, r.no, r.id, (r.no > ceil(r.total * ${share}::numeric / 100))::int,
          coalesce(t.at, ${times.ofShop}::timestamptz)
        from recipients r left join jsonb_to_recordset(${JSON.stringify(times.byZone)}::text::jsonb)
          as t (zone text, at timestamptz) on t.zone = r.timezone
        order by r.no
        returning 1
      )
      select count(*)::int as count from added`),
  );
  const fixed = await assignVariations(ctx, campaign);
  return { recipients: row!.count, ...fixed };
}

/** When the contacts of each zone are due; those of the zone of the shop, and of unknown zones, at the same time. */
async function readSendTimes(ctx: Context<Transaction>, { tenantId, definition }: StoredCampaign) {
  const now = ctx.clock.now();
  const { timezone } = (await readTenant(ctx, tenantId))!;
  const ofShop = sendTimeIn(timezone, definition.schedule, now).at;
  if (definition.schedule.kind !== 'local') return { ofShop, byZone: [] };
  const rows = await ctx.db.query<{ zone: string }>(sql`
    select distinct timezone as zone from contacts where tenant_id = ${tenantId} and timezone is not null`);
  const byZone = rows.map(({ zone }) => ({
    zone,
    at: sendTimeIn(zoneOf(zone, timezone), definition.schedule, now).at,
  }));
  return { ofShop, byZone };
}

async function assignVariations(
  ctx: Context<Transaction>,
  { id, tenantId, definition: { test } }: StoredCampaign,
): Promise<Omit<Fixed, 'recipients'>> {
  if (!test) return { experimentId: null, overrides: {} };
  const { metric, decideAfter, variations } = test;
  const experimentId = await createExperiment(ctx, tenantId, {
    owner: { kind: 'campaign', campaignId: id },
    metric,
    variations: variations.map(({ key, name, weight, isHoldout }) => ({ key, name, weight, isHoldout })),
    decideAfterSeconds: decideAfter && millisecondsOf(decideAfter) / 1_000,
  });
  await assignAll(
    ctx,
    tenantId,
    experimentId,
    sql`select contact_id from campaign_recipients where campaign_id = ${id} and phase = 0`,
  );
  const overrides: Record<string, Id<'ovr'>> = {};
  for (const { key, override, delay } of variations) {
    if (override) overrides[key] = await createOverride(ctx, tenantId, override);
    if (delay) await delayVariation(ctx, id, experimentId, key, millisecondsOf(delay));
  }
  return { experimentId, overrides };
}

/** @param delay milliseconds */
async function delayVariation(
  ctx: Context<Transaction>,
  campaignId: Id<'cmp'>,
  experimentId: Id<'exp'>,
  variation: string,
  delay: number,
): Promise<void> {
  await ctx.db.query(sql`
    update campaign_recipients r set due_at = r.due_at + ${delay}::bigint * interval '1 ms'
    from experiment_assignments a
    where r.campaign_id = ${campaignId} and a.experiment_id = ${experimentId} and a.contact_id = r.contact_id
      and a.variation = ${variation}`);
}
