export { writeToLog } from './append.ts';
export { Appender, type AppendRequest, type AppendResult } from './appender.ts';
export { bucketCount, bucketOf } from './bucket.ts';
export { adoptLog, assertLogOfCluster } from './cluster.ts';
export {
  type Consumer,
  type ConsumerOptions,
  ConsumerRunner,
  createProjection,
  type Projection,
  type ProjectionStep,
  type Reaction,
} from './consumer.ts';
export { type ConsumerHealth, maxStall, readConsumerHealth } from './consumer-health.ts';
export { createCursors, type EventRow, eventColumns, isRebuilding, readEvent, toLoggedEvent } from './cursors.ts';
export {
  type EventPlace,
  eraseEvents,
  findEventsMentioning,
  interruptReaders,
  isApplied,
  redactEvents,
} from './erase-events.ts';
export type { EventSource, LoggedEvent, StoredEvent } from './event.ts';
export { type ConsumerLag, readLag, readLagOfTenants, type TenantLag } from './lag.ts';
export { mentionsStep } from './mentions.ts';
export { appendOwnEvent, appendOwnEvents } from './own-event.ts';
export { reapply, rebuild } from './quarantine-logged.ts';
export { forgetClosedQuarantine, keepRetirementOut, retireEvents } from './retire-events.ts';
export type { events } from './tables.ts';
export { findUnapplied, type UnappliedEvent } from './unapplied.ts';
