export { deleteEntries, reopenEntry, resolveEntries, resolveQuarantined } from './close-entries.ts';
export { type QuarantineEntry, quarantineParts, type SetAside, type SharedEnvelope } from './entries.ts';
export { closeErased, eraseQuarantined } from './erase-quarantined.ts';
export type { quarantine, quarantineOverflow } from './tables.ts';
