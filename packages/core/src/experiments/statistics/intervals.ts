import type { Mean } from './mean.ts';
import { normalQuantile, studentQuantile } from './normal.ts';

export type Interval = { low: number; high: number };

/**
 * The interval of a rate.
 * E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22, 209-212.
 */
export function wilsonInterval(successes: number, count: number, alpha: number): Interval {
  if (count === 0) return { low: 0, high: 1 };
  const z = normalQuantile(1 - alpha / 2);
  const rate = successes / count;
  const center = rate + z ** 2 / (2 * count);
  const margin = z * Math.sqrt((rate * (1 - rate)) / count + z ** 2 / (4 * count ** 2));
  const scale = 1 + z ** 2 / count;
  return { low: Math.max(0, (center - margin) / scale), high: Math.min(1, (center + margin) / scale) };
}

type Counted = { successes: number; count: number };

/**
 * The interval of the difference of two rates, `one` less `other`, for a single look at the planned time.
 * R. G. Newcombe (1998), Interval estimation for the difference between independent proportions, Statistics in Medicine
 * 17, 873-890, method 10.
 */
export function newcombeInterval(one: Counted, other: Counted, alpha: number): Interval {
  const [a, b] = [one, other].map(({ successes, count }) => ({
    rate: count === 0 ? 0 : successes / count,
    ...wilsonInterval(successes, count, alpha),
  }));
  const difference = a!.rate - b!.rate;
  return {
    low: difference - Math.hypot(a!.rate - a!.low, b!.high - b!.rate),
    high: difference + Math.hypot(a!.high - a!.rate, b!.rate - b!.low),
  };
}

/**
 * The interval of the difference of two means, `one` less `other`, for a single look at the planned time; null where
 * neither has any variance.
 * B. L. Welch (1947), The generalization of "Student's" problem, Biometrika 34, 28-35.
 */
export function welchInterval(one: Mean, other: Mean, alpha: number): Interval | null {
  const [a, b] = [one, other].map(({ variance, count }) => ({ part: variance / count, count }));
  const square = a!.part + b!.part;
  if (!(square > 0)) return null;
  const degrees = square ** 2 / (a!.part ** 2 / (a!.count - 1) + b!.part ** 2 / (b!.count - 1));
  const margin = studentQuantile(1 - alpha / 2, degrees) * Math.sqrt(square);
  const difference = one.value - other.value;
  return { low: difference - margin, high: difference + margin };
}
