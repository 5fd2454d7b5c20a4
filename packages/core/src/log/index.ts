export { addressesIn, addressPatterns } from './addresses-in-text.ts';
export * from './append.ts';
export * from './appender.ts';
export * from './bucket.ts';
export { type ClientFacts, readClient } from './client-facts.ts';
export * from './collect.ts';
export * from './consumer.ts';
export { createCursors, FenceLost, readEvent } from './cursors.ts';
export * from './erase-events.ts';
export * from './erase-quarantined.ts';
export * from './event.ts';
export * from './export.ts';
export * from './feed.ts';
export * from './home.ts';
export * from './lag.ts';
export { clearMentions, forgetMentions, noteMentions } from './mentions.ts';
export * from './own-event.ts';
export {
  countQuarantine,
  forgetClosedQuarantine,
  listQuarantine,
  type ReplayResult,
  readOverflow,
  replayQuarantined,
  resolveQuarantined,
} from './quarantine.ts';
export { reapply, rebuild } from './quarantine-logged.ts';
export * from './retire-events.ts';
export { checkSignature, isSignedPerson } from './signed-identity.ts';
export * from './standing.ts';
export * from './validate-event.ts';
export * from './visitor-addresses.ts';
export * from './visitor-pace.ts';
