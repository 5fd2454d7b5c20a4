import type { StepExperiment } from '@beckon/contract';
import { assignVariation, drawVariations, readExperiment, variationsOf } from '../experiments/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import type { Run } from './run.ts';
import type { FollowedVersion } from './versions.ts';

/** The variation that a run gets at a step. */
export type ChosenVariation = StepExperiment['variations'][number] & { overrideId?: Id<'ovr'> | undefined };

type Tested = { id: string; experiment: StepExperiment };

/** Assigns the contacts of runs that come to a step with an experiment. A run that waits at it already keeps its variation. */
export async function chooseVariations(
  ctx: Context<Transaction>,
  version: FollowedVersion,
  { id: stepId, experiment }: Tested,
  runs: readonly Run[],
): Promise<Map<Id<'run'>, ChosenVariation>> {
  const { experimentId, overrides } = version.experiments[stepId]!;
  const kept = new Set(runs.filter(({ isWaiting }) => isWaiting).map(({ contactId }) => contactId));
  const contactIds = [...new Set(runs.map(({ contactId }) => contactId))];
  const keys = await drawVariations(ctx, version.tenantId, experimentId, contactIds, kept);
  return new Map(runs.map(({ id, contactId }) => [id, withKey(experiment, keys.get(contactId)!, overrides)]));
}

/**
 * What runs would have got at the moment of the clock, without any being assigned. Of a draft, whose experiment does not
 * exist yet, the variations are those of an experiment named after the step.
 */
export async function imagineVariations(
  ctx: Context<Transaction>,
  version: FollowedVersion,
  { id: stepId, experiment }: Tested,
  runs: readonly Run[],
): Promise<Map<Id<'run'>, ChosenVariation>> {
  const running = version.experiments[stepId];
  const contactIds = runs.map(({ contactId }) => contactId);
  const assigned = running
    ? await variationsOf(ctx, version.tenantId, running.experimentId, contactIds)
    : new Map<Id<'ctc'>, string>();
  const stored = running ? await readExperiment(ctx, version.tenantId, running.experimentId) : null;
  const isDecided = stored?.decidedAt && stored.decidedAt <= ctx.clock.now();
  const name = running?.experimentId ?? `${version.flowId} ${stepId}`;
  return new Map(
    runs.map(({ id, contactId, isWaiting }) => {
      const own = assigned.get(contactId) ?? assignVariation(name, contactId, experiment.variations);
      return [id, withKey(experiment, isDecided && !isWaiting ? stored.winner! : own, running?.overrides ?? {})];
    }),
  );
}

function withKey({ variations }: StepExperiment, key: string, overrides: Record<string, Id<'ovr'>>): ChosenVariation {
  return { ...variations.find((variation) => variation.key === key)!, overrideId: overrides[key] };
}
