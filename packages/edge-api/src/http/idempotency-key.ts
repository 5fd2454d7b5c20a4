import { idempotencyHeaders, idempotencyKeyPattern, idempotencyLimits } from '@beckon/contract';
import type { Answer, KeyedCall } from '@beckon/core/idempotency';
import { DomainError } from '@beckon/core/lib';
import { readBytes } from './body.ts';

/**
 * The `Idempotency-Key` of a request, or null.
 * @throws DomainError `idempotency_key_invalid`
 */
export function readIdempotencyKey(request: Request): string | null {
  const key = request.headers.get(idempotencyHeaders.key);
  if (key === null || idempotencyKeyPattern.test(key)) return key;
  throw new DomainError(
    'idempotency_key_invalid',
    `a key has 1 to ${idempotencyLimits.keyLength} visible ASCII characters, without blanks`,
  );
}

/**
 * Reads the body of a request, which can be read only once.
 * @returns the parts of the request that a repeat must have in common with it, and a copy whose body can be read again
 * @throws DomainError as `readBytes`
 */
export async function readRepeatable(
  request: Request,
): Promise<{ parts: Pick<KeyedCall, 'method' | 'path' | 'query' | 'body'>; copy: Request }> {
  const { method, url, headers } = request;
  const body = await readBytes(request);
  const { pathname, search } = new URL(url);
  const copy = new Request(url, { method, headers, body: new Blob([body]) });
  return { parts: { method, path: pathname, query: search, body }, copy };
}

/** An answer as a response. Refusals are stored as well. */
export function toJsonResponse({ status, body }: Answer, isReplayed: boolean): Response {
  return new Response(body, {
    status,
    headers: {
      'content-type': status < 400 ? 'application/json' : 'application/problem+json',
      'cache-control': 'no-store',
      ...(isReplayed ? { [idempotencyHeaders.replayed]: 'true' } : {}),
    },
  });
}
