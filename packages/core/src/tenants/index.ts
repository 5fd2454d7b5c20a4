export { readOptIn, setOptIn } from './opt-in.ts';
export { readRetentionSettings, saveRetentionSettings } from './retention-settings.ts';
export { listTenantIds, readTenant, saveTenant } from './tenants.ts';
