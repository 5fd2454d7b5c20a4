export { listCurrencyRates, lockCurrency, putCurrencyRates } from './currency-rates.ts';
export { type Holdout, isHeldOut, readHoldout } from './holdout.ts';
export { readRetentionSettings, saveRetentionSettings } from './retention-settings.ts';
export { changeSettings, readCountries, readCountry, readOptIn, readSettings, refuseUnknownZone } from './settings.ts';
export type { tenants } from './tables.ts';
export { listTenantIds, listTenants, readTenant, saveTenant, type Tenant } from './tenants.ts';
