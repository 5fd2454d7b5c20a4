/** ISO 4217 currencies whose minor unit is a hundredth. */
const hundredths = `
  AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP
  COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR
  JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN
  NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL
  THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG`;

/** Withdrawn since 2010, hundredths too: orders of the past are in them. */
const withdrawn = 'ANG BGN CUC EEK HRK LTL LVL MRO SLL STD VEF ZMK ZWL';

const digits: ReadonlyMap<string, number> = new Map(
  (
    [
      [2, hundredths],
      [2, withdrawn],
      [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
      [0, 'BYR'],
      [3, 'BHD IQD JOD KWD LYD OMR TND'],
      [4, 'CLF UYW'],
    ] as const
  ).flatMap(([count, codes]) =>
    codes
      .trim()
      .split(/\s+/)
      .map((code) => [code, count] as const),
  ),
);

/** The codes that are known, such as EUR. */
export const currencyCodes: readonly string[] = [...digits.keys()];

/**
 * Whether there is such a currency, by ISO 4217: of those that are money. Metals and codes for tests have no minor unit.
 * @example
 * isCurrency('EUR'); // true
 * isCurrency('EURO'); // false
 */
export function isCurrency(code: string): boolean {
  return digits.has(code);
}

/**
 * How many digits a currency has behind the point, by ISO 4217. Not by `Intl`: its digits are those of everyday prices,
 * 0 for HUF or IDR, and differ between versions of ICU; an amount on the wire means the same everywhere.
 * @example
 * currencyDigits('EUR'); // 2
 * currencyDigits('JPY'); // 0
 */
export function currencyDigits(currency: string): number {
  return digits.get(currency) ?? 2;
}
