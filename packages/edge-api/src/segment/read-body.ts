import { DomainError, parseJson } from '@beckon/core/lib';
import { isObject, type JsonObject } from './message.ts';

/** Unpacked bytes, as Segment has them: of a call with one message, and of a batch. */
export const bodyLimits = { message: 32 * 1_024, batch: 500 * 1_024 } as const;

/** Messages of one batch. */
export const batchLimit = 2_500;

/** @throws DomainError `bad_json`, `validation_failed` */
export function parseBody(text: string): JsonObject {
  const body = parseJson(text);
  if (!isObject(body)) throw new DomainError('validation_failed', 'the body is a JSON object');
  return body;
}

/** @throws DomainError `validation_failed`, `too_many_events` */
export function messagesOf(body: JsonObject): unknown[] {
  const { batch } = body;
  if (!Array.isArray(batch)) {
    throw new DomainError('validation_failed', 'the body has no list of messages', {
      errors: [{ path: 'batch', message: `a list of at most ${batchLimit} messages` }],
    });
  }
  if (batch.length > batchLimit) {
    throw new DomainError('too_many_events', `${batch.length} messages in one batch, at most ${batchLimit}`);
  }
  return batch;
}
