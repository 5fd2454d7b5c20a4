import { currencyDigits } from '@beckon/contract';

/** The maximum amount in the contract, positive or negative. */
const largest = 9_000_000_000_000;

const decimal = /^([+-]?)(\d{1,30}(?=[.e]|$)|(?=\.\d))(?:\.(\d{0,40}))?(?:e([+-]?\d{1,2}))?$/i;

/**
 * Converts an amount from major units, as Segment has it, to minor units. Works on the digits as text, so the result is
 * exact. An amount with more decimals than the currency is rounded, half away from zero, since sums of floats look like
 * 59.970000000000006.
 * @returns undefined for a value that is not an amount, or is too large
 * @example
 * toMinorUnits(19.99, 'EUR'); // 1999
 * toMinorUnits('1500', 'JPY'); // 1500
 * toMinorUnits('12,99 €', 'EUR'); // undefined
 */
export function toMinorUnits(amount: unknown, currency: string): number | undefined {
  if (typeof amount !== 'number' && typeof amount !== 'string') return undefined;
  const match = decimal.exec(String(amount).trim());
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent) + currencyDigits(currency);
  const kept = point <= 0 ? '' : digits.slice(0, point).padEnd(point, '0');
  const isRoundedUp = point >= 0 && point < digits.length && digits[point]! >= '5';
  const units = BigInt(kept === '' ? '0' : kept) + (isRoundedUp ? 1n : 0n);
  if (units > BigInt(largest)) return undefined;
  return sign === '-' && units !== 0n ? -Number(units) : Number(units);
}
