import type { Money } from '@beckon/contract';
import { currencyDigits } from '@beckon/contract/currencies';

/** `{ amount: 250031563, currency: 'USD' }` is `$2,500,315.63`. Never by floating point: the digits are moved as text. */
export function formatMoney({ amount, currency }: Money, locale?: string): string {
  const digits = currencyDigits(currency);
  // The browser's own digits are fewer for some: 12.50 HUF must not become 13.
  const style = { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits } as const;
  const format = new Intl.NumberFormat(locale, style);
  return format.format(decimalText(amount, digits) as Intl.StringNumericLiteral);
}

/** Short, for the axis of a chart: `$2.5M`. */
export function formatMoneyShort({ amount, currency }: Money, locale?: string): string {
  const value = amount / 10 ** currencyDigits(currency);
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    notation: 'compact',
    maximumFractionDigits: 1,
  }).format(value);
}

/** 1299 with 2 digits is `12.99`, -5 is `-0.05`. */
export function decimalText(amount: number, digits: number): string {
  const sign = amount < 0 ? '-' : '';
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** What a person typed (`500` or `499.5`) in minor units. */
export function minorUnits(value: number, currency: string): number {
  return Math.round(value * 10 ** currencyDigits(currency));
}
