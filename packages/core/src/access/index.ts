export { findSourceByKey, type KnownSource } from './find-source.ts';
export * from './manage-sources.ts';
export * from './sign-in-tables.ts';
export * from './source-keys.ts';
export * from './sources.ts';
export * from './tenants.ts';
