import type { ExperimentMetric, ExperimentVariation } from '@beckon/contract';
import { experimentLimits } from '@beckon/contract';
import type { ComparedVariation, Comparison } from './compare.ts';
import type { RuleReason } from './winner-rule.ts';
import { metricWords, valueInWords } from './words.ts';

type Named = Pick<ExperimentVariation, 'key' | 'name' | 'isHoldout'>;

/** What a verdict is about. */
export type Judged = {
  metric: ExperimentMetric | 'successes';
  currency: string;
  variations: readonly Named[];
  comparison: Comparison;
};

const untrusted =
  'Do not trust these figures: contacts were not divided among the variations as planned, and chance hardly explains it. ';

/** What the figures say while no variation is chosen. */
export function verdictOfRunning(judged: Judged): string {
  const { comparison, metric } = judged;
  const trust = comparison.sampleRatio.isOff ? untrusted : '';
  const counted = comparison.variations.filter(({ value }) => value !== null);
  if (counted.length < 2) return `${trust}There is nothing to compare yet.`;
  const [best, second] = counted.toSorted((one, other) => other.value! - one.value!);
  if (best!.value === second!.value) return `${trust}So far it is a tie: ${figures(judged)}.`;
  const lead = `${trust}${nameOf(judged, best!.key)} has the higher ${metricWords[metric]} so far: ${figures(judged)}.`;
  if (counted.some(({ interval }) => interval === null)) return `${lead} It is too early to say more.`;
  return `${lead} ${certainty(judged, best!.key)}`;
}

/** Whether the best variation is shown to be better than the first; if it is the first, than all others. */
function certainty({ comparison: { variations }, ...judged }: Judged, bestKey: string): string {
  const isShown = isBestShown(variations, bestKey);
  if (isShown) return 'The difference is unlikely to be chance.';
  const isOne = judged.variations.length === 2;
  return isOne ? 'The difference may be chance.' : 'The differences may be chance.';
}

/** Whether a variation differs from the first one more than by chance; of the first one, whether each other one is below it. */
export function isBestShown(variations: readonly ComparedVariation[], bestKey: string): boolean {
  const best = variations.find(({ key }) => key === bestKey);
  if (best?.difference) return best.difference.isShown && best.difference.value > 0;
  const others = variations.filter(({ difference }) => difference !== null);
  return others.length > 0 && others.every(({ difference }) => difference!.isShown && difference!.value < 0);
}

/** Why a variation goes to the others, and what the figures at that time said. */
export function verdictOfDecided(judged: Judged, winner: string, reason: RuleReason | 'by_hand'): string {
  const { metric, comparison, variations } = judged;
  const trust = comparison.sampleRatio.isOff ? untrusted : '';
  const name = nameOf(judged, winner);
  const word = metricWords[metric];
  switch (reason) {
    case 'too_few':
      return `${trust}The experiment decided nothing: a variation was delivered to fewer than ${experimentLimits.minDelivered} contacts. The first variation, ${name}, is used.`;
    case 'tie':
      return `${trust}The experiment decided nothing: it is a tie (${figures(judged)}). ${name}, the first of those that are equal, is used.`;
    case 'only_one':
      return `${trust}${name} is the only variation with a message. ${holdoutWords(judged)}`.trim();
    case 'highest':
      return `${trust}${name} had the highest ${word} and goes to the other contacts: ${figures(judged)}. ${certainty(judged, winner)}`;
    case 'by_hand': {
      const holdout = variations.find(({ key }) => key === winner)?.isHoldout ? ' Other contacts get no message.' : '';
      return `${trust}A user chose ${name}. At that time: ${figures(judged)}.${holdout}`;
    }
  }
}

function holdoutWords(judged: Judged): string {
  if (judged.comparison.variations.every(({ difference }) => difference === null)) return '';
  return `${figures(judged)}. ${certainty(judged, judged.variations.find(({ isHoldout }) => !isHoldout)!.key)}`;
}

const nameOf = ({ variations }: Judged, key: string) => variations.find((one) => one.key === key)?.name ?? key;

/** `A 12.5%, B 10.0%` */
function figures(judged: Judged): string {
  const { comparison, metric, currency } = judged;
  return comparison.variations
    .flatMap(({ key, value }) =>
      value === null ? [] : [`${nameOf(judged, key)} ${valueInWords(value, metric, currency)}`],
    )
    .join(', ');
}
