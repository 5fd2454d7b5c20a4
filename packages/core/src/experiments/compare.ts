import type { ExperimentMetric, ExperimentVariation } from '@beckon/contract';
import { type Interval, newcombeInterval, welchInterval } from './statistics/intervals.ts';
import { type Mean, meanOf, rateOf } from './statistics/mean.ts';
import { mismatchBelow, sampleRatioProbability } from './statistics/sample-ratio.ts';
import { sequentialDifference, sequentialInterval } from './statistics/sequential.ts';
import type { Tally } from './tally.ts';
import { fractionOf } from './winner-rule.ts';

/** How often a difference may seem shown where there is none, over all comparisons and all looks of an experiment. */
const alpha = 0.05;

/** No interval is computed from fewer contacts: the normal distribution does not describe their mean yet. */
export const minCompared = 100;

/** When figures are looked at: once, at the time that was planned before, or at any time, as often as wanted. */
export type Look = 'planned' | 'any';

/** The metric of a variation, and how it differs from that of the first. */
export type ComparedVariation = {
  key: string;
  /** Null without any contact to count. */
  value: number | null;
  interval: Interval | null;
  /** This one less the first one; null for the first one, and while there are too few contacts. */
  difference: (Interval & { value: number; isShown: boolean }) | null;
};

export type Comparison = { variations: ComparedVariation[]; sampleRatio: { probability: number; isOff: boolean } };

type Counts = { key: string; sum: number; of: number; mean: Mean };

function countsOf(metric: ExperimentMetric, tally: Tally): Counts {
  const { sum, of } = fractionOf(metric, tally);
  return {
    key: tally.key,
    sum,
    of,
    mean: metric === 'revenue' ? meanOf(sum, tally.revenueSquared, of) : rateOf(sum, of),
  };
}

/**
 * Compares each variation with the first one that a metric can be counted of. With several comparisons, each gets its part
 * of alpha (Bonferroni).
 */
export function compareVariations(
  metric: ExperimentMetric,
  variations: readonly Pick<ExperimentVariation, 'key' | 'weight' | 'isHoldout'>[],
  tallies: readonly Tally[],
  look: Look,
): Comparison {
  const tallyOf = new Map(tallies.map((tally) => [tally.key, tally]));
  const given = variations.flatMap((variation) => {
    const tally = tallyOf.get(variation.key);
    return tally ? [{ ...variation, tally }] : [];
  });
  const counts = given.map(({ tally }) => countsOf(metric, tally));
  // Nothing is delivered to a holdout, so that it has no opens and clicks to compare.
  const first = given.findIndex(({ isHoldout }) => !isHoldout || isPerAssigned(metric));
  const comparisons = given.filter(({ isHoldout }, index) => index !== first && (!isHoldout || isPerAssigned(metric)));
  const share = alpha / Math.max(1, comparisons.length);
  const probability = sampleRatioProbability(given.map(({ tally, weight }) => ({ count: tally.assigned, weight })));
  return {
    variations: counts.map((one, index) => ({
      key: one.key,
      value: one.of === 0 ? null : one.mean.value,
      interval: one.of < minCompared ? null : intervalOf(metric, one, share),
      difference: index === first ? null : differenceOf(metric, one, counts[first]!, share, look),
    })),
    sampleRatio: { probability, isOff: probability < mismatchBelow },
  };
}

/** A rate is not below 0 and not above 1. */
function intervalOf(metric: ExperimentMetric, { mean }: Counts, share: number): Interval | null {
  const interval = sequentialInterval(mean, share);
  if (!interval || metric === 'revenue') return interval;
  return { low: Math.max(0, interval.low), high: Math.min(1, interval.high) };
}

const isPerAssigned = (metric: ExperimentMetric) => metric === 'conversions' || metric === 'revenue';

function differenceOf(
  metric: ExperimentMetric,
  one: Counts,
  first: Counts,
  share: number,
  look: Look,
): ComparedVariation['difference'] {
  if (one.of < minCompared || first.of < minCompared) return null;
  const interval =
    look === 'any' ? sequentialDifference(one.mean, first.mean, share) : plannedInterval(metric, one, first, share);
  if (!interval) return null;
  return { value: one.mean.value - first.mean.value, ...interval, isShown: interval.low > 0 || interval.high < 0 };
}

function plannedInterval(metric: ExperimentMetric, one: Counts, first: Counts, share: number): Interval | null {
  if (metric === 'revenue') return welchInterval(one.mean, first.mean, share);
  const [a, b] = [one, first].map(({ sum, of }) => ({ successes: sum, count: of }));
  return newcombeInterval(a!, b!, share);
}
