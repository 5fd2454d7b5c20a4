import type { FlowRun, FlowRunDetail } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { runColumns } from './active-runs.ts';
import type { Run, TakenStep } from './run.ts';
import type { EndReason, StepOutcome } from './tables.ts';

type NamedRun = Run & { flow: string };

const columns = sql`${runColumns}, f.name as flow`;

/**
 * The runs of a flow, newest first.
 * @param page `before` is the id at which the last page ended
 */
export async function listRuns(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  flowId: Id<'flw'>,
  status: FlowRun['status'] | undefined,
  page: { limit: number; before: string | null },
): Promise<FlowRun[]> {
  const rows = await ctx.db.query<NamedRun>(
    sql.composed(sql`
      select ${columns} from flow_runs r join flows f on f.id = r.flow_id
      where r.tenant_id = ${tenantId} and r.flow_id = ${flowId} ${status === undefined ? sql`` : sql`and r.status = ${status}`}
        ${page.before === null ? sql`` : sql`and r.id < ${page.before}`}
      order by r.id desc limit ${page.limit}`),
  );
  return rows.map(toFlowRun);
}

/** The runs of a contact in a flow, newest first, with what they have done. */
export async function readRunsOf(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
  flowId: Id<'flw'>,
): Promise<FlowRunDetail[]> {
  const rows = await ctx.db.query<NamedRun>(sql`
    select ${columns} from flow_runs r join flows f on f.id = r.flow_id
    where r.tenant_id = ${tenantId} and r.contact_id = ${contactId} and r.flow_id = ${flowId}
    order by r.id desc limit 20`);
  return withSteps(ctx, tenantId, rows);
}

/** @throws DomainError `not_found` */
export async function readRun(ctx: AnyContext, tenantId: Id<'ten'>, id: Id<'run'>): Promise<FlowRunDetail> {
  const rows = await ctx.db.query<NamedRun>(sql`
    select ${columns} from flow_runs r join flows f on f.id = r.flow_id
    where r.tenant_id = ${tenantId} and r.id = ${id}`);
  const [run] = await withSteps(ctx, tenantId, rows);
  if (!run) throw new DomainError('not_found', 'there is no run with this id');
  return run;
}

async function withSteps(ctx: AnyContext, tenantId: Id<'ten'>, runs: readonly NamedRun[]): Promise<FlowRunDetail[]> {
  const taken = await ctx.db.query<Pick<TakenStep, 'runId' | 'stepId' | 'outcome' | 'detail'> & { at: Date }>(sql`
    select run_id as "runId", step_id as "stepId", outcome, detail, at from flow_run_steps
    where tenant_id = ${tenantId} and run_id in ${sql.texts(runs.map(({ id }) => id))} order by run_id, no`);
  const byRun = Map.groupBy(taken, ({ runId }) => runId);
  return runs.map((run) => {
    const { kind, at, event, eventId } = run.trigger;
    return {
      ...toFlowRun(run),
      trigger: { kind, at, ...(event === undefined ? {} : { event }), ...(eventId === undefined ? {} : { eventId }) },
      steps: (byRun.get(run.id) ?? []).map(({ stepId, outcome, detail, at: takenAt }) => ({
        step: stepId,
        text: describeStep(outcome, detail),
        at: takenAt.toISOString(),
      })),
    };
  });
}

export function toFlowRun({ tenantId: _, ...run }: NamedRun): FlowRun {
  const { id, flowId, flow, contactId, version, status, stepId, dueAt, enteredAt, endedAt, endReason, goalAt } = run;
  return {
    id,
    flowId,
    flow,
    contactId,
    version,
    status,
    step: stepId,
    dueAt: dueAt?.toISOString() ?? null,
    enteredAt: enteredAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    endReason: endReason && endReasons[endReason],
    goalAt: goalAt?.toISOString() ?? null,
  };
}

/** Why runs end, in plain words. */
export const endReasons: Record<EndReason, string> = {
  finished: 'It took its last step.',
  exit_step: 'It came to a step that ends it.',
  exit_event: 'An event happened that ends the flow.',
  flow_archived: 'The flow was archived.',
  merged: 'The contact was merged with another that was inside already.',
  by_hand: 'It was ended by hand.',
  failed: 'A step failed again and again.',
};

const outcomes: Record<StepOutcome, string> = {
  sent: 'The message was handed over to be sent.',
  held_out: 'The contact is in the holdout of the experiment: no message was sent.',
  too_late: 'The message was not sent, since it was more than 24 hours late.',
  waited: 'The wait is over.',
  event_happened: 'The event happened.',
  timed_out: 'The event did not happen in time.',
  yes: 'The contact matched.',
  no: 'The contact did not match.',
  split: 'A part was chosen at random.',
  updated: 'The contact was changed.',
  added: 'The contact was added to the segment.',
  removed: 'The contact was removed from the segment.',
  webhook: 'The webhook is being called.',
  notified: 'Users of the shop were written to.',
  not_possible: 'This was not possible for the contact.',
  exited: 'The contact left the flow.',
};

/** What became of a step, in plain words. */
export function describeStep(outcome: StepOutcome, detail: TakenStep['detail']): string {
  if (outcome === 'split') return `Part ${Number(detail?.part) + 1} was chosen at random.`;
  if (outcome === 'sent' && detail?.variation !== undefined)
    return `Variation ${detail.variation} of the message was handed over to be sent.`;
  if (outcome === 'webhook' && detail)
    return `The webhook was ${webhookResults[String(detail.status)]}: ${detail.reason}.`;
  if (outcome === 'notified' && detail?.users === 0) return 'No user of the shop has the role.';
  return outcomes[outcome];
}

const webhookResults: Record<string, string> = {
  delivered: 'delivered',
  refused: 'not delivered',
  retry: 'not delivered yet, and is tried again',
};
