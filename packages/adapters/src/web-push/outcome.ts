import type { PushOutcome } from '@beckon/core/ports';
import { type EgressAnswer, EgressFailure, readRetryAfter } from '../egress/index.ts';

/** Reads the response of a push service (RFC 8030, sections 5 and 7.3). @param now in milliseconds */
export function toOutcome({ status, headers }: EgressAnswer, now: number): PushOutcome {
  const reason = `web-push: ${status}`;
  if (status >= 200 && status < 300) return { outcome: 'sent', vendorId: readVendorId(headers) };
  if (status === 404 || status === 410) return { outcome: 'gone' };
  if (status === 413) return { outcome: 'failed', reason: `${reason} the message is too large for the push service` };
  if (status === 429 || status >= 500) {
    const retryAfter = readRetryAfter(headers, now);
    return { outcome: 'retry', reason, ...(retryAfter === undefined ? {} : { retryAfter }) };
  }
  return { outcome: 'failed', reason };
}

/** Reads a failure without a response. */
export function toFailure(error: unknown): PushOutcome {
  if (!(error instanceof EgressFailure)) throw error;
  const reason = `web-push: ${error.message}`;
  if (error.kind === 'refused') return { outcome: 'failed', reason };
  return error.kind === 'unreachable' ? { outcome: 'retry', reason } : { outcome: 'uncertain', reason };
}

/** The push service's id of the message: a path, or Apple's id. */
function readVendorId(headers: EgressAnswer['headers']): string | null {
  const name = headers['apns-id'] ?? headers.location;
  return typeof name === 'string' ? name.slice(0, 300) : null;
}
