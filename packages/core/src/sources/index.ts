export { findSourceByKey, type KnownSource } from './find-source.ts';
export { addSource, changeSource, listSources, readSource, revokeSource } from './manage-sources.ts';
export { listKeys, revokeKey, rotateKey, showKey } from './source-keys.ts';
export { readSourceSchema, sourcesConsumer } from './source-schema.ts';
export { findImportSource, findOwnSource, type GivenSource, saveSource } from './sources.ts';
