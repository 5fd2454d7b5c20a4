import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Context, Statement, Transaction } from '../ports/index.ts';
import { runWaiting } from '../queue/index.ts';
import { type HeldOrigin, lockHold } from './holds.ts';
import type { SkipReason } from './reasons.ts';
import { sendDelivery } from './send-delivery.ts';
import type { deliveries } from './tables.ts';

/**
 * Lets an origin send again, at once.
 * @param staleBefore deliveries that would have been sent before this moment are skipped; null: none. What waited for
 *   something else, such as the weekly cap, would have been sent at the end of that wait
 */
export async function releaseOrigin(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  originId: HeldOrigin,
  staleBefore: Date | null,
): Promise<void> {
  await lockHold(ctx, originId);
  const held = await ctx.db.query(sql`
    delete from delivery_holds where tenant_id = ${tenantId} and origin_id = ${originId} returning 1`);
  if (held.length === 0) return;
  if (staleBefore) {
    await ctx.db.query(sql`
      update deliveries set status = 'skipped', reason = 'stale', finished_at = ${ctx.clock.now()}
      where tenant_id = ${tenantId} and ${isFrom(originId)} and status = 'due'
        and greatest(created_at, case when reason = 'on_hold' then (facts ->> 'heldSince')::timestamptz
          else waits_until end) < ${staleBefore}`);
  }
  const due = await ctx.db.query<Pick<typeof deliveries.$inferSelect, 'id'>>(sql`
    update deliveries set waits_until = null, reason = null
    where tenant_id = ${tenantId} and ${isFrom(originId)} and status = 'due' and reason = 'on_hold'
    returning id`);
  await runWaiting(
    ctx,
    sendDelivery,
    tenantId,
    due.map(({ id }) => id),
  );
}

export type EndedEntry = { id: string; contactId: string };

/** Skips what runs have created and what is not sent yet. Call it with the contacts of the runs locked. */
export async function skipDeliveriesOfRuns(ctx: AnyContext, runIds: readonly Id<'run'>[]): Promise<void> {
  if (runIds.length === 0) return;
  await ctx.db.query(sql`
    update deliveries set status = 'skipped', reason = 'left_flow', finished_at = ${ctx.clock.now()}, waits_until = null
    where origin ? 'runId' and origin ->> 'runId' in ${sql.texts(runIds)} and status = 'due'`);
}

/** Skips what tells contacts about a place in a waitlist that has ended, and is not sent yet. */
export async function skipDeliveriesOfEntries(
  ctx: AnyContext,
  tenantId: string,
  ended: readonly EndedEntry[],
): Promise<void> {
  if (ended.length === 0) return;
  await ctx.db.query(sql`
    update deliveries d set status = 'skipped', reason = 'left_waitlist', finished_at = ${ctx.clock.now()}, waits_until = null
    from jsonb_to_recordset(${JSON.stringify(ended)}::text::jsonb) as e (id text, "contactId" text)
    where d.tenant_id = ${tenantId} and d.contact_id = e."contactId" and d.status = 'due'
      and d.variables #>> '{trigger,waitlist,entryId}' = e.id`);
}

/**
 * Skips what a flow or a campaign has created and what is not sent yet. Call it with the origin held.
 * @param reason what is kept with the deliveries
 */
export async function skipDeliveriesOf(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  originId: HeldOrigin,
  reason: SkipReason,
): Promise<void> {
  await ctx.db.query(sql`
    update deliveries set status = 'skipped', reason = ${reason}, finished_at = ${ctx.clock.now()}, waits_until = null
    where tenant_id = ${tenantId} and ${isFrom(originId)} and status = 'due'`);
}

/** Skips deliveries that are not sent yet. Call it with their contacts locked. */
export async function skipDeliveries(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  ids: readonly string[],
  reason: SkipReason,
): Promise<void> {
  if (ids.length === 0) return;
  await ctx.db.query(sql`
    update deliveries set status = 'skipped', reason = ${reason}, finished_at = ${ctx.clock.now()}, waits_until = null
    where tenant_id = ${tenantId} and id = any(array${sql.texts(ids)}) and status = 'due'`);
}

/** The condition that a row of deliveries comes from a flow or a campaign, as their indexes have it. */
const isFrom = (originId: HeldOrigin): Statement =>
  originId.startsWith('cmp_')
    ? sql`origin ? 'campaignId' and origin ->> 'campaignId' = ${originId}`
    : sql`origin ? 'flowId' and origin ->> 'flowId' = ${originId}`;
