export { readFailedRemovals, readRetentionRuns, runRetention } from './run.ts';
export { putRetentionSettings } from './settings.ts';
