import type { BeckonError } from './beckon-error.ts';

const firstWait = 250;
const maxWait = 10_000;

/**
 * Milliseconds to wait before a call is sent again, or null when it must not be. What is not repeatable is sent again only
 * where the server says that it has done nothing.
 * @param attempt how often it was sent, 1 or more
 */
export function waitBefore(attempt: number, error: BeckonError, isRepeatable: boolean): number | null {
  const hasDoneNothing = error.status === 429 || error.code === 'overloaded' || error.code === 'idempotency_key_in_use';
  if (!(hasDoneNothing || (isRepeatable && error.isTemporary))) return null;
  if (error.retryAfter !== undefined) {
    const asked = error.retryAfter * 1_000;
    return asked <= maxWait ? asked : null;
  }
  return Math.random() * Math.min(maxWait, firstWait * 2 ** attempt);
}
