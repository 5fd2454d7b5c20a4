import type { EgressAnswer } from './send-out.ts';

/** How long to wait, in milliseconds, as `Retry-After` says it in seconds or as a date. @param now in milliseconds */
export function readRetryAfter(headers: EgressAnswer['headers'], now: number): number | undefined {
  const value = headers['retry-after'];
  if (typeof value !== 'string') return undefined;
  const wait = /^\d{1,9}$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now;
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}
