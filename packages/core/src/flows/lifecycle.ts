import type { FlowDefinition, FlowPublication } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import { holdOrigin, releaseOrigin, skipDeliveriesOf } from '../messages/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import { checkCycles } from './check-cycles.ts';
import { checkFlowReferences } from './references.ts';
import { startStepExperiments } from './step-experiments.ts';
import { eventTypesOf, placeSteps } from './steps.ts';
import { lockFlow, requireStatus, type StoredFlow, saveFlow } from './stored-flows.ts';
import { maxLateness } from './take-steps.ts';
import { readVersions } from './versions.ts';

/**
 * Publishes the draft of a flow: contacts enter it from now on.
 * @throws DomainError `not_found`, `conflict`, `validation_failed` for an empty flow, a message or segment that is gone, or a
 *   flow that would start itself without an end
 */
export function publishFlow(
  ctx: Context,
  tenantId: Id<'ten'>,
  id: Id<'flw'>,
  { version, runs, includeDays }: FlowPublication,
): Promise<{ before: StoredFlow; after: StoredFlow }> {
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const before = await lockFlow(inTx, tenantId, id, version);
    requireStatus(before, ['draft', 'live', 'paused'], 'published');
    if (before.draft.steps.length === 0)
      throw new DomainError('validation_failed', 'a flow needs a step', {
        errors: [{ path: 'definition.steps', message: 'at least one step' }],
      });
    await checkFlowReferences(inTx, tenantId, before.draft);
    await checkCycles(inTx, tenantId, { id, name: before.name, definition: before.draft });
    const now = ctx.clock.now();
    const publishedVersion = (before.publishedVersion ?? 0) + 1;
    const after: StoredFlow = {
      ...before,
      // A paused flow stays paused with its new version.
      status: before.status === 'paused' ? 'paused' : 'live',
      publishedVersion,
      version: version + 1,
      updatedAt: now,
      liveSince: before.liveSince ?? now,
    };
    await tx.query(sql`
      insert into flow_versions (tenant_id, flow_id, version, definition, event_types, published_at)
      values (${tenantId}, ${id}, ${publishedVersion}, ${JSON.stringify(before.draft)}::text::jsonb,
        ${JSON.stringify(eventTypesOf(before.draft))}::text::jsonb, ${now})`);
    const former = before.publishedVersion === null ? null : await definitionOf(inTx, id, before.publishedVersion);
    await startStepExperiments(
      inTx,
      tenantId,
      { flowId: id, version: publishedVersion, definition: before.draft },
      former,
    );
    const checkedUntil = await entersFrom(inTx, before, now, includeDays);
    await saveFlow(inTx, checkedUntil ? { ...after, checkedUntil } : after);
    if (runs === 'move') {
      // In one order, as all that lock several runs do; those that are being moved at this moment are waited for.
      await tx.query(sql`
        update flow_runs set version = ${publishedVersion}
        where flow_id = ${id} and status = 'active' and step_id in ${sql.texts([...placeSteps(before.draft.steps).keys()])}`);
    }
    return { before, after };
  });
}

/** The moment after which contacts whose time comes enter the new version of a flow; null: as for the version before. */
async function entersFrom(
  ctx: Context<Transaction>,
  { id, status, publishedVersion }: StoredFlow,
  now: Date,
  includeDays: number,
): Promise<Date | null> {
  if (includeDays > 0 && status === 'paused')
    throw new DomainError('validation_failed', 'a paused flow lets no contact enter: resume it first', {
      errors: [{ path: 'includeDays', message: 'must be 0 while the flow is paused' }],
    });
  if (includeDays > 0) return new Date(now.getTime() - includeDays * 24 * 60 * 60 * 1_000);
  if (status !== 'live') return now;
  const { kind } = (await definitionOf(ctx, id, publishedVersion!)).trigger;
  return kind === 'elapsed' || kind === 'anniversary' ? null : now;
}

async function definitionOf(ctx: AnyContext, flowId: Id<'flw'>, version: number): Promise<FlowDefinition> {
  const [found] = (await readVersions(ctx, [{ flowId, version }])).values();
  return found!.definition;
}

/**
 * Pauses a flow. When this has returned, no message of it begins to be sent, no step is taken and no contact enters;
 * what contacts do still ends their runs.
 * @throws DomainError `not_found`, `conflict` when it is not live
 */
export function pauseFlow(ctx: Context, tenantId: Id<'ten'>, id: Id<'flw'>): Promise<StoredFlow> {
  return setStatus(ctx, tenantId, id, { from: ['live'], to: 'paused', deed: 'paused' }, (inTx) =>
    holdOrigin(inTx, tenantId, id),
  );
}

/**
 * Lets a paused flow go on. Messages whose time was more than 24 hours ago are skipped, unless the flow sends late ones.
 * @throws DomainError `not_found`, `conflict` when it is not paused
 */
export function resumeFlow(ctx: Context, tenantId: Id<'ten'>, id: Id<'flw'>): Promise<StoredFlow> {
  const change = { from: ['paused'], to: 'live', deed: 'resumed' } as const;
  return setStatus(ctx, tenantId, id, change, async (inTx, { publishedVersion }) => {
    const { lateMessages } = await definitionOf(inTx, id, publishedVersion!);
    const skipsLate = lateMessages === 'skip';
    await releaseOrigin(inTx, tenantId, id, skipsLate ? new Date(ctx.clock.now().getTime() - maxLateness) : null);
  });
}

/** Ends a flow for good: contacts inside leave, and what is not sent yet is not sent. @throws DomainError `not_found`, `conflict` */
export function archiveFlow(ctx: Context, tenantId: Id<'ten'>, id: Id<'flw'>): Promise<StoredFlow> {
  const change = { from: ['draft', 'live', 'paused'], to: 'archived', deed: 'archived' } as const;
  return setStatus(ctx, tenantId, id, change, async (inTx) => {
    await holdOrigin(inTx, tenantId, id);
    await inTx.db.query(sql`
      update flow_runs set status = 'exited', end_reason = 'flow_archived', ended_at = ${ctx.clock.now()}, step_id = null,
        due_at = null, is_waiting = false
      where flow_id = ${id} and status = 'active'`);
    await skipDeliveriesOf(inTx, tenantId, id, 'left_flow');
  });
}

type StatusChange = { from: readonly StoredFlow['status'][]; to: StoredFlow['status']; deed: string };

function setStatus(
  ctx: Context,
  tenantId: Id<'ten'>,
  id: Id<'flw'>,
  { from, to, deed }: StatusChange,
  also: (ctx: Context<Transaction>, flow: StoredFlow) => Promise<void>,
): Promise<StoredFlow> {
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const before = await lockFlow(inTx, tenantId, id, null);
    requireStatus(before, from, deed);
    const now = ctx.clock.now();
    const after = { ...before, status: to, version: before.version + 1, updatedAt: now };
    // Contacts whose time comes during a pause do not enter.
    await saveFlow(inTx, to === 'live' ? { ...after, checkedUntil: now } : after);
    await also(inTx, before);
    return after;
  });
}

/** Maximum runs that are marked at once. */
const maxMarked = 5_000;

/**
 * Takes the runs of paused flows out of those that are due, so that they are not looked at again and again, and puts
 * those of flows that were resumed back. Until then no run of a paused flow is moved either.
 */
export async function markPausedRuns(ctx: Context): Promise<void> {
  for (const isPaused of [true, false]) {
    const status = isPaused ? 'paused' : 'live';
    for (let marked = maxMarked; marked === maxMarked; ) {
      const rows = await ctx.db.query(sql`
        update flow_runs set is_paused = ${isPaused} where id in (
          select r.id from flows f join flow_runs r on r.flow_id = f.id
          where f.status = ${status} and r.status = 'active' and r.is_paused = ${!isPaused}
          limit ${maxMarked} for update of r skip locked)
        returning 1`);
      marked = rows.length;
    }
  }
}
