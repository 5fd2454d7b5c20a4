export { advanceRuns } from './advance-runs.ts';
export { enter } from './enter.ts';
export { flowsReaction } from './flows-reaction.ts';
export { archiveFlow, type Publication, pauseFlow, publishFlow, resumeFlow } from './lifecycle.ts';
export { personData } from './person-data.ts';
export {
  changeFlow,
  cloneFlow,
  createFlow,
  type FlowChanges,
  type NewFlow,
  readFlow,
  readFlows,
  type StoredFlow,
} from './stored-flows.ts';
