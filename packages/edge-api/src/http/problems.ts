import { type Challenge, type ProblemCode, problem } from '@beckon/contract';
import { DomainError } from '@beckon/core/lib';
import type { Log } from '@beckon/core/ports';

/** An error answer as problem+json (RFC 9457). */
export function problemResponse(
  code: ProblemCode,
  detail?: string,
  options: {
    retryAfter?: number | undefined;
    errors?: { path: string; message: string }[] | undefined;
    challenge?: Challenge | undefined;
  } = {},
): Response {
  const body = problem(code, detail, options);
  return new Response(JSON.stringify(body), {
    status: body.status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(options.retryAfter === undefined ? {} : { 'retry-after': String(options.retryAfter) }),
    },
  });
}

/** The only place that turns an error into an answer. Unexpected errors are logged and answered without detail. */
export function toResponse(error: unknown, log: Log): Response {
  if (error instanceof DomainError) {
    const { retryAfter, errors, challenge } = error;
    return problemResponse(error.code, error.message, { retryAfter, errors, challenge });
  }
  log.error('unexpected error', {
    error: error instanceof Error ? error.name : typeof error,
    // Messages of our own code and of drivers may quote values: only the location is logged.
    at:
      error instanceof Error
        ? (error.stack
            ?.split('\n')
            .find((line) => line.includes(' at '))
            ?.trim() ?? null)
        : null,
    sqlState: String((error as { code?: unknown } | null)?.code ?? ''),
  });
  return problemResponse('internal');
}
