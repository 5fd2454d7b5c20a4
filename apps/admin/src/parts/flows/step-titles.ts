import type { FlowDetail } from '@beckon/contract';
import { inWords } from '../format/words.ts';
import { type FlowNames, stepWords } from './flow-words.ts';
import { allSteps } from './step-branches.ts';

/** Names a step by its id as the drawing of the flow does. */
export type TitleOf = (step: string) => string;

/** The titles of a flow's steps. A step of an earlier version is named by its id. */
export function stepTitles(flow: Pick<FlowDetail, 'published' | 'definition'> | undefined, names: FlowNames): TitleOf {
  const steps = allSteps(flow ? (flow.published ?? flow.definition).steps : []);
  const titles = new Map(steps.map((step) => [step.id, stepWords(step, names).title]));
  return (step) => titles.get(step) ?? inWords(step);
}
