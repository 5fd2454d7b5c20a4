import type { ComparedVariation, Comparison } from './compare.ts';
import { compareVariations } from './compare.ts';
import { verdictOfRunning } from './verdict.ts';
import { intervalRule } from './words.ts';

/** Successes of a variation that is counted elsewhere, such as of a form, and of how many. */
export type CountedRate = { key: string; successes: number; of: number };

/** Compares variations that are counted elsewhere and shown equally often. */
export function compareRates(counts: readonly CountedRate[]): {
  variations: ComparedVariation[];
  sampleRatio: Comparison['sampleRatio'];
  verdict: string;
  rule: string;
} {
  const variations = counts.map(({ key }) => ({ key, name: key, weight: 1, isHoldout: false }));
  const tallies = counts.map(({ key, successes: converted, of: assigned }) => {
    return { key, assigned, converted, delivered: assigned, opened: 0, clicked: 0, revenue: 0, revenueSquared: 0 };
  });
  const comparison = compareVariations('conversions', variations, tallies, 'any');
  const verdict = verdictOfRunning({ metric: 'successes', currency: '', variations, comparison });
  return { ...comparison, verdict, rule: intervalRule };
}
