import type { FlowDefinition, FlowStep, StepExperiment } from '@beckon/contract';
import { sql, withBuilder } from '../db/index.ts';
import { changeDecideAfter, createExperiment, startExperiment } from '../experiments/index.ts';
import { canonicalJson, type Id, millisecondsOf } from '../lib/index.ts';
import { createOverride } from '../messages/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { listSteps } from './steps.ts';
import { flowExperiments } from './tables.ts';

/** The experiment that a step of a version runs, and what its variations change of their message. */
export type RunningExperiment = { experimentId: Id<'exp'>; overrides: Record<string, Id<'ovr'>> };

type TestedStep = Extract<FlowStep, { kind: 'send' }> & { experiment: StepExperiment };

const testedSteps = ({ steps }: FlowDefinition): TestedStep[] =>
  listSteps(steps).filter((step): step is TestedStep => step.kind === 'send' && step.experiment !== undefined);

/** What makes two experiments the same: all but the time of the decision. */
const identityOf = ({ message, experiment: { decideAfter: _, ...experiment } }: TestedStep) =>
  canonicalJson({ message, experiment });

type Published = { flowId: Id<'flw'>; version: number; definition: FlowDefinition };

/**
 * Starts the experiments of a version that is being published. A step whose variations are those of the version before
 * goes on with its experiment: its contacts stay where they are, and a winner stays the winner.
 */
export async function startStepExperiments(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  { flowId, version, definition }: Published,
  former: FlowDefinition | null,
): Promise<void> {
  const before = new Map(former ? testedSteps(former).map((step) => [step.id, step]) : []);
  const running = await readRunning(ctx, tenantId, flowId, version - 1);
  for (const step of testedSteps(definition)) {
    const known = before.get(step.id);
    const kept = known && identityOf(known) === identityOf(step) ? running.get(step.id) : undefined;
    if (kept) await changeDecideAfter(ctx, tenantId, kept.experimentId, decideAfterOf(step));
    const experiment = kept ?? (await start(ctx, tenantId, flowId, step));
    await withBuilder(ctx.db, (build) =>
      build.insert(flowExperiments).values({ tenantId, flowId, version, stepId: step.id, ...experiment }),
    );
  }
}

const decideAfterOf = ({ experiment: { decideAfter } }: TestedStep): number | null =>
  decideAfter ? millisecondsOf(decideAfter) / 1_000 : null;

async function start(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  flowId: Id<'flw'>,
  step: TestedStep,
): Promise<RunningExperiment> {
  const { metric, variations, windowDays } = step.experiment;
  const overrides: RunningExperiment['overrides'] = {};
  for (const { key, override } of variations)
    if (override) overrides[key] = await createOverride(ctx, tenantId, override);
  const experimentId = await createExperiment(ctx, tenantId, {
    owner: { kind: 'flow', flowId, stepId: step.id },
    metric,
    variations: variations.map(({ key, name, weight, isHoldout = false }) => ({ key, name, weight, isHoldout })),
    decideAfterSeconds: decideAfterOf(step),
    ...(windowDays === undefined ? {} : { windowDays }),
  });
  await startExperiment(ctx, tenantId, experimentId);
  return { experimentId, overrides };
}

async function readRunning(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  flowId: Id<'flw'>,
  version: number,
): Promise<Map<string, RunningExperiment>> {
  const rows = await ctx.db.query<
    Pick<typeof flowExperiments.$inferSelect, 'stepId' | 'experimentId' | 'overrides'>
  >(sql`
    select step_id as "stepId", experiment_id as "experimentId", overrides from flow_experiments
    where tenant_id = ${tenantId} and flow_id = ${flowId} and version = ${version}`);
  return new Map(rows.map(({ stepId, ...running }) => [stepId, running]));
}
