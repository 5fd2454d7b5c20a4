const firstDelay = 500;
const longestDelay = 60_000;
/** Maximum delay that a server may request. */
const longestAsked = 3_600_000;

/** Retry-After in milliseconds: seconds or an HTTP date (RFC 9110); null without a valid value. */
export function readRetryAfter(header: string | null, now: number): number | null {
  if (header === null || header.trim() === '') return null;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), longestAsked) : null;
}

/**
 * The delay after the n-th consecutive failure (1, 2, …): doubled each time, with jitter over the upper half so that
 * shops do not retry at the same time, and never shorter than the server requested.
 */
export function retryDelay(failures: number, asked: number | null, random: number): number {
  const delay = Math.min(firstDelay * 2 ** Math.min(failures - 1, 20), longestDelay);
  return Math.max(Math.round(delay * (0.5 + random / 2)), asked ?? 0);
}
