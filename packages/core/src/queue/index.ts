export { claimJobs, extendLeases, type JobSet } from './claim.ts';
export { enqueue, enqueueAgain, enqueueAllAgain, type NewJob } from './enqueue.ts';
export { eraseJobErrors, type FinishedRun, finishJobs, forgetDoneJobs } from './finish.ts';
export {
  type AnyJobDefinition,
  type ClaimedJob,
  defineJob,
  type JobDefinition,
  type JobOutcome,
  type Priority,
  priorities,
} from './job.ts';
export { countStarts, type JobLimit, removeJobLimit, setJobLimit } from './limits.ts';
export { readJobOverview } from './overview.ts';
export { replayJob } from './revive.ts';
export { runJobSet } from './run-set.ts';
export { runWaiting } from './run-waiting.ts';
export type { jobs } from './tables.ts';
export { wakeJobs } from './wake.ts';
