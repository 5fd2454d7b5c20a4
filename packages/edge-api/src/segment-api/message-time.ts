import { readWrittenTime } from '@beckon/core/lib';
import { isGiven, type JsonObject } from './message.ts';

/** Numbers below this are seconds, which some server libraries send: in milliseconds they would be before 1973. */
const leastMilliseconds = 100_000_000_000;

/**
 * A time in the formats of libraries and shops, in milliseconds since 1970. Without a zone it is UTC.
 * @returns undefined if the value is not a time
 * @example
 * readTime('2026-03-01 12:00:00'); // 1772366400000
 */
export function readTime(value: unknown): number | undefined {
  if (typeof value === 'number') return Math.abs(value) < leastMilliseconds ? value * 1_000 : value;
  return typeof value === 'string' ? readWrittenTime(value)?.getTime() : undefined;
}

export type MessageTime = { occurredAt: unknown; sentAt: string | number | undefined };

/**
 * The time of a message, and the client's time at which it was sent: the log corrects the first by the error of the
 * second, like Segment's own `receivedAt - (sentAt - originalTimestamp)`. A message with a `receivedAt` came through
 * Segment, so its `timestamp` is already corrected.
 * @param batchSentAt `sentAt` of the batch, which takes precedence over that of the message
 */
export function readMessageTime(message: JsonObject, batchSentAt: unknown): MessageTime {
  const isCorrected = isGiven(message.receivedAt) && isGiven(message.timestamp);
  const claimed = isCorrected || !isGiven(message.originalTimestamp) ? message.timestamp : message.originalTimestamp;
  const sentAt = readTime(isGiven(batchSentAt) ? batchSentAt : isCorrected ? undefined : message.sentAt);
  return { occurredAt: isGiven(claimed) ? (readTime(claimed) ?? claimed) : undefined, sentAt };
}
