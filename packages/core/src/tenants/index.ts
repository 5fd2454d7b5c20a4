export { readOptIn, setOptIn } from './opt-in.ts';
export { listTenantIds, readTenant, saveTenant } from './tenants.ts';
