import { chiSquareTail } from './chi-square.ts';

/** Below this probability the figures of an experiment cannot be trusted. */
export const mismatchBelow = 0.001;

/**
 * Whether contacts were assigned in the ratio that was meant (sample ratio mismatch): Pearson's chi-square test.
 * A. Fabijan et al. (2019), Diagnosing Sample Ratio Mismatch in Online Controlled Experiments, KDD.
 * @returns how probable counts at least as far from the ratio are; 1 before anything is counted
 */
export function sampleRatioProbability(counts: readonly { count: number; weight: number }[]): number {
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const weights = counts.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0 || counts.length < 2) return 1;
  const value = counts.reduce((sum, { count, weight }) => {
    const expected = (total * weight) / weights;
    return sum + (count - expected) ** 2 / expected;
  }, 0);
  return chiSquareTail(value, counts.length - 1);
}
