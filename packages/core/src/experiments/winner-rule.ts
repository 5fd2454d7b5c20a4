import { type ExperimentMetric, type ExperimentVariation, experimentLimits } from '@beckon/contract';
import type { Tally } from './tally.ts';

/** Why the rule chose its variation. The last two: the experiment decided nothing. */
export type RuleReason = 'highest' | 'only_one' | 'tie' | 'too_few';

/** A metric as a fraction of whole numbers, so that two that are equal compare as equal. */
export function fractionOf(metric: ExperimentMetric, tally: Tally): { sum: number; of: number } {
  switch (metric) {
    case 'opens':
      return { sum: tally.opened, of: tally.delivered };
    case 'clicks':
      return { sum: tally.clicked, of: tally.delivered };
    case 'conversions':
      return { sum: tally.converted, of: tally.assigned };
    case 'revenue':
      return { sum: tally.revenue, of: tally.assigned };
  }
}

/** Above 0 if the first fraction is the greater one. 0 of 0 is 0. */
function compareFractions(one: { sum: number; of: number }, other: { sum: number; of: number }): number {
  const [a, b] = [one, other].map(({ sum, of }) => ({ sum: BigInt(sum), of: BigInt(Math.max(of, 1)) }));
  return Number(a!.sum * b!.of - b!.sum * a!.of);
}

/**
 * Which variation goes to the other contacts: the one with the highest metric. With fewer than 100 contacts to whom a
 * variation was delivered it is the first variation, with a tie the first of those that are equal. A holdout never wins
 * by the rule.
 */
export function applyRule(
  { metric, variations }: { metric: ExperimentMetric; variations: readonly ExperimentVariation[] },
  tallies: readonly Tally[],
): { winner: string; reason: RuleReason } {
  const sent = variations.flatMap(({ key, isHoldout }) => {
    const tally = tallies.find((one) => one.key === key);
    return isHoldout || !tally ? [] : [tally];
  });
  const first = sent[0]!.key;
  if (sent.length === 1) return { winner: first, reason: 'only_one' };
  const fractions = sent.map((tally) => ({ key: tally.key, ...fractionOf(metric, tally) }));
  const highest = fractions.reduce((best, one) => (compareFractions(one, best) > 0 ? one : best));
  const isTie = fractions.some((one) => one.key !== highest.key && compareFractions(one, highest) === 0);
  if (sent.some(({ delivered }) => delivered < experimentLimits.minDelivered)) {
    const isOfFirst = highest.key === first && sent.every(({ delivered }) => delivered > 0);
    return { winner: first, reason: isTie && isOfFirst ? 'tie' : 'too_few' };
  }
  return { winner: highest.key, reason: isTie ? 'tie' : 'highest' };
}
