import { currencyDigits, type ExperimentMetric } from '@beckon/contract';

/** How marketers call a metric. */
export const metricWords: Record<ExperimentMetric | 'successes', string> = {
  opens: 'open rate',
  clicks: 'click rate',
  conversions: 'conversion rate',
  revenue: 'revenue per contact',
  successes: 'success rate',
};

const percent = new Intl.NumberFormat('en', { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** A value of a metric, such as `12.5%` or `USD 3.40`. */
export function valueInWords(value: number, metric: ExperimentMetric | 'successes', currency: string): string {
  return metric === 'revenue' ? amountInWords(value, currency) : percent.format(value);
}

/** An average amount, in minor units, such as `USD 3.40`. */
export function amountInWords(amount: number, currency: string): string {
  const digits = currencyDigits(currency);
  return `${currency} ${(amount / 10 ** digits).toFixed(digits)}`;
}

/** How the intervals are to be read. */
export const intervalRule =
  'The intervals hold with 95 % certainty however often and whenever you look (asymptotic confidence sequences). With more than two variations the 5 % are divided among the comparisons with the first one. No interval is given below 100 contacts.';

/** How a winner is chosen. */
export const winnerRule =
  'At the planned time the variation with the highest metric goes to the other contacts. With a tie, or with fewer than 100 contacts to whom a variation was delivered, the experiment decides nothing: then the first variation is used, of a tie the first of those that are equal. A holdout never wins by the rule. At that one planned look the usual 95 % interval is used (Newcombe for rates, Welch for revenue); for a winner chosen by hand, that for any time.';
