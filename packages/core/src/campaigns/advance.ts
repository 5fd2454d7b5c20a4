import { sql } from '../db/index.ts';
import { readExperiment, startExperiment, variationsOf } from '../experiments/index.ts';
import { describeError } from '../lib/index.ts';
import { deliverAll, type NewDelivery, noDeliveries, readCampaignCounts } from '../messages/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { countStarts, priorities, removeJobLimit } from '../queue/index.ts';
import { readTenant } from '../tenants/index.ts';
import { findBrake } from './brake.ts';
import { isUnsent, pauseFor } from './lifecycle.ts';
import { isWithinWindow, maxDue, readWarmUp, roomFor, throttleKey } from './pace.ts';
import { startScheduled } from './start-scheduled.ts';
import { readStored, type StoredCampaign, saveCampaign } from './stored-campaigns.ts';
import type { campaignRecipients, campaigns, SkippedBeforeDelivery } from './tables.ts';

/** The last phase of a campaign with a test whose winner goes to the others. */
const remainder = 1;

/**
 * Moves campaigns on: begins those whose time has come, and turns as many recipients into deliveries as their pace allows.
 * A delivery and the place in the ledger are committed together, so that a crash skips and repeats none.
 * @returns how many recipients and campaigns were moved
 */
export async function advanceCampaigns(ctx: Context): Promise<number> {
  let moved = await startScheduled(ctx);
  const sending = await ctx.db.query<Pick<typeof campaigns.$inferSelect, 'id' | 'tenantId'>>(sql`
    select id, tenant_id as "tenantId" from campaigns where status = 'sending' order by starts_at, id`);
  for (const { id, tenantId } of sending) {
    try {
      moved += await ctx.db.transaction(async (tx) => {
        const inTx = { ...ctx, db: tx };
        // Another worker, or a user who pauses it, may be at it.
        const locked = await tx.query(sql`
          select 1 from campaigns where id = ${id} and status = 'sending' for update skip locked`);
        return locked.length === 0 ? 0 : advance(inTx, await readStored(inTx, tenantId, id));
      });
    } catch (error) {
      ctx.log.error('a campaign could not be moved on', { campaignId: id, error: describeError(error) });
    }
  }
  return moved;
}

async function advance(ctx: Context<Transaction>, campaign: StoredCampaign): Promise<number> {
  const { id, tenantId, definition } = campaign;
  const counts = (await readCampaignCounts(ctx, tenantId, [id])).get(id) ?? noDeliveries;
  const brake = campaign.ignoresBrake ? null : findBrake(definition.brake, counts);
  if (brake) {
    await saveCampaign(ctx, { ...campaign, ...(await pauseFor(ctx, campaign, brake)), version: campaign.version + 1 });
    return 0;
  }
  const { timezone } = (await readTenant(ctx, tenantId))!;
  const now = ctx.clock.now();
  const open = await countOpen(ctx, campaign);
  const warmUp = readWarmUp(campaign, now, timezone);
  const started = definition.throttle ? await countStarts(ctx, tenantId, throttleKey(id)) : 0;
  const isOpen = isWithinWindow(definition.window, now, timezone);
  const room = isOpen ? roomFor(definition, { open: open.unsent, started }, warmUp) : 0;
  const phase = await openPhase(ctx, campaign);
  const next = room === 0 ? [] : await readNext(ctx, campaign, phase.openPhase, room);
  const last = next.at(-1);
  if (!last) {
    await finishPhase(ctx, { ...campaign, ...phase }, open);
    return 0;
  }
  const delivered = await deliverTo(ctx, { ...campaign, ...phase }, next);
  await saveCampaign(ctx, {
    ...campaign,
    ...phase,
    ...{ sentPhase: last.phase, sentDueAt: last.dueAt, sentNo: last.no },
    ...(warmUp && {
      warmDay: warmUp.day,
      warmCount: (campaign.warmDay === warmUp.day ? campaign.warmCount : 0) + delivered,
    }),
  });
  return next.length;
}

type Open = {
  /** Whether any delivery of the campaign is not settled. */
  any: boolean;
  /** Those of them that wait for nothing, counted up to the most that may be due. */
  unsent: number;
};

/** Hundreds of thousands may wait for the weekly cap: they are not counted at each step. */
async function countOpen(ctx: Context<Transaction>, { id }: StoredCampaign): Promise<Open> {
  const open = sql`
    select from deliveries
    where origin ? 'campaignId' and origin ->> 'campaignId' = ${id} and status in ('due', 'dispatching')`;
  const [row] = await ctx.db.query<Open>(sql`
    select exists (${open}) as "any", (
      select count(*) from (${open} and waits_until is null limit ${maxDue}) unsent)::int as unsent`);
  return row!;
}

/** Opens the remainder of a test that has a winner. */
async function openPhase(
  ctx: Context<Transaction>,
  { tenantId, experimentId, openPhase: current, winner, definition }: StoredCampaign,
): Promise<Pick<StoredCampaign, 'openPhase' | 'winner'>> {
  if (!experimentId || current === remainder || definition.test?.share === 100) return { openPhase: current, winner };
  const experiment = await readExperiment(ctx, tenantId, experimentId);
  return experiment.winner === null
    ? { openPhase: current, winner }
    : { openPhase: remainder, winner: experiment.winner };
}

type Next = Pick<typeof campaignRecipients.$inferSelect, 'no' | 'contactId' | 'phase' | 'dueAt' | 'skipped'> & {
  /** False: the contact was deleted. */
  exists: boolean;
};

/**
 * The recipients who are next. Their contacts are locked first and the ledger is read anew: who is merged or erased at this
 * moment has a reason to be skipped by then, and what begins later finds the place in the ledger moved on.
 */
async function readNext(
  ctx: Context<Transaction>,
  campaign: StoredCampaign,
  phase: number,
  limit: number,
): Promise<Next[]> {
  const found = await ctx.db.query<Pick<Next, 'no' | 'contactId'>>(sql`
    select r.no, r.contact_id as "contactId" from campaign_recipients r
    where r.campaign_id = ${campaign.id} and ${isUnsent(campaign)} and r.phase <= ${phase}::int
      and r.due_at <= ${ctx.clock.now()}
    order by r.phase, r.due_at, r.no limit ${limit}`);
  if (found.length === 0) return [];
  await ctx.db.query(sql`
    select from contacts where id in ${sql.texts(found.map(({ contactId }) => contactId))} order by id for key share`);
  return ctx.db.query<Next>(sql`
    select r.no, r.contact_id as "contactId", r.phase, r.due_at as "dueAt", r.skipped, c.id is not null as exists
    from jsonb_array_elements_text(${JSON.stringify(found.map(({ no }) => no))}::text::jsonb) as n (no)
    join campaign_recipients r on r.campaign_id = ${campaign.id} and r.no = n.no::int
    left join contacts c on c.id = r.contact_id
    order by r.phase, r.due_at, r.no`);
}

/** @returns how many deliveries were made */
async function deliverTo(ctx: Context<Transaction>, campaign: StoredCampaign, next: readonly Next[]): Promise<number> {
  const { id, tenantId, definition, experimentId, winner, overrides } = campaign;
  const open = next.filter(({ skipped }) => skipped === null);
  const assigned = experimentId
    ? await variationsOf(
        ctx,
        tenantId,
        experimentId,
        open.map(({ contactId }) => contactId),
      )
    : null;
  const variations = new Map(definition.test?.variations.map((variation) => [variation.key, variation]));
  const wanted: NewDelivery[] = [];
  const skipped: { no: number; reason: SkippedBeforeDelivery }[] = [];
  for (const { no, contactId, exists } of open) {
    const key = assigned?.get(contactId) ?? winner;
    const variation = key === null ? undefined : variations.get(key);
    if (!exists) skipped.push({ no, reason: 'deleted' });
    else if (variation?.isHoldout) skipped.push({ no, reason: 'holdout' });
    else
      wanted.push({
        tenantId,
        contactId,
        message: variation?.message ?? definition.message!,
        businessKey: `campaign:${id}:${no}`,
        origin: { kind: 'campaign', campaignId: id, variation: variation?.key ?? null },
        overrideId: variation && overrides[variation.key],
        priority: priorities.bulk,
        // Also without a throttle: one that is set later applies to what is due by then.
        limitKey: throttleKey(id),
      });
  }
  await skipRecipients(ctx, campaign, skipped);
  return deliverAll(ctx, wanted);
}

async function skipRecipients(
  ctx: Context<Transaction>,
  { id }: StoredCampaign,
  skipped: readonly { no: number; reason: SkippedBeforeDelivery }[],
): Promise<void> {
  if (skipped.length === 0) return;
  await ctx.db.query(sql`
    update campaign_recipients r set skipped = s.reason
    from jsonb_to_recordset(${JSON.stringify(skipped)}::text::jsonb) as s (no int, reason text)
    where r.campaign_id = ${id} and r.no = s.no`);
}

/**
 * What follows when no recipient is left that is due: the time of a test begins once all of it was sent, and the campaign
 * has been sent when nothing waits any more.
 */
async function finishPhase(ctx: Context<Transaction>, campaign: StoredCampaign, open: Open): Promise<void> {
  const { id, tenantId, experimentId, openPhase: phase, definition } = campaign;
  const [left] = await ctx.db.query<{ inPhase: boolean; later: boolean }>(sql`
    select exists (${isLeft(campaign, sql`r.phase <= ${phase}::int`)}) as "inPhase",
      exists (${isLeft(campaign, sql`r.phase > ${phase}::int`)}) as later`);
  if (left!.inPhase || open.unsent > 0) return;
  // Those that wait for the weekly cap do not hold the test up.
  if (experimentId && definition.test) await startExperiment(ctx, tenantId, experimentId);
  if (left!.later || open.any) return;
  const now = ctx.clock.now();
  await removeJobLimit(ctx, tenantId, throttleKey(id));
  await saveCampaign(ctx, {
    ...campaign,
    ...{ status: 'sent', finishedAt: now, updatedAt: now, version: campaign.version + 1 },
  });
}

/** A recipient who has no delivery yet, in some phases. */
const isLeft = (campaign: StoredCampaign, phases: ReturnType<typeof sql>) => sql`
  select from campaign_recipients r
  where r.campaign_id = ${campaign.id} and ${isUnsent(campaign)} and ${phases}`;
