import type { Channel } from '../consent/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context, SendOutcome } from '../ports/index.ts';
import type { JobOutcome } from '../queue/index.ts';
import { channels, type ReadyMessage } from './channels.ts';
import { type DueDelivery, readDueDelivery } from './due-delivery.ts';
import { passGate } from './gate.ts';
import { TemplateFault } from './render.ts';

/**
 * Sends one delivery: renders it, passes the gate, hands it to the platform and records the outcome. The handler of the
 * job `delivery.send`; safe to run again at any point.
 */
export async function dispatchDelivery(ctx: Context, tenantId: Id<'ten'>, deliveryId: Id<'dlv'>): Promise<JobOutcome> {
  for (let renders = 0; renders < maxRenders; renders++) {
    const outcome = await renderAndSend(ctx, tenantId, deliveryId);
    if (outcome !== 'moved') return outcome;
  }
  return { outcome: 'retry', reason: 'the address kept changing' };
}

/** Maximum times that the address may change between rendering and the gate. */
const maxRenders = 3;

async function renderAndSend(ctx: Context, tenantId: string, deliveryId: string): Promise<JobOutcome | 'moved'> {
  const delivery = await readDueDelivery(ctx, tenantId, deliveryId);
  if (!delivery) return { outcome: 'dead', reason: 'the delivery does not exist' };
  const isLapsed = delivery.status === 'dispatching';
  if (delivery.status !== 'due' && !isLapsed) return { outcome: 'done' };

  if (isLapsed && !mayRepeat(ctx, delivery)) {
    const reason = 'the worker died while it was sent: it may have arrived, so it is not sent again';
    await settle(ctx, delivery, delivery.fence, { outcome: 'uncertain', reason });
    return { outcome: 'done' };
  }
  const message = await prepare(ctx, delivery);
  if ('failure' in message) {
    await settle(ctx, delivery, delivery.fence, {
      outcome: isLapsed ? 'uncertain' : 'failed',
      reason: message.failure,
    });
    return { outcome: 'done' };
  }
  if (isLapsed) return send(ctx, delivery, message, delivery.fence);
  const gate = await passGate(ctx, delivery, message);
  if (gate.verdict === 'moved') return 'moved';
  if (gate.verdict !== 'dispatch') return { outcome: 'done' };
  return send(ctx, { ...delivery, status: 'dispatching' }, message, gate.fence);
}

/**
 * Handles a delivery whose worker died between the commit of `dispatching` and the record of the answer. A service
 * message is sent again if the platform still drops repeats.
 */
function mayRepeat(ctx: Context, delivery: DueDelivery): boolean {
  const age = ctx.clock.now().getTime() - (delivery.dispatchedAt?.getTime() ?? 0);
  const platforms: Partial<Record<Channel, { idempotencyWindow: number }>> = ctx.adapters;
  return delivery.category === 'transactional' && age < (platforms[delivery.channel]?.idempotencyWindow ?? 0);
}

async function send(ctx: Context, delivery: DueDelivery, message: ReadyMessage, fence: number): Promise<JobOutcome> {
  const outcome = await message.send();
  await settle(ctx, delivery, fence, outcome);
  ctx.log.info('delivery settled', { deliveryId: delivery.id, outcome: outcome.outcome, platform: delivery.platform });
  if (outcome.outcome !== 'retry') return { outcome: 'done' };
  return {
    outcome: 'retry',
    reason: outcome.reason,
    ...(outcome.retryAfter === undefined ? {} : { retryAfter: outcome.retryAfter }),
  };
}

const statusOf = { sent: 'sent', failed: 'failed', uncertain: 'uncertain', retry: 'due' } as const;

/** Records an outcome, unless the delivery has changed under another fence. */
async function settle(ctx: Context, delivery: DueDelivery, fence: number, outcome: SendOutcome): Promise<void> {
  await ctx.db.query(sql`
    update deliveries set status = ${statusOf[outcome.outcome]},
      reason = ${'reason' in outcome ? outcome.reason.slice(0, 500) : null},
      vendor_id = coalesce(${outcome.outcome === 'sent' ? outcome.vendorId : null}, vendor_id),
      dispatched_at = case when ${outcome.outcome} = 'retry' then null else dispatched_at end,
      finished_at = case when ${outcome.outcome} = 'retry' then null else ${ctx.clock.now()}::timestamptz end
    where id = ${delivery.id} and status = ${delivery.status} and fence = ${fence}`);
}

async function prepare(ctx: Context, delivery: DueDelivery): Promise<ReadyMessage | { failure: string }> {
  const channel = channels[delivery.channel];
  if (!channel || delivery.platform === null) {
    return { failure: `no platform is connected that sends ${delivery.channel}` };
  }
  try {
    return await channel(ctx, delivery);
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error;
    // A faulty template stays faulty: retrying for a day would only hide that it has to be changed.
    return { failure: error.message };
  }
}
