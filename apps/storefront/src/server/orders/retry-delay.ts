const firstDelay = 500;
const longestDelay = 60_000;
/** A server may ask for more patience than we would have, but not for ever. */
const longestAsked = 3_600_000;

/** Retry-After as milliseconds: seconds or an HTTP date (RFC 9110); null when it says nothing usable. */
export function readRetryAfter(header: string | null, now: number): number | null {
  if (header === null || header.trim() === '') return null;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), longestAsked) : null;
}

/**
 * How long to wait after the n-th failure in a row (1, 2, …): twice as long each time, spread over the upper half so
 * that shops do not come back in step, and never shorter than the server asked for.
 */
export function retryDelay(failures: number, asked: number | null, random: number): number {
  const delay = Math.min(firstDelay * 2 ** Math.min(failures - 1, 20), longestDelay);
  return Math.max(Math.round(delay * (0.5 + random / 2)), asked ?? 0);
}
