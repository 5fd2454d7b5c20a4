export { audited, type Change, recordChange } from './audited.ts';
export { compareFacts, listOf } from './compare-facts.ts';
export { listAudit } from './read-audit.ts';
