export { readFailedRemovals, readRetentionRuns, runRetention } from './run.ts';
export { putRetentionSettings, readRetentionSettings } from './settings.ts';
