import { DomainError } from '../lib/index.ts';

/** The database cannot be reached, did not answer in time, or the connection was lost. */
export class DatabaseUnavailable extends DomainError {
  /** A commit, or a statement outside a transaction, was sent and no response arrived. */
  readonly isOutcomeUnknown: boolean;

  constructor(detail: string, options: { cause?: unknown; isOutcomeUnknown?: boolean } = {}) {
    super('database_unavailable', detail, { retryAfter: 1, cause: options.cause });
    this.isOutcomeUnknown = options.isOutcomeUnknown ?? false;
  }
}

/** SQLSTATE of an error that the server returned, or null for any other error. */
export function sqlState(error: unknown): string | null {
  const code = (error as { code?: unknown; severity?: unknown } | null)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && 'severity' in (error as object) ? code : null;
}

/** A statement was cancelled by the server, since it was not finished within its deadline. */
export function isTimeout(error: unknown): error is DatabaseUnavailable {
  return error instanceof DatabaseUnavailable && sqlState(error.cause) === '57014';
}

/** Class 22 (bad data), 54 (limits): the rows cause the error, so it would occur again. */
export function isDataError(error: unknown): boolean {
  const state = sqlState(error);
  return state !== null && (state.startsWith('22') || state.startsWith('54'));
}

/**
 * The server cannot work at the moment: shutdown, crash recovery, too many connections, terminated by an administrator,
 * disk full, or one of its timeouts ended the session (25P03, 25P04).
 */
export function isServerUnable(error: unknown): boolean {
  const state = sqlState(error);
  return state !== null && /^(57P|53|08|25P0[34]$)/.test(state);
}

/**
 * The server cancelled the statement: because of `statement_timeout` or by request (57014), or a lock was not available
 * in time (55P03). The statement had no effect.
 */
export function isLapsed(error: unknown): boolean {
  const state = sqlState(error);
  return state === '57014' || state === '55P03';
}

/** Serialization failure or deadlock: the work had no effect, and may succeed when it is repeated. */
export function isConflict(error: unknown): boolean {
  const state = sqlState(error);
  return state === '40001' || state === '40P01';
}
