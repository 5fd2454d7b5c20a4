export { readRetentionSettings, saveRetentionSettings } from './retention-settings.ts';
export { changeSettings, readOptIn, readSettings, refuseUnknownZone } from './settings.ts';
export type { tenants } from './tables.ts';
export { listTenantIds, listTenants, readTenant, saveTenant, type Tenant } from './tenants.ts';
