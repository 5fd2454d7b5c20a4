export { audited, type Change, recordChange } from './audited.ts';
export { compareFacts, listOf } from './compare-facts.ts';
export { countAudit, listAudit } from './read-audit.ts';
