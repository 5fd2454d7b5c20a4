import { sql } from '../db/index.ts';
import { chooseWinner } from '../experiments/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import { holdOrigin, putBackUnsent, releaseOrigin, skipDeliveriesOf } from '../messages/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { removeJobLimit } from '../queue/index.ts';
import { readSettings, readTenant } from '../tenants/index.ts';
import { findFaults } from './find-faults.ts';
import { limitStarts, nextInWindow, throttleKey } from './pace.ts';
import { alertOfPause, resolvePauseAlert } from './pause-alerts.ts';
import { startOf } from './send-times.ts';
import { lockCampaign, requireStatus, type StoredCampaign, saveCampaign } from './stored-campaigns.ts';
import type { CampaignStatus, PauseReason } from './tables.ts';

/** Locks a campaign, changes it, and saves what is left of it. */
function change(
  ctx: Context,
  tenantId: Id<'ten'>,
  id: Id<'cmp'>,
  { from, deed, version = null }: { from: readonly CampaignStatus[]; deed: string; version?: number | null },
  make: (ctx: Context<Transaction>, campaign: StoredCampaign) => Promise<Partial<StoredCampaign>>,
): Promise<StoredCampaign> {
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const before = await lockCampaign(inTx, tenantId, id, version);
    requireStatus(before, from, deed);
    const changes = await make(inTx, before);
    const after = { ...before, ...changes, version: before.version + 1, updatedAt: ctx.clock.now() };
    await saveCampaign(inTx, after);
    return after;
  });
}

/**
 * Approves a version of a campaign.
 * @throws DomainError `not_found`, `conflict` for another version, and for the user who changed it last
 */
export function approveCampaign(
  ctx: Context,
  tenantId: Id<'ten'>,
  id: Id<'cmp'>,
  approver: string,
  version: number,
): Promise<StoredCampaign> {
  return change(ctx, tenantId, id, { from: ['draft'], deed: 'approved', version }, async (_, { editedBy }) => {
    if (editedBy === approver)
      throw new DomainError('conflict', 'another user than the one who changed it last has to approve it');
    // The approval is the next version: what it says is the same.
    return { approvedBy: approver, approvedVersion: version + 1 };
  });
}

/**
 * Launches a campaign: a worker fixes its recipients when its time has come, which may be at once.
 * @throws DomainError `not_found`, `validation_failed` with what is missing, `conflict` for another version, and where an
 *   approval is missing
 */
export function launchCampaign(
  ctx: Context,
  tenantId: Id<'ten'>,
  id: Id<'cmp'>,
  version: number,
): Promise<StoredCampaign> {
  return change(ctx, tenantId, id, { from: ['draft'], deed: 'launched', version }, async (inTx, campaign) => {
    const errors = await findFaults(inTx, tenantId, campaign.definition);
    if (errors.length > 0) throw new DomainError('validation_failed', errors[0]!.message, { errors });
    const { campaignsNeedApproval } = await readSettings(inTx, tenantId);
    if (campaignsNeedApproval && campaign.approvedVersion !== version)
      throw new DomainError('conflict', 'another user has to approve the campaign before it is launched');
    const now = ctx.clock.now();
    const startsAt = startOf(campaign.definition.schedule, now).getTime();
    return { status: 'scheduled', startsAt: new Date(Math.max(startsAt, now.getTime())) };
  });
}

/** Takes a scheduled campaign back to a draft. @throws DomainError `not_found`, `conflict` */
export function unscheduleCampaign(ctx: Context, tenantId: Id<'ten'>, id: Id<'cmp'>): Promise<StoredCampaign> {
  return change(ctx, tenantId, id, { from: ['scheduled'], deed: 'unscheduled' }, async () => ({
    status: 'draft',
    startsAt: null,
  }));
}

/** Pauses a campaign: none of its messages begins to be sent after this. @throws DomainError `not_found`, `conflict` */
export function pauseCampaign(ctx: Context, tenantId: Id<'ten'>, id: Id<'cmp'>): Promise<StoredCampaign> {
  return change(ctx, tenantId, id, { from: ['scheduled', 'sending'], deed: 'paused' }, (inTx, campaign) =>
    pauseFor(inTx, campaign, 'by_user'),
  );
}

/** What a pause of a campaign, which is locked, changes. Users are told of one that they have not asked for. */
export async function pauseFor(
  ctx: Context<Transaction>,
  campaign: StoredCampaign,
  pauseReason: PauseReason,
): Promise<Partial<StoredCampaign>> {
  const { tenantId, id } = campaign;
  await holdOrigin(ctx, tenantId, id);
  await alertOfPause(ctx, campaign, pauseReason);
  return { status: 'paused', pauseReason };
}

/**
 * Lets a paused campaign go on where it stopped. What its brake has paused goes on without the brake. One that was paused
 * before it began is launched at its time, or now if that is past.
 * @throws DomainError `not_found`, `conflict`
 */
export function resumeCampaign(ctx: Context, tenantId: Id<'ten'>, id: Id<'cmp'>): Promise<StoredCampaign> {
  return change(ctx, tenantId, id, { from: ['paused'], deed: 'resumed' }, async (inTx, campaign) => {
    const { launchedAt, startsAt, pauseReason, ignoresBrake } = campaign;
    await releaseOrigin(inTx, tenantId, id, null);
    await resolvePauseAlert(inTx, campaign);
    const now = ctx.clock.now();
    return {
      status: launchedAt ? 'sending' : 'scheduled',
      pauseReason: null,
      startsAt: launchedAt || (startsAt && startsAt > now) ? startsAt : now,
      ignoresBrake: ignoresBrake || pauseReason === 'bounce_rate' || pauseReason === 'complaint_rate',
    };
  });
}

/** Stops a campaign for good: who has not got it is skipped. @throws DomainError `not_found`, `conflict` */
export function stopCampaign(ctx: Context, tenantId: Id<'ten'>, id: Id<'cmp'>): Promise<StoredCampaign> {
  return change(ctx, tenantId, id, { from: ['sending', 'paused'], deed: 'stopped' }, async (inTx, campaign) => {
    if (!campaign.launchedAt)
      throw new DomainError('conflict', 'the campaign has not begun: resume it and take it back to a draft');
    // Waits for what passes the gate at this moment; the rest is skipped before it can, or by the gate if it comes back.
    await holdOrigin(inTx, tenantId, id, true);
    await skipDeliveriesOf(inTx, tenantId, id, 'campaign_stopped');
    await inTx.db.query(sql`
      update campaign_recipients r set skipped = 'campaign_stopped'
      where r.campaign_id = ${id} and r.skipped is null and ${isUnsent(campaign)}`);
    await resolvePauseAlert(inTx, campaign);
    const now = ctx.clock.now();
    return { status: 'sent', pauseReason: null, stoppedAt: now, finishedAt: now };
  });
}

/** The condition that a row `r` of the ledger has not become a delivery yet. */
export const isUnsent = ({ sentPhase, sentDueAt, sentNo }: StoredCampaign) => sql`
  (r.phase, r.due_at, r.no) > (${sentPhase}::int, coalesce(${sentDueAt}::timestamptz, '-infinity'), ${sentNo}::int)`;

/**
 * Sends a campaign once more to those of its recipients who have not got it: skipped by a stop, or failed without a
 * bounce.
 * @throws DomainError `not_found`, `conflict` when there are none
 */
export function sendToMissing(ctx: Context, tenantId: Id<'ten'>, id: Id<'cmp'>): Promise<StoredCampaign> {
  return change(ctx, tenantId, id, { from: ['sent'], deed: 'sent once more' }, async (inTx, campaign) => {
    const waiting = await inTx.db.query(sql`
      update campaign_recipients set skipped = null
      where campaign_id = ${id} and skipped = 'campaign_stopped' returning 1`);
    await releaseOrigin(inTx, tenantId, id, null);
    // Its throttle ended when it had been sent.
    await limitStarts(inTx, campaign);
    const { timezone } = (await readTenant(inTx, tenantId))!;
    const from = nextInWindow(campaign.definition.window, ctx.clock.now(), timezone);
    const due = await putBackUnsent(inTx, tenantId, id, { limitKey: throttleKey(id), from });
    if (waiting.length + due === 0) throw new DomainError('conflict', 'every recipient has got it, or must not get it');
    return { status: 'sending', stoppedAt: null, finishedAt: null };
  });
}

/** @throws DomainError `not_found`, `conflict` */
export function archiveCampaign(ctx: Context, tenantId: Id<'ten'>, id: Id<'cmp'>): Promise<StoredCampaign> {
  return change(ctx, tenantId, id, { from: ['draft', 'sent'], deed: 'archived' }, async (inTx) => {
    await removeJobLimit(inTx, tenantId, throttleKey(id));
    return { status: 'archived' };
  });
}

/**
 * Chooses the winner of a test by hand.
 * @throws DomainError `not_found`, `conflict` when there is no test, it has not been sent, or it is decided;
 *   `validation_failed` for an unknown variation
 */
export function chooseCampaignWinner(
  ctx: Context,
  tenantId: Id<'ten'>,
  id: Id<'cmp'>,
  variation: string,
): Promise<StoredCampaign> {
  return change(ctx, tenantId, id, { from: ['sending', 'paused'], deed: 'decided' }, async (inTx, campaign) => {
    if (!campaign.experimentId) throw new DomainError('conflict', 'the campaign has no test');
    await chooseWinner(inTx, tenantId, campaign.experimentId, variation, 'user');
    return {};
  });
}
