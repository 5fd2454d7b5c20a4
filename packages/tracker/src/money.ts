import { currencyDigits, isCurrency } from '@beckon/contract/currencies';

/**
 * A currency as GA4, JSON-LD and Open Graph write it; undefined where there is no such code.
 * @example currencyOf('EUR') // 'EUR'
 */
export const currencyOf = (code: unknown): string | undefined =>
  typeof code === 'string' && isCurrency(code) ? code : undefined;

/**
 * An amount as GA4, JSON-LD and Open Graph write it (major units, a point for the fraction, below a billion) in minor
 * units by ISO 4217; undefined where it is no such amount or has no currency. An amount with no more digits than its
 * currency has comes out exact: rounding takes only binary crumbs away.
 * @example minorUnits('12.99', 'EUR') // 1299
 * @example minorUnits(1500, 'JPY') // 1500
 * @example minorUnits(4990, 'HUF') // 499000
 */
export const minorUnits = (amount: unknown, currency: string | undefined): number | undefined =>
  currency && /^\d{1,9}(\.\d+)?$/.test(String(amount))
    ? Math.round(Number(amount) * 10 ** currencyDigits(currency))
    : undefined;
