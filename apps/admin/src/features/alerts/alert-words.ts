import type { AlertRule } from '@beckon/contract';
import { formatNumber } from '../../parts/format/number.ts';

const units = { count: '', percent: ' %', seconds: ' s', hours: ' h' } as const;

/** `5` of a rule in percent is `5 %`. */
export const formatThreshold = (value: number, unit: NonNullable<AlertRule['unit']>): string =>
  `${formatNumber(value)}${units[unit]}`;

/** When an alert of a rule opens, in a sentence. */
export function describeRule({ unit, threshold, windowSeconds, minimum }: AlertRule): string {
  if (unit === null || threshold === null) return 'Opens when it happens.';
  const span = windowSeconds === null ? '' : `, measured over ${describeSpan(windowSeconds)}`;
  const least = minimum === null ? '' : `, of at least ${formatNumber(minimum)}`;
  return `Opens above ${formatThreshold(threshold, unit)}${span}${least}.`;
}

function describeSpan(seconds: number): string {
  const hours = seconds / 3_600;
  if (hours >= 1) return hours === 1 ? 'an hour' : `${formatNumber(hours)} hours`;
  return `${formatNumber(seconds / 60)} minutes`;
}
