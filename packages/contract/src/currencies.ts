/** ISO 4217 currencies whose minor unit is not a hundredth. */
const exceptions: ReadonlyMap<string, number> = new Map([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0] as const),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3] as const),
  ...'CLF UYW'.split(' ').map((code) => [code, 4] as const),
]);

/**
 * How many digits a currency has behind the point, by ISO 4217. Not by `Intl`: its digits are those of everyday prices,
 * 0 for HUF or IDR, and differ between versions of ICU; an amount on the wire means the same everywhere.
 * @example
 * currencyDigits('EUR'); // 2
 * currencyDigits('JPY'); // 0
 */
export function currencyDigits(currency: string): number {
  return exceptions.get(currency) ?? 2;
}
