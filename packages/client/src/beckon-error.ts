/** The body of an error answer, as RFC 9457 has it. */
type Problem = { title?: string; detail?: string; code?: string; errors?: { path: string; message: string }[] };

/**
 * A call that was answered with an error, or not at all.
 * @example
 * try {
 *   await beckon.readContact({ params: { id } });
 * } catch (error) {
 *   if (error instanceof BeckonError && error.code === 'not_found') return null;
 *   throw error;
 * }
 */
export class BeckonError extends Error {
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** A code of the API reference, such as `not_found`; `network_unavailable` or `timeout` when there was no answer. */
  readonly code: string;
  /** Of `validation_failed`: each fault with the field it is in. */
  readonly errors: readonly { path: string; message: string }[];
  /** Seconds after which the server asks to be called again. */
  readonly retryAfter: number | undefined;

  constructor(
    message: string,
    facts: {
      status: number;
      code: string;
      errors?: readonly { path: string; message: string }[] | undefined;
      retryAfter?: number | undefined;
      cause?: unknown;
    },
  ) {
    super(message, { cause: facts.cause });
    this.name = 'BeckonError';
    this.status = facts.status;
    this.code = facts.code;
    this.errors = facts.errors ?? [];
    this.retryAfter = facts.retryAfter;
  }

  /** Whether the same call may succeed later: no answer, too many requests, or a fault of the server. */
  get isTemporary(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** Reads an error answer. A proxy in between may have answered with something else than a problem. */
export async function readError(response: Response): Promise<BeckonError> {
  const problem = (await response.json().catch(() => null)) as Problem | null;
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new BeckonError(problem?.detail ?? problem?.title ?? `the server answered with status ${response.status}`, {
    status: response.status,
    code: problem?.code ?? `http_${response.status}`,
    errors: problem?.errors,
    retryAfter: Number.isFinite(retryAfter) ? retryAfter : undefined,
  });
}
