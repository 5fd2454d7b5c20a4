/**
 * An amount as GA4, JSON-LD and Open Graph write it (major units, a point for the fraction, below a billion) in minor
 * units; undefined where it is no such amount or has no currency. An amount with no more digits than its currency has
 * comes out exact: rounding takes only binary crumbs away.
 * @example minorUnits('12.99', 'EUR') // 1299
 * @example minorUnits(1500, 'JPY') // 1500
 */
export const minorUnits = (amount: unknown, currency: string | undefined): number | undefined =>
  currency && /^\d{1,9}(\.\d+)?$/.test(amount as string)
    ? // One unit of the currency, without what is no digit: 100 for EUR, 1 for JPY, 1000 for KWD.
      Math.round(
        (amount as number) *
          ((1).toLocaleString('en', { style: 'currency', currency }).replace(/\D/g, '') as unknown as number),
      )
    : undefined;
