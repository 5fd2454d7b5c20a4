import type { FlowChanges, FlowDetail, FlowPublication, FlowRunDetail, NewFlow } from '@beckon/contract';
import type { Caller } from '../access/index.ts';
import { audited, compareFacts } from '../audit/index.ts';
import * as flows from '../flows/index.ts';
import { describeError, type Id } from '../lib/index.ts';
import type { Context } from '../ports/index.ts';

const labels = { name: 'Name', description: 'Description', draft: 'Draft' };

const factsOf = ({ name, description, draft }: flows.StoredFlow) => ({
  name,
  description,
  draft: JSON.stringify(draft),
});

/** @throws DomainError `validation_failed`, `conflict` */
export function createFlow(ctx: Context, caller: Caller, given: NewFlow): Promise<FlowDetail> {
  return auditCreation(ctx, caller, (inTx) => flows.createFlow(inTx, caller.tenantId, given));
}

/** @throws DomainError `not_found`, `conflict` */
export function cloneFlow(
  ctx: Context,
  caller: Caller,
  id: Id<'flw'>,
  { name = null }: { name?: string | null | undefined },
): Promise<FlowDetail> {
  return auditCreation(ctx, caller, (inTx) => flows.cloneFlow(inTx, caller.tenantId, id, name));
}

function auditCreation(
  ctx: Context,
  caller: Caller,
  create: (inTx: Context) => Promise<flows.StoredFlow>,
): Promise<FlowDetail> {
  return audited(ctx, caller, async (inTx) => {
    const flow = await create(inTx);
    return {
      result: await flows.readFlowDetail(inTx, caller.tenantId, flow.id),
      change: {
        action: 'flow.created',
        target: { kind: 'flow', id: flow.id },
        summary: `Flow ${flow.name} created`,
        after: factsOf(flow),
      },
    };
  });
}

/** @throws DomainError `not_found`, `validation_failed`, `conflict` */
export function changeFlow(ctx: Context, caller: Caller, id: Id<'flw'>, changes: FlowChanges): Promise<FlowDetail> {
  return audited(ctx, caller, async (inTx) => {
    const { before, after } = await flows.changeFlow(inTx, caller.tenantId, id, changes);
    return {
      result: await flows.readFlowDetail(inTx, caller.tenantId, id),
      change: {
        action: 'flow.changed',
        target: { kind: 'flow', id },
        ...compareFacts(before.name, labels, factsOf(before), factsOf(after)),
      },
    };
  });
}

/** @throws DomainError `not_found`, `validation_failed`, `conflict` */
export function publishFlow(
  ctx: Context,
  caller: Caller,
  id: Id<'flw'>,
  publication: FlowPublication,
): Promise<FlowDetail> {
  return audited(ctx, caller, async (inTx) => {
    const { after } = await flows.publishFlow(inTx, caller.tenantId, id, publication);
    return {
      result: await flows.readFlowDetail(inTx, caller.tenantId, id),
      change: {
        action: 'flow.published',
        target: { kind: 'flow', id },
        summary: `Flow ${after.name} published`,
        after: { publishedVersion: after.publishedVersion, definition: JSON.stringify(after.draft) },
      },
    };
  });
}

const deeds = {
  paused: flows.pauseFlow,
  resumed: flows.resumeFlow,
  archived: flows.archiveFlow,
} as const;

/** Pauses, resumes or archives a flow. @throws DomainError `not_found`, `conflict` */
export async function changeFlowStatus(
  ctx: Context,
  caller: Caller,
  id: Id<'flw'>,
  deed: keyof typeof deeds,
): Promise<FlowDetail> {
  const detail = await audited(ctx, caller, async (inTx) => {
    const { name } = await deeds[deed](inTx, caller.tenantId, id);
    return {
      result: await flows.readFlowDetail(inTx, caller.tenantId, id),
      change: { action: `flow.${deed}`, target: { kind: 'flow', id }, summary: `Flow ${name} ${deed}` },
    };
  });
  // The change is committed. The worker marks what is left.
  await flows
    .markPausedRuns(ctx)
    .catch((error: unknown) => ctx.log.warn('runs of paused flows not marked', { error: describeError(error) }));
  return detail;
}

/** @throws DomainError `not_found` */
export function endFlowRun(ctx: Context, caller: Caller, id: Id<'run'>): Promise<FlowRunDetail> {
  return audited(ctx, caller, async (inTx) => {
    const run = await flows.endFlowRun(inTx, caller.tenantId, id);
    return {
      result: run,
      change: {
        action: 'run.ended',
        target: { kind: 'run', id },
        summary: `A contact taken out of ${run.flow}`,
        after: { contact: run.contactId },
      },
    };
  });
}
