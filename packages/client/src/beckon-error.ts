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
  /** HTTP status; 0 when there was no answer, and for a redirect in a browser, which hides it. */
  readonly status: number;
  /**
   * A code of the API reference, such as `not_found`; `network_unavailable` or `timeout` when there was no answer;
   * `redirected`, `unexpected_answer` or `http_<status>` when something else than Beckon answered.
   */
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

  /**
   * Whether the same call may succeed later: no answer, too many requests, a fault of the server, or a call with the same
   * idempotency key that is still being executed.
   */
  get isTemporary(): boolean {
    const isWithoutAnswer = this.code === 'network_unavailable' || this.code === 'timeout';
    return isWithoutAnswer || this.code === 'idempotency_key_in_use' || this.status === 429 || this.status >= 500;
  }
}

/** Reads an error answer. A proxy in between may have answered with something else than a problem. */
export async function readError(response: Response): Promise<BeckonError> {
  const problem = (await response.json().catch(() => null)) as Problem | null;
  return new BeckonError(problem?.detail ?? problem?.title ?? `the server answered with status ${response.status}`, {
    status: response.status,
    code: problem?.code ?? `http_${response.status}`,
    errors: problem?.errors,
    retryAfter: readRetryAfter(response.headers),
  });
}

/**
 * Seconds to wait: the header has seconds, or a date as proxies send it. A date is compared with that of the answer, since
 * the clock here may be wrong.
 */
function readRetryAfter(headers: Headers): number | undefined {
  const text = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text);
  const until = text.endsWith('GMT') ? Date.parse(text) : Number.NaN;
  const from = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(until)) return undefined;
  return Math.max(0, (until - (Number.isNaN(from) ? Date.now() : from)) / 1_000);
}
