import type { FlowStep } from '@beckon/contract';

export type Branch = { label: string; steps: readonly FlowStep[] };

/** The ways on from a step; none where it has only one. */
export function branchesOf(step: FlowStep): Branch[] {
  if ('parts' in step) {
    const sum = step.parts.reduce((total, { weight }) => total + weight, 0);
    return step.parts.map(({ weight, steps }, index) => ({
      label: `Part ${index + 1}: ${percent.format(weight / sum)}`,
      steps,
    }));
  }
  if (!('yes' in step)) return [];
  const [yes, no] = step.kind === 'wait_for' ? ['In time', 'Not in time'] : ['Yes', 'No'];
  return [
    { label: yes!, steps: step.yes },
    { label: no!, steps: step.no },
  ];
}

const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });

/** Whether no run comes out at the end of these steps. */
export function endsRun(steps: readonly FlowStep[]): boolean {
  return steps.some((step) => {
    const branches = branchesOf(step);
    return step.kind === 'exit' || (branches.length > 0 && branches.every((branch) => endsRun(branch.steps)));
  });
}

/** Every step, those within branches too. */
export function allSteps(steps: readonly FlowStep[]): FlowStep[] {
  return steps.flatMap((step) => [step, ...branchesOf(step).flatMap((branch) => allSteps(branch.steps))]);
}

/** How many ways stand beside each other in these steps: the width that they need. */
export function widthOf(steps: readonly FlowStep[]): number {
  const widths = steps.map((step) => branchesOf(step).reduce((sum, branch) => sum + widthOf(branch.steps), 0));
  return Math.max(1, ...widths);
}

/** The part of the line below the branches that one of them draws, in percent of its own width; null: none. */
export type Join = { from: number; to: number } | null;

/**
 * The line below branches goes from the middle of the first that goes on to that of the last, and to the middle of all,
 * where the next step stands.
 */
export function joinsOf(branches: readonly Branch[]): Join[] {
  const widths = branches.map(({ steps }) => widthOf(steps));
  const starts = widths.map((_, index) => widths.slice(0, index).reduce((sum, width) => sum + width, 0));
  const middle = widths.reduce((sum, width) => sum + width, 0) / 2;
  const goingOn = branches.flatMap(({ steps }, index) => (endsRun(steps) ? [] : [starts[index]! + widths[index]! / 2]));
  if (goingOn.length === 0) return branches.map(() => null);
  const [first, last] = [Math.min(...goingOn, middle), Math.max(...goingOn, middle)];
  return branches.map((_, index) => {
    const [start, width] = [starts[index]!, widths[index]!];
    const [from, to] = [Math.max(first, start), Math.min(last, start + width)];
    return from < to ? { from: ((from - start) / width) * 100, to: ((to - start) / width) * 100 } : null;
  });
}
