import type { EventMatch, PropertyComparison, SegmentPeriod, SegmentTimes } from '@beckon/contract';
import { formatNumber } from '../format/number.ts';
import { formatDay, formatExact } from '../format/time.ts';

type Duration = { amount: number; unit: 'minutes' | 'hours' | 'days' | 'weeks' };

/** `{ amount: 1, unit: 'days' }` is `1 day`. */
export function durationPhrase({ amount, unit }: Duration): string {
  return `${formatNumber(amount)} ${amount === 1 ? unit.slice(0, -1) : unit}`;
}

/** `last 90 days`, `last day` */
const lastPhrase = (duration: Duration) =>
  duration.amount === 1 ? `last ${duration.unit.slice(0, -1)}` : `last ${durationPhrase(duration)}`;

/** A day of the shop, or a time. */
const datePhrase = (date: string) => (date.length === 'YYYY-MM-DD'.length ? formatDay(date) : formatExact(date));

/** `“a”, “b” or “c”`; of many, how many more there are. */
export function anyOf(values: readonly string[]): string {
  const shown = values.length > 5 ? [...values.slice(0, 4), `${formatNumber(values.length - 4)} more`] : [...values];
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(shown);
}

type Show = (value: string | number | boolean) => string;

const showPlain: Show = (value) => {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'number' ? formatNumber(value) : `“${value}”`;
};

type Operator = PropertyComparison['operator'];
type Of<O extends Operator> = PropertyComparison extends infer C
  ? C extends { operator: infer Known }
    ? O extends Known
      ? C
      : never
    : never
  : never;

/** What follows the name of a value. A filter can say the opposite of each. */
const comparisons: { [O in Operator]: (comparison: Of<O>, isOpposite: boolean, show: Show) => string } = {
  equals: ({ value }, not, show) => `${is(not)} ${show(value)}`,
  not_equals: ({ value }, not, show) => `${is(!not)} ${show(value)}`,
  contains: ({ value }, not, show) => `${not ? 'does not contain' : 'contains'} ${show(value)}`,
  starts_with: ({ value }, not, show) => `${not ? 'does not start with' : 'starts with'} ${show(value)}`,
  in: ({ values }, not, show) => `${is(not)} ${anyOf(values.map(show))}`,
  not_in: ({ values }, not, show) => `${is(!not)} ${anyOf(values.map(show))}`,
  is_set: ({ value }, not) => `${is(value === not)} known`,
  greater_than: ({ value }, not, show) => `${is(not)} more than ${show(value)}`,
  less_than: ({ value }, not, show) => `${is(not)} less than ${show(value)}`,
  between: ({ from, to }, not, show) => `${is(not)} between ${show(from)} and ${show(to)}`,
  before: ({ value }, not) => `${is(not)} before ${datePhrase(value)}`,
  after: ({ value }, not) => `${is(not)} after ${datePhrase(value)}`,
  within_last: (duration, not) => `${is(not)} within the ${lastPhrase(duration)}`,
  more_than_ago: (duration, not) => `${is(not)} more than ${durationPhrase(duration)} ago`,
  on_this_day: (_, not) => `${not ? 'does not fall' : 'falls'} on this day of the year`,
  is_today: (_, not) => `${is(not)} today`,
};

const is = (isOpposite: boolean) => (isOpposite ? 'is not' : 'is');

/**
 * `is more than 2`. Every comparison of a field is one of a property too.
 * @param show how a value is written; a sum of money is not a plain number
 */
export function comparisonPhrase(comparison: PropertyComparison, isOpposite = false, show: Show = showPlain): string {
  const phrase = comparisons[comparison.operator] as (c: PropertyComparison, not: boolean, show: Show) => string;
  return phrase(comparison, isOpposite, show);
}

/** `total is more than 100`: a property as the shop names it. */
export const conditionPhrase = (condition: NonNullable<EventMatch['conditions']>[number]) =>
  `${condition.property} ${comparisonPhrase(condition.comparison)}`;

const timesWords: Record<SegmentTimes['operator'], string> = {
  at_least: 'at least',
  at_most: 'at most',
  exactly: 'exactly',
};

/** ` at least 3 times within the last 30 days`, or nothing. */
export function occurrencePhrase(times: SegmentTimes | undefined, period: SegmentPeriod | undefined): string {
  const often = times
    ? ` ${timesWords[times.operator]} ${times.count === 1 ? 'once' : `${formatNumber(times.count)} times`}`
    : '';
  if (!period) return often;
  return period.operator === 'within_last'
    ? `${often} within the ${lastPhrase(period)}`
    : `${often} from ${datePhrase(period.from)} to ${datePhrase(period.to)}`;
}
