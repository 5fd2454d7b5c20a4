import {
  countErased,
  eraseBrowsers,
  eraseTimeline,
  findPlacesOf,
  finishErasure,
  type RunningErasure,
  readRunningErasure,
  redactProfiles,
  restartErasure,
} from '../contacts/index.ts';
import { forgetAnswersAbout } from '../idempotency/index.ts';
import type { Id } from '../lib/index.ts';
import {
  type EventPlace,
  eraseEvents,
  findEventsMentioning,
  interruptReaders,
  isApplied,
  keepRetirementOut,
  redactEvents,
} from '../log/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';
import { closeErased, eraseQuarantined } from '../quarantine/index.ts';
import { defineJob, type JobOutcome } from '../queue/index.ts';

/** Maximum events in one transaction: short enough not to delay readers of the log noticeably. */
const atOnce = 500;

/** Milliseconds: an event received before the erasure may be stored this long after it. */
const settleTime = 5_000;

/** Milliseconds until the job checks again whether everything is applied. */
const lookAgain = 1_000;

/** Removes an erased person from the log. */
export const erasureJob = defineJob<{ erasureId: Id<'ers'> }>({
  kind: 'erasure.run',
  run: (ctx, { tenantId, payload }) => runErasure(ctx, tenantId, payload.erasureId),
});

/**
 * Removes an erased person from the log, the quarantine and the stored answers of the API. The handler of the job
 * `erasure.run`; safe to run again at any point. Each
 * batch is a separate transaction, and erased events do not match the search again. A pass erases what is known at its
 * time. The last pass begins when everything received before the erasure has been stored and applied, so that it also
 * finds what was linked to the person in the meantime.
 */
export async function runErasure(ctx: Context, tenantId: Id<'ten'>, erasureId: Id<'ers'>): Promise<JobOutcome> {
  const erasure = await readRunningErasure(ctx, tenantId, erasureId);
  if (!erasure) return { outcome: 'done' };
  const wasSettled = await isSettled(ctx, erasure);
  const found = await eraseQuarantined(ctx, tenantId, erasure.traces, erasure.requestedAt);
  // Once, since each answer of the shop has to be decrypted.
  if (wasSettled) await forgetAnswersAbout(ctx, tenantId, erasure.traces);
  await eraseFromLog(ctx, tenantId, erasure);
  // A replay may have been moving an entry into the log.
  if (found > 0) await restartErasure(ctx, erasureId);
  if (!wasSettled || found > 0 || !(await end(ctx, tenantId, erasure))) {
    return { outcome: 'waiting', runAfter: lookAgain };
  }
  ctx.log.info('erasure done', { erasureId, contactId: erasure.contactId });
  return { outcome: 'done' };
}

/**
 * Ends an erasure after its last pass if nothing is left. Searches once more with rebuilds locked out: a rebuild that
 * began in the meantime deleted the data that the search uses.
 */
async function end(ctx: Context, tenantId: Id<'ten'>, erasure: RunningErasure): Promise<boolean> {
  const { id, traces, requestedAt } = erasure;
  // Before the end: a failure here is retried.
  const email = await ctx.adapters.senderOf(tenantId, 'email');
  for (const address of traces.emails) await email?.forget?.(address);
  const sms = await ctx.adapters.senderOf(tenantId, 'sms');
  for (const phone of traces.phones) await sms?.forget?.(phone);
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    await keepRetirementOut(tx);
    if (!(await isSettled(inTx, erasure))) return false;
    const left = [
      ...(await findPlacesOf(inTx, tenantId, traces, requestedAt, 1)),
      ...(await findEventsMentioning(inTx, tenantId, traces, requestedAt, 1)),
    ];
    if (left.length > 0) return false;
    await eraseBrowsers(inTx, tenantId, traces);
    await finishErasure(inTx, id);
    return true;
  });
}

async function isSettled(ctx: AnyContext, { id, requestedAt, xact }: RunningErasure): Promise<boolean> {
  if (xact === null) {
    await restartErasure(ctx, id);
    return false;
  }
  return ctx.clock.now().getTime() - requestedAt.getTime() >= settleTime && (await isApplied(ctx, xact));
}

async function eraseFromLog(
  ctx: Context,
  tenantId: Id<'ten'>,
  { id, traces, requestedAt }: RunningErasure,
): Promise<void> {
  const next = () => findPlacesOf(ctx, tenantId, traces, requestedAt, atOnce);
  for (let places = await next(); places.length > 0; places = await next()) await eraseBatch(ctx, tenantId, id, places);
  const mentioning = () => findEventsMentioning(ctx, tenantId, traces, requestedAt, atOnce);
  for (let places = await mentioning(); places.length > 0; places = await mentioning()) {
    await ctx.db.transaction(async (tx) => {
      const inTx = { ...ctx, db: tx };
      await interruptReaders(inTx, places);
      await redactEvents(inTx, traces.emails, places);
      await redactProfiles(inTx, traces.emails, places);
      await countErased(inTx, id, places.length);
    });
  }
}

async function eraseBatch(
  ctx: Context,
  tenantId: Id<'ten'>,
  erasureId: Id<'ers'>,
  places: readonly EventPlace[],
): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    await interruptReaders(inTx, places);
    await eraseEvents(inTx, places);
    await eraseTimeline(inTx, places);
    await closeErased(
      inTx,
      tenantId,
      places.map(({ seq }) => seq),
    );
    await countErased(inTx, erasureId, places.length);
  });
}
