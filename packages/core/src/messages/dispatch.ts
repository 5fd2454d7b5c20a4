import { sql } from '../db/index.ts';
import { describeError, type Id } from '../lib/index.ts';
import type { Context, SendOutcome } from '../ports/index.ts';
import type { JobOutcome } from '../queue/index.ts';
import { prepareMessage, type ReadyMessage } from './channels.ts';
import { type DueDelivery, readDueDeliveries } from './due-delivery.ts';
import { type GateVerdict, passGate } from './gate.ts';
import { recordProviderEvents } from './provider-events.ts';
import { reasonText, type SkipReason } from './reasons.ts';
import { TemplateFault } from './render.ts';
import { takeCoupons } from './take-coupons.ts';

/** Maximum times that the address may change between rendering and the gate. */
const maxRenders = 3;

/**
 * Maximum deliveries of a set. They are handed to platforms at the same time and their outcomes are recorded together,
 * so a crash leaves at most this many in doubt for each set in progress.
 */
export const sentAtOnce = 10;

/**
 * Sends deliveries of one tenant: renders them, passes them through the gate as a set, hands them to their platforms and
 * records the outcomes. The handler of the job `delivery.send`; safe to run again at any point.
 * @returns the outcome for each delivery's job, in the order given
 */
export async function dispatchDeliveries(
  ctx: Context,
  tenantId: Id<'ten'>,
  ids: readonly Id<'dlv'>[],
): Promise<JobOutcome[]> {
  const outcomes = new Map<string, JobOutcome>();
  let open: readonly Id<'dlv'>[] = ids;
  for (let renders = 0; open.length > 0 && renders < maxRenders; renders++) {
    for (const [id, outcome] of await renderAndSend(ctx, tenantId, open)) outcomes.set(id, outcome);
    open = open.filter((id) => !outcomes.has(id));
  }
  return ids.map((id) => outcomes.get(id) ?? { outcome: 'retry', reason: 'the address kept changing' });
}

/** Sends one delivery; see `dispatchDeliveries`. */
export async function dispatchDelivery(ctx: Context, tenantId: Id<'ten'>, id: Id<'dlv'>): Promise<JobOutcome> {
  const [outcome] = await dispatchDeliveries(ctx, tenantId, [id]);
  return outcome!;
}

type Ready = { delivery: DueDelivery; message: ReadyMessage };
type Outcomes = Map<Id<'dlv'>, JobOutcome>;

/** @returns the outcomes, without those of deliveries that must be rendered again */
async function renderAndSend(ctx: Context, tenantId: Id<'ten'>, ids: readonly Id<'dlv'>[]): Promise<Outcomes> {
  const found = await readDueDeliveries(ctx, tenantId, ids);
  const outcomes: Outcomes = new Map();
  const ready: Ready[] = [];
  const lapsed: Ready[] = [];
  for (const id of ids) {
    const delivery = found.get(id);
    const prepared = await prepare(ctx, delivery).catch(
      (error: unknown): JobOutcome => ({
        outcome: 'retry',
        reason: describeError(error),
      }),
    );
    if ('outcome' in prepared) outcomes.set(id, prepared);
    else (delivery!.status === 'dispatching' ? lapsed : ready).push({ delivery: delivery!, message: prepared });
  }
  const asking = ready.map(({ delivery, message: { hasOptOut, segments } }) => ({ delivery, hasOptOut, segments }));
  const verdicts = await passGate(ctx, tenantId, asking);
  const dispatched = ready.flatMap(({ delivery, message }, index) => {
    const verdict = verdicts[index]!;
    if (verdict.verdict === 'dispatch') {
      return [{ delivery: { ...delivery, status: 'dispatching' as const, fence: verdict.fence }, message }];
    }
    if (verdict.verdict !== 'moved') outcomes.set(delivery.id, outcomeOf(ctx, verdict));
    return [];
  });
  const complete = await renderCoupons(ctx, tenantId, dispatched, outcomes);
  for (const group of inGroups([...lapsed, ...complete])) {
    for (const [id, outcome] of await send(ctx, group)) outcomes.set(id, outcome);
  }
  return outcomes;
}

/**
 * Renders again, with its codes, what shows coupons.
 * @returns what can be sent; a message that has no code and no fallback has failed
 */
async function renderCoupons(
  ctx: Context,
  tenantId: Id<'ten'>,
  dispatched: readonly Ready[],
  outcomes: Outcomes,
): Promise<Ready[]> {
  const deliveries = dispatched.map(({ delivery }) => delivery);
  const withCoupons = await takeCoupons(ctx, tenantId, deliveries);
  const complete: Ready[] = [];
  for (const { delivery, message: rendered } of dispatched) {
    const showing = withCoupons.get(delivery.id);
    const message = showing ? await render(ctx, showing) : rendered;
    if (!('failure' in message)) complete.push({ delivery, message });
    else {
      await settle(ctx, [{ delivery, outcome: { outcome: 'failed', reason: message.failure } }]);
      outcomes.set(delivery.id, { outcome: 'done' });
    }
  }
  return complete;
}

function outcomeOf(ctx: Context, verdict: Exclude<GateVerdict, { verdict: 'dispatch' | 'moved' }>): JobOutcome {
  if (verdict.verdict !== 'wait') return { outcome: 'done' };
  return { outcome: 'waiting', runAfter: Math.max(0, verdict.until.getTime() - ctx.clock.now().getTime()) };
}

/** Renders a delivery, or settles it where there is nothing to send. */
async function prepare(ctx: Context, delivery: DueDelivery | undefined): Promise<ReadyMessage | JobOutcome> {
  if (!delivery) return { outcome: 'dead', reason: 'the delivery does not exist' };
  const isLapsed = delivery.status === 'dispatching';
  if (delivery.status !== 'due' && !isLapsed) return { outcome: 'done' };
  if (isLapsed && !mayRepeat(ctx, delivery)) {
    const reason = 'the worker died while it was sent: it may have arrived, so it is not sent again';
    await settle(ctx, [{ delivery, outcome: { outcome: 'uncertain', reason } }]);
    return { outcome: 'done' };
  }
  const { obstacle } = delivery.data;
  if (obstacle && 'skip' in obstacle && !isLapsed) {
    await settle(ctx, [{ delivery, outcome: { outcome: 'skipped', reason: obstacle.skip } }]);
    return { outcome: 'done' };
  }
  const message = await render(ctx, delivery);
  if (!('failure' in message)) return message;
  const outcome = isLapsed ? 'uncertain' : 'failed';
  await settle(ctx, [{ delivery, outcome: { outcome, reason: message.failure } }]);
  return { outcome: 'done' };
}

/**
 * Handles a delivery whose worker died between the commit of `dispatching` and the record of the answer. A service
 * message is sent again if the platform still drops repeats.
 */
function mayRepeat(ctx: Context, delivery: DueDelivery): boolean {
  const age = ctx.clock.now().getTime() - (delivery.dispatchedAt?.getTime() ?? 0);
  return delivery.category === 'transactional' && age < delivery.idempotencyWindow;
}

async function render(ctx: Context, delivery: DueDelivery): Promise<ReadyMessage | { failure: string }> {
  const { obstacle } = delivery.data;
  if (obstacle) return { failure: 'failure' in obstacle ? obstacle.failure : reasonText(obstacle.skip) };
  try {
    const message = await prepareMessage(ctx, delivery.channel, delivery);
    return message ?? { failure: `no platform is connected that sends ${delivery.channel}` };
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error;
    // A faulty template stays faulty: retrying for a day would only hide that it has to be changed.
    return { failure: error.message };
  }
}

/** Splits deliveries into groups that are sent one after another. Those of one contact keep their order. */
function inGroups(ready: readonly Ready[]): Ready[][] {
  const groups: Ready[][] = [];
  for (const one of ready) {
    const last = groups.at(-1);
    const mayJoin =
      last && last.length < sentAtOnce && last.every(({ delivery }) => delivery.contactId !== one.delivery.contactId);
    if (mayJoin) last.push(one);
    else groups.push([one]);
  }
  return groups;
}

async function send(ctx: Context, group: readonly Ready[]): Promise<Outcomes> {
  const answers = await Promise.all(
    group.map(async ({ delivery, message }) => {
      // Without an answer it stays `dispatching`, and the job's next run decides whether it may be repeated.
      const outcome = await message.send().catch((error: unknown) => ({ error: describeError(error) }));
      return { delivery, outcome };
    }),
  );
  await settle(
    ctx,
    answers.flatMap(({ delivery, outcome }) => ('error' in outcome ? [] : [{ delivery, outcome }])),
  );
  return new Map(
    answers.map(({ delivery: { id, platform }, outcome }) => {
      if ('error' in outcome) return [id, { outcome: 'retry', reason: outcome.error }];
      ctx.log.info('delivery settled', { deliveryId: id, outcome: outcome.outcome, platform });
      return [id, outcome.outcome === 'retry' ? outcome : { outcome: 'done' }];
    }),
  );
}

const statusOf = { sent: 'sent', failed: 'failed', uncertain: 'uncertain', retry: 'due', skipped: 'skipped' } as const;

/** What became of a delivery, or why there is nothing to send. */
type Settled = { delivery: DueDelivery; outcome: SendOutcome | { outcome: 'skipped'; reason: SkipReason } };

/**
 * Records outcomes, except of deliveries that have changed under another fence. Where a report of the platform came
 * first, the delivery keeps the state that the report gave it, and gets the platform's id for the reports that follow.
 */
async function settle(ctx: Context, settled: readonly Settled[]): Promise<void> {
  if (settled.length === 0) return;
  const rows = settled.map(({ delivery: { id, status, fence }, outcome }) => ({
    id,
    status,
    fence,
    next: statusOf[outcome.outcome],
    reason: 'reason' in outcome ? outcome.reason.slice(0, 500) : null,
    vendorId: outcome.outcome === 'sent' ? outcome.vendorId : null,
  }));
  const isOurs = sql`d.status = o.status`;
  const now = ctx.clock.now();
  await ctx.db.query(sql`
    with outcomes as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as o (
        id text, status text, fence bigint, next text, reason text, "vendorId" text)
    )
    update deliveries d set vendor_id = coalesce(o."vendorId", d.vendor_id),
      status = case when ${isOurs} then o.next else d.status end,
      reason = case when ${isOurs} then o.reason else d.reason end,
      dispatched_at = case when ${isOurs} and o.next = 'due' then null else d.dispatched_at end,
      message_version = case when ${isOurs} and o.next = 'due' then null else d.message_version end,
      finished_at = case when not ${isOurs} then d.finished_at when o.next = 'due' then null else ${now}::timestamptz end
    from outcomes o
    where d.id = o.id and d.id = any(array(select id from outcomes)) and d.fence = o.fence
      and (${isOurs} or o."vendorId" is not null)`);
  for (const { delivery, outcome } of settled) {
    if (outcome.outcome !== 'failed' || outcome.bounce === undefined) continue;
    const { bounce, reason: detail } = outcome;
    const report = { id: 'refused', deliveryId: delivery.id, kind: 'bounced', bounce, detail } as const;
    await recordProviderEvents(ctx, delivery.tenantId, [report]);
  }
}
