import { readWrittenTime } from '@beckon/core/lib';
import { isGiven, type JsonObject } from './message.ts';

/** Numbers below this are seconds, as some server libraries send: as milliseconds they would lie before 1973. */
const leastMilliseconds = 100_000_000_000;

/**
 * A time as libraries and the shops around them write it, in milliseconds since 1970. Without a zone it is UTC.
 * @returns undefined for what is no time
 * @example
 * readTime('2026-03-01 12:00:00'); // 1772366400000
 */
export function readTime(value: unknown): number | undefined {
  if (typeof value === 'number') return Math.abs(value) < leastMilliseconds ? value * 1_000 : value;
  return typeof value === 'string' ? readWrittenTime(value)?.getTime() : undefined;
}

export type MessageTime = { occurredAt: unknown; sentAt: string | number | undefined };

/**
 * When a message says it happened, and by which clock: the log corrects the first by what the second is off, which is
 * what Segment's own `receivedAt - (sentAt - originalTimestamp)` does. A message with a `receivedAt` came through
 * Segment, so its `timestamp` is corrected already.
 * @param batchSentAt `sentAt` of the batch around it, which goes before its own
 */
export function readMessageTime(message: JsonObject, batchSentAt: unknown): MessageTime {
  const isCorrected = isGiven(message.receivedAt) && isGiven(message.timestamp);
  const claimed = isCorrected || !isGiven(message.originalTimestamp) ? message.timestamp : message.originalTimestamp;
  const sentAt = readTime(isGiven(batchSentAt) ? batchSentAt : isCorrected ? undefined : message.sentAt);
  return { occurredAt: isGiven(claimed) ? (readTime(claimed) ?? claimed) : undefined, sentAt };
}
