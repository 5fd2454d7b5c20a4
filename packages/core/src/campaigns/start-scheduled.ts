import { sql } from '../db/index.ts';
import { describeError } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { findFaults } from './find-faults.ts';
import { fixRecipients } from './fix-recipients.ts';
import { pauseFor } from './lifecycle.ts';
import { limitStarts } from './pace.ts';
import { readStored, type StoredCampaign, saveCampaign } from './stored-campaigns.ts';
import type { campaigns } from './tables.ts';

/** The ledger of 1,000,000 recipients takes some seconds. */
const deadline = 120_000;

/**
 * Begins the campaigns whose time has come: fixes their recipients, or pauses one that is overdue or cannot be sent.
 * @returns how many were begun
 */
export async function startScheduled(ctx: Context): Promise<number> {
  const due = await ctx.db.query<Pick<typeof campaigns.$inferSelect, 'id' | 'tenantId'>>(sql`
    select id, tenant_id as "tenantId" from campaigns
    where status = 'scheduled' and starts_at <= ${ctx.clock.now()} order by starts_at, id`);
  let started = 0;
  for (const { id, tenantId } of due) {
    try {
      const after = await ctx.db.transaction(
        async (tx) => {
          const inTx = { ...ctx, db: tx };
          // Another worker may be at it.
          const locked = await tx.query(sql`
            select 1 from campaigns where id = ${id} and status = 'scheduled' for update skip locked`);
          return locked.length === 0 ? null : start(inTx, await readStored(inTx, tenantId, id));
        },
        { deadline },
      );
      if (after?.status === 'sending') started++;
      // The table has grown by all recipients: without statistics the next statements would be planned for a few.
      if (after && after.recipients > 10_000) await ctx.db.query(sql`analyze campaign_recipients`);
    } catch (error) {
      ctx.log.error('a campaign could not be started', { campaignId: id, error: describeError(error) });
    }
  }
  return started;
}

async function start(ctx: Context<Transaction>, campaign: StoredCampaign): Promise<StoredCampaign> {
  const changes = await findChanges(ctx, campaign);
  const after = { ...campaign, ...changes, version: campaign.version + 1, updatedAt: ctx.clock.now() };
  await saveCampaign(ctx, after);
  return after;
}

async function findChanges(ctx: Context<Transaction>, campaign: StoredCampaign): Promise<Partial<StoredCampaign>> {
  const { tenantId, definition, startsAt } = campaign;
  const now = ctx.clock.now();
  if (now.getTime() - startsAt!.getTime() > definition.maxDelay * 60_000) return pauseFor(ctx, campaign, 'overdue');
  const faults = await findFaults(ctx, tenantId, definition);
  if (faults.length > 0) return pauseFor(ctx, campaign, 'cannot_start');
  await limitStarts(ctx, campaign);
  return { ...(await fixRecipients(ctx, campaign)), status: 'sending', launchedAt: now };
}
