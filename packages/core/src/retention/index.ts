export * from './run.ts';
export { putRetentionSettings, readRetentionSettings } from './settings.ts';
