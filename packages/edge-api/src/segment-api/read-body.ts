import { collectLimits, segmentLimits } from '@beckon/contract';
import { DomainError, parseJson } from '@beckon/core/lib';
import { batchText } from './batch-text.ts';
import { isObject, type JsonObject, objectOf } from './message.ts';

/**
 * Maximum depth of a body that is read: more than collect accepts, so that a cut event is still too deep and is
 * quarantined. Two of the levels are the batch around a message, and the mapping removes at most one.
 */
const deepest = collectLimits.depth + 4;

/**
 * Parses a body, with null in place of values nested too deep, so that no code that handles a message overflows the
 * stack.
 * @throws DomainError `bad_json`, `validation_failed`
 */
export function parseBody(text: string): JsonObject {
  const body = parseJson(text);
  cut(body, 1);
  if (!isObject(body)) throw new DomainError('validation_failed', 'the body must be a JSON object');
  return body;
}

/** @param depth of the members of the value */
function cut(value: unknown, depth: number): void {
  if (value === null || typeof value !== 'object') return;
  const members = value as Record<string, unknown>;
  for (const key of Object.keys(members)) {
    if (typeof members[key] !== 'object') continue;
    if (depth > deepest) members[key] = null;
    else cut(members[key], depth + 1);
  }
}

/** @throws DomainError `validation_failed`, `too_many_events` */
export function messagesOf(body: JsonObject): unknown[] {
  const { batch } = body;
  if (!Array.isArray(batch)) {
    throw new DomainError('validation_failed', 'the body has no list of messages', {
      errors: [{ path: 'batch', message: `a list of at most ${segmentLimits.messagesPerBatch} messages` }],
    });
  }
  if (batch.length > segmentLimits.messagesPerBatch) {
    throw new DomainError(
      'too_many_events',
      `${batch.length} messages in one batch, at most ${segmentLimits.messagesPerBatch}`,
    );
  }
  return batch;
}

/**
 * The context of a batch, which its messages share. It is stored with each of them, so the total is limited before any
 * message is mapped: decompressed and copied, 1 kB on the wire could become 1 GB.
 * @param bytes of the body
 * @throws DomainError `validation_failed`, `body_too_large`
 */
export function contextOf(body: JsonObject, bytes: number): JsonObject {
  const context = objectOf(body.context);
  const contextBytes = Buffer.byteLength(batchText([context], undefined));
  if (contextBytes > segmentLimits.contextBytes) {
    throw new DomainError('validation_failed', 'the context of the batch is too large', {
      errors: [{ path: 'context', message: `at most ${segmentLimits.contextBytes} bytes` }],
    });
  }
  const messages = messagesOf(body).length;
  if (bytes + contextBytes * messages > segmentLimits.storedBytes) {
    throw new DomainError(
      'body_too_large',
      `the batch is larger than ${segmentLimits.storedBytes} bytes with its context in each of ${messages} messages`,
    );
  }
  return context;
}
