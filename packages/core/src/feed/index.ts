export { exportEvents } from './export.ts';
export { lastSeq, listAppliedAfter, listEvents } from './feed.ts';
