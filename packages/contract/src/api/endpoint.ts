import type { z } from 'zod';
import type { Permission } from '../permissions.ts';
import type { ProblemCode } from '../problems.ts';

/**
 * Who may call: a page of the shop with the public write key, a server of the shop with the secret key of its source,
 * either of them as the SDKs of Segment send it; or a signed-in user, an API key or a source's secret key that has a
 * permission.
 */
export type Access = 'write_key' | 'ingest_key' | 'segment_key' | Permission;

export type Endpoint = {
  method: 'get' | 'post' | 'put' | 'patch';
  path: string;
  /** Another path for the same call. */
  shortPath?: string;
  summary: string;
  access: Access;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Another media type that the body may have, as plain bytes. */
  rawBody?: string;
  status: 200 | 201 | 202;
  response: z.ZodType;
  /** The answer can also be a table in CSV, for `Accept: text/csv` or `?format=csv`. */
  csv?: true;
  /** The answer is a stream of such objects, as server-sent events. */
  isStream?: true;
  /** A post that may be sent again: the second one changes nothing. All other methods may. */
  isRepeatable?: true;
  /** Of a post or patch that needs a permission and takes no `Idempotency-Key`: why not. */
  withoutIdempotencyKey?: string;
  /**
   * Of a call that takes an `Idempotency-Key`, but whose work is not one transaction: what a repeat does when the server
   * was killed after the work and before the answer was stored.
   */
  afterCrash?: string;
  /** What it can answer besides what all calls of its kind can. */
  problems?: readonly ProblemCode[];
};

const ofAccess: Record<'write_key' | 'ingest_key' | 'segment_key' | 'permission', readonly ProblemCode[]> = {
  write_key: ['key_missing', 'key_unknown', 'origin_not_allowed', 'rate_limited'],
  ingest_key: ['key_missing', 'key_unknown', 'secret_key_required', 'rate_limited'],
  segment_key: ['bad_request', 'key_missing', 'key_unknown', 'origin_not_allowed', 'rate_limited'],
  permission: ['key_unknown', 'sign_in_required', 'permission_denied', 'rate_limited'],
};

const ofBody: readonly ProblemCode[] = [
  'bad_json',
  'bad_encoding',
  'validation_failed',
  'body_too_large',
  'media_type_not_supported',
  'overloaded',
];

const ofIdempotencyKey: readonly ProblemCode[] = [
  'idempotency_key_invalid',
  'idempotency_key_in_use',
  'idempotency_key_reused',
  'idempotency_answer_not_kept',
  'too_many_idempotency_keys',
];

/** Whether the caller is known by a permission, and not by the key of a source. */
export function isPermission(access: Access): access is Permission {
  return access.includes('.');
}

/**
 * Whether a call takes the header `Idempotency-Key`: those of users and API keys that may do something twice when they are
 * sent twice. PUT is left out since a repeat sets the same state.
 */
export function takesIdempotencyKey({ method, access, withoutIdempotencyKey }: Endpoint): boolean {
  return isPermission(access) && (method === 'post' || method === 'patch') && withoutIdempotencyKey === undefined;
}

/** Every problem that a call can be answered with. */
export function problemsOf(endpoint: Endpoint): Set<ProblemCode> {
  const { access, method, path, query, body, problems = [] } = endpoint;
  return new Set([
    ...(isPermission(access) ? ofAccess.permission : ofAccess[access]),
    ...(isPermission(access) && method !== 'get' ? (['cross_site_refused'] as const) : []),
    ...(takesIdempotencyKey(endpoint) ? ofIdempotencyKey : []),
    ...(query ? (['validation_failed'] as const) : []),
    ...(body ? ofBody : []),
    ...(path.includes('{') ? (['not_found'] as const) : []),
    ...problems,
    'database_unavailable',
  ]);
}
