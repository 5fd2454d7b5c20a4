import type { ProblemCode } from './problems.ts';

/** What every call with a body can answer that changes something for the admin app or a server of the shop. */
export const changeProblems = [
  'bad_json',
  'validation_failed',
  'key_unknown',
  'sign_in_required',
  'cross_site_refused',
  'body_too_large',
  'media_type_not_supported',
] as const satisfies ProblemCode[];

/** What every call can answer that a form of a shop's page posts. */
export const formProblems = [
  'bad_json',
  'validation_failed',
  'key_missing',
  'key_unknown',
  'origin_not_allowed',
  'body_too_large',
  'rate_limited',
  'database_unavailable',
] as const satisfies ProblemCode[];

/** The same of a form that brings a mail to whatever address it holds. */
export const addressFormProblems = [...formProblems, 'challenge_required'] as const satisfies ProblemCode[];
