import type { KnownSource } from '@beckon/core/access';
import { DomainError } from '@beckon/core/lib';
import { corsHeaders } from '../http/keys.ts';

/**
 * The answer to a preflight. It cannot carry the key, so it is the same for all pages; the call itself is checked
 * against the origins of its source.
 */
export function preflight(request: Request): Response {
  return new Response(null, {
    status: 204,
    headers: {
      ...corsHeaders(request.headers.get('origin')),
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'authorization, content-type, content-encoding, x-retry-count',
      'access-control-max-age': '86400',
    },
  });
}

/**
 * Lets the page read a failure where it may: a page of the source, or one with a wrong key. An SDK that cannot read
 * the status takes it for a broken network and tries again for nothing.
 */
export function openFailure(answer: Response, error: unknown, origin: string | null, source: KnownSource | null) {
  const isWrongKey = error instanceof DomainError && (error.code === 'key_unknown' || error.code === 'key_missing');
  if (origin !== null && (isWrongKey || source?.allowedOrigins.includes(origin))) {
    for (const [name, value] of Object.entries(corsHeaders(origin))) answer.headers.set(name, value);
  }
  return answer;
}
