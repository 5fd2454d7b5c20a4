export { findSourceByKey, type KnownSource } from './find-source.ts';
export * from './manage-sources.ts';
export { keepPinnedFiles, type PinnedFile, readPinnedFile } from './pinned-files.ts';
export * from './root-secrets.ts';
export * from './sign-in-tables.ts';
export * from './source-keys.ts';
export { readSourceSchema, schemaLimits, sourcesConsumer } from './source-schema.ts';
export * from './sources.ts';
export * from './tenants.ts';
