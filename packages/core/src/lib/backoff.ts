const seconds = 1_000;
const minutes = 60 * seconds;
const hours = 60 * minutes;

/** Delays between attempts of outbound work: six short ones, then long ones over about 28 hours. */
export const retrySchedule = [
  1 * seconds,
  2 * seconds,
  4 * seconds,
  8 * seconds,
  16 * seconds,
  32 * seconds,
  5 * minutes,
  30 * minutes,
  2 * hours,
  5 * hours,
  10 * hours,
  10 * hours,
] as const;

/**
 * The delay before the next attempt, or null when no attempts are left.
 * @param failures number of failures so far, at least 1
 * @param random between 0 and 1; up to a fifth is added as jitter
 * @param retryAfter the vendor's retry-after in milliseconds; obeyed between 1 s and 24 h
 * @example
 * retryDelay(1, 0); // 1000
 * retryDelay(13, 0); // null
 */
export function retryDelay(failures: number, random: number, retryAfter?: number): number | null {
  const step = retrySchedule[failures - 1];
  if (step === undefined) return null;
  const asked = retryAfter === undefined ? 0 : Math.min(Math.max(retryAfter, 1 * seconds), 24 * hours);
  return Math.max(Math.round(step * (1 + random / 5)), asked);
}
