import type { Problem, ProblemCode } from '@beckon/contract';

/** An answer that is not 2xx (with the problem the API told), or no answer at all (`status` 0). */
export class ApiError extends Error {
  readonly status: number;
  readonly code: ProblemCode | undefined;

  constructor(status: number, message: string, code?: ProblemCode) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
  }

  /** Whether asking again may help: the network, a busy or a starting server. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** Reads the body of an error answer, which a proxy may have replaced by something else. */
export async function apiErrorOf(response: Response): Promise<ApiError> {
  const problem = (await response.json().catch(() => null)) as Partial<Problem> | null;
  const message = problem?.detail ?? problem?.title ?? `The server answered with status ${response.status}.`;
  return new ApiError(response.status, message, problem?.code);
}

/** Turns a refused connection into an error that says so; lets a cancelled request through as it is. */
export function unreachable(error: unknown): unknown {
  if (error instanceof DOMException && error.name === 'AbortError') return error;
  return new ApiError(0, 'The server cannot be reached. Check that it is running and that you are online.');
}
