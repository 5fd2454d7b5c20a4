/** A mean with its variance, over so many independent contacts. A rate is the mean of ones and zeros. */
export type Mean = { value: number; variance: number; count: number };

/**
 * The rate of successes. Its variance is that of a rate with one success and one failure more (Laplace's rule of
 * succession): without them, a variation without any success would seem to be known exactly.
 */
export function rateOf(successes: number, count: number): Mean {
  const smoothed = (successes + 1) / (count + 2);
  return { value: count === 0 ? 0 : successes / count, variance: smoothed * (1 - smoothed), count };
}

/** The mean of amounts, from their sum and the sum of their squares. */
export function meanOf(sum: number, sumOfSquares: number, count: number): Mean {
  if (count === 0) return { value: 0, variance: 0, count };
  const value = sum / count;
  // Rounding may leave less than nothing.
  return { value, variance: count < 2 ? 0 : Math.max(0, (sumOfSquares - sum * value) / (count - 1)), count };
}
