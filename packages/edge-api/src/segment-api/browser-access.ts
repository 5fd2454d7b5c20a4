import { DomainError } from '@beckon/core/lib';
import type { KnownSource } from '@beckon/core/sources';
import { openToPage, preflightAnswer } from '../http/keys.ts';

const usual = ['authorization', 'content-type', 'content-encoding', 'x-retry-count'];
/** A token as defined in RFC 9110. */
const headerName = /^[\w!#$%&'*+.^`|~-]{1,100}$/;
const maxAsked = 40;

/**
 * The response to a preflight. A preflight does not carry the key, so the response is the same for all pages; the call
 * itself is checked against the origins of its source. Libraries send various headers, none of which we read: all are
 * allowed.
 */
export function preflight(request: Request): Response {
  const asked = (request.headers.get('access-control-request-headers') ?? '').split(',').map((name) => name.trim());
  const headers = [...usual, ...asked.filter((name) => headerName.test(name)).slice(0, maxAsked)].join(', ');
  const answer = preflightAnswer(request.headers.get('origin'), headers);
  answer.headers.append('vary', 'Access-Control-Request-Headers');
  return answer;
}

/**
 * Allows the page to read an error response: a page of the source, or one with a wrong key or in a network that tried
 * many keys. An SDK that cannot read the status assumes a network failure and retries in vain.
 */
export function openFailure(answer: Response, error: unknown, origin: string | null, source: KnownSource | null) {
  const code = error instanceof DomainError ? error.code : null;
  const isWrongKey = code === 'key_unknown' || code === 'key_missing' || (code === 'rate_limited' && !source);
  if (origin !== null && (isWrongKey || source?.allowedOrigins.includes(origin))) openToPage(answer, origin);
  return answer;
}
