import { z } from 'zod';
import { type Challenge, challengeSchema } from './api/challenge.ts';

/**
 * Every error the API can answer with. The code is the stable part: clients switch on it, people read `detail`.
 * Served as `application/problem+json` (RFC 9457); `type` is `https://beckon.dev/problems/<code>`.
 */
export const problems = {
  bad_request: { status: 400, title: 'The request is malformed' },
  bad_json: { status: 400, title: 'The body is not valid JSON' },
  bad_encoding: { status: 400, title: 'The body could not be decompressed, or is not UTF-8' },
  validation_failed: { status: 400, title: 'Some fields are not valid' },
  idempotency_key_invalid: { status: 400, title: 'The Idempotency-Key is not valid' },
  key_missing: { status: 401, title: 'A key is required' },
  key_unknown: { status: 401, title: 'The key is unknown or has been revoked' },
  sign_in_required: { status: 401, title: 'Sign in first' },
  secret_key_required: { status: 403, title: 'This endpoint needs the secret key' },
  permission_denied: { status: 403, title: 'The caller does not have permission' },
  origin_not_allowed: { status: 403, title: 'The origin is not allowed for this source' },
  cross_site_refused: { status: 403, title: 'Cross-site requests are not allowed' },
  token_invalid: { status: 403, title: 'This link is not valid or has expired' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'The method is not allowed for this path' },
  conflict: { status: 409, title: 'The request conflicts with the current state' },
  idempotency_key_in_use: { status: 409, title: 'A call with this Idempotency-Key is still being executed' },
  idempotency_answer_not_kept: {
    status: 409,
    title: 'The call with this Idempotency-Key was executed, and its answer is not kept',
  },
  body_too_large: { status: 413, title: 'The body is too large' },
  too_many_events: { status: 413, title: 'Too many events in one batch' },
  media_type_not_supported: { status: 415, title: 'The content type is not supported' },
  filter_too_slow: { status: 422, title: 'The filter takes too long to evaluate' },
  idempotency_key_reused: { status: 422, title: 'The Idempotency-Key was used for a call with another body' },
  challenge_required: { status: 428, title: 'A challenge must be solved first' },
  rate_limited: { status: 429, title: 'Too many requests' },
  too_many_idempotency_keys: { status: 429, title: 'The shop has too many Idempotency-Keys' },
  internal: { status: 500, title: 'Internal server error' },
  too_slow: { status: 503, title: 'The answer takes too long to compute' },
  overloaded: { status: 503, title: 'The server is overloaded' },
  database_unavailable: { status: 503, title: 'The database cannot be reached' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problems;

/** The body of every error answer. */
export const problemSchema = z.object({
  type: z.string().meta({ examples: ['https://beckon.dev/problems/key_unknown'] }),
  title: z.string(),
  status: z.int(),
  code: z.enum(Object.keys(problems) as [ProblemCode, ...ProblemCode[]]),
  detail: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  challenge: challengeSchema.optional().describe('Of `challenge_required`: what to solve.'),
});

export type Problem = z.infer<typeof problemSchema>;

/**
 * Builds the body of an error answer.
 * @example
 * problem('key_unknown').status; // 401
 */
export function problem(
  code: ProblemCode,
  detail?: string,
  { errors, challenge }: { errors?: Problem['errors']; challenge?: Challenge | undefined } = {},
): Problem {
  return {
    type: `https://beckon.dev/problems/${code}`,
    ...problems[code],
    code,
    ...(detail === undefined ? {} : { detail }),
    ...(errors === undefined ? {} : { errors }),
    ...(challenge === undefined ? {} : { challenge }),
  };
}
