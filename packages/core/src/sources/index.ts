export { eraseBots } from './bot-visitors.ts';
export { findSourceByKey, type KnownSource } from './find-source.ts';
export { addSource, changeSource, type ListedSource, listSources, readSource, revokeSource } from './manage-sources.ts';
export { sourceActivityStep } from './source-activity.ts';
export { listKeys, revokeKey, rotateKey, showKey } from './source-keys.ts';
export { readSourceSchema, sourcesConsumer } from './source-schema.ts';
export { findImportSource, findImports, findOwnSource, type GivenSource, saveSource } from './sources.ts';
export type { sourceActivity } from './tables.ts';
