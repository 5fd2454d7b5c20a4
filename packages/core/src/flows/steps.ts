import type { EventMatch, FlowDefinition, FlowStep } from '@beckon/contract';

/** A step, and the id of the step that follows it; null: the flow ends. */
export type PlacedStep = { step: FlowStep; next: string | null };

/**
 * The steps of a definition by their ids. After the last step of a branch comes the step that follows the branch.
 * @example
 * placeSteps([{ id: 'a', kind: 'exit' }]).get('a'); // { step: …, next: null }
 */
export function placeSteps(steps: readonly FlowStep[]): ReadonlyMap<string, PlacedStep> {
  const placed = new Map<string, PlacedStep>();
  place(steps, null, placed);
  return placed;
}

function place(steps: readonly FlowStep[], after: string | null, placed: Map<string, PlacedStep>): void {
  for (const [index, step] of steps.entries()) {
    const next = steps[index + 1]?.id ?? after;
    placed.set(step.id, { step, next });
    for (const { steps: inner } of branchesOf(step)) place(inner, next, placed);
  }
}

/** The lists of steps inside a step, with their places in it. */
export function branchesOf(step: FlowStep): readonly { place: string; steps: readonly FlowStep[] }[] {
  if (step.kind === 'split') return step.parts.map(({ steps }, index) => ({ place: `parts.${index}.steps`, steps }));
  if (step.kind !== 'branch' && step.kind !== 'wait_for') return [];
  return [
    { place: 'yes', steps: step.yes },
    { place: 'no', steps: step.no },
  ];
}

/** All steps of a definition, in the order in which they are written. */
export function listSteps(steps: readonly FlowStep[]): FlowStep[] {
  return steps.flatMap((step) => [step, ...branchesOf(step).flatMap((branch) => listSteps(branch.steps))]);
}

/** The types of events that start, move or end the runs of a flow, each once. */
export function eventTypesOf(definition: FlowDefinition): string[] {
  const { trigger, exits, goal, steps } = definition;
  const matches: readonly EventMatch[] = [
    ...(trigger.kind === 'event' ? trigger.events : []),
    ...exits,
    ...(goal ? [goal] : []),
    ...listSteps(steps).filter((step) => step.kind === 'wait_for'),
  ];
  return [...new Set(matches.map(({ event }) => event))].sort();
}
