import { segmentLimits } from '@beckon/contract';
import { DomainError, parseJson } from '@beckon/core/lib';
import { isObject, type JsonObject } from './message.ts';

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
