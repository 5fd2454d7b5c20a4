export { type ClaimedJob, claimJobs, extendLease } from './claim.ts';
export { enqueue, enqueueOnce, type JobKind, type JobPayloads, type NewJob } from './enqueue.ts';
export { eraseJobErrors, finishJob, forgetDoneJobs, type JobOutcome, replayJob } from './finish.ts';
export { readJobOverview } from './overview.ts';
