export { readOptIn, setOptIn } from './opt-in.ts';
export { readRetentionSettings, saveRetentionSettings } from './retention-settings.ts';
export { listTenantIds, readTenant, saveTenant, type Tenant } from './tenants.ts';
