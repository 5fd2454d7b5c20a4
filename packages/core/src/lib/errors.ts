import { type Challenge, type ProblemCode, problems } from '@beckon/contract';

/** A failure with a code from the contract's closed list; mapped to problem+json in the HTTP layer. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: ProblemCode;
  /** Seconds after which the caller may try again. */
  readonly retryAfter: number | undefined;
  readonly errors: { path: string; message: string }[] | undefined;
  /** For `challenge_required`: the challenge to solve. */
  readonly challenge: Challenge | undefined;

  constructor(
    code: ProblemCode,
    detail?: string,
    options: {
      retryAfter?: number;
      cause?: unknown;
      errors?: { path: string; message: string }[];
      challenge?: Challenge;
    } = {},
  ) {
    super(detail ?? problems[code].title, { cause: options.cause });
    this.code = code;
    this.retryAfter = options.retryAfter;
    this.errors = options.errors;
    this.challenge = options.challenge;
  }
}
