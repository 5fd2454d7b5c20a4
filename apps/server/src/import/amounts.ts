import { currencyCodes, currencyDigits } from '@beckon/contract';

export type DecimalSign = '.' | ',';
export type Amount = { amount: number } | { fault: string };

/**
 * Reads an amount of money as people and programs write it: `12.50`, `1,234.56`, `€ 12,50`, `12.50 EUR`. If a separator
 * may mean either thousands or decimals (`1.230`), the amount is refused.
 * @param decimal the decimal separator given with `--decimal`
 * @example
 * readAmount('1.234,56 €', 'EUR', undefined); // { amount: 123456 }
 * readAmount('1.230', 'EUR', undefined); // { fault: '... may be 1230 or 1.230 ...' }
 */
export function readAmount(text: string, currency: string, decimal: DecimalSign | undefined): Amount {
  const none = { fault: `"${text}" is not an amount of ${currency}` };
  const parts =
    /^\(?\s*([+-]?)\s*([^\d.,'’+-]*?)\s*([+-]?)\s*((?:\d[\d.,'’\s]*|[.,]\d+))\s*([^\d.,'’+-]*?)\s*(-?)\)?$/u.exec(
      text.normalize('NFKC').replace(/−/g, '-'),
    );
  if (!parts) return none;
  const [all, before, signBefore = '', inner, number, signAfter = '', after] = parts;
  const foreign = [signBefore, signAfter].find((sign) => sign !== '' && !isSignOf(sign, currency));
  if (foreign !== undefined)
    return { fault: `"${text}" is not an amount of ${currency}: ${foreign} belongs to another currency` };
  const plain = toPlain(number!.replace(/[\s'’]+$/u, ''), currencyDigits(currency), decimal);
  if (plain === 'ambiguous')
    return {
      fault: `"${text}" is ambiguous, as its separator may mean thousands or decimals: set the decimal separator with --decimal . or --decimal ,`,
    };
  const isNegative = [before, inner, after].includes('-') || (all.startsWith('(') && all.endsWith(')'));
  const amount = plain === null ? null : readMinorUnits(`${isNegative ? '-' : ''}${plain}`, currencyDigits(currency));
  return amount === null ? none : { amount };
}

/** The number with a point before the decimals and without thousands separators. */
function toPlain(number: string, digits: number, decimal: DecimalSign | undefined): string | 'ambiguous' | null {
  const sign = decimal ?? findDecimalSign(number, digits);
  if (sign === 'ambiguous') return sign;
  const at = sign === null ? -1 : number.lastIndexOf(sign);
  const whole = at === -1 ? number : number.slice(0, at);
  const fraction = at === -1 ? '' : number.slice(at + 1);
  if (!/^\d*$/.test(fraction) || !isGrouped(whole)) return null;
  return `${whole.replace(/\D/g, '') || '0'}${fraction === '' ? '' : `.${fraction}`}`;
}

function findDecimalSign(number: string, digits: number): DecimalSign | null | 'ambiguous' {
  const signs = [...number.matchAll(/[.,]/g)].map(([sign]) => sign as DecimalSign);
  const last = signs.at(-1);
  if (last === undefined) return null;
  if (signs.length > 1) return signs.every((sign) => sign === last) ? null : last;
  // Three digits after a single separator are thousands, or the decimals of a currency that has three.
  const mayBeThousands = /^[1-9]\d{0,2}[.,]\d{3}$/.test(number);
  return mayBeThousands && digits !== 3 ? 'ambiguous' : last;
}

/** Whether the thousands are grouped with one separator, in groups of three, or of two as in India. */
function isGrouped(whole: string): boolean {
  return (
    /^\d*$/.test(whole) ||
    /^\d{1,3}(?:([.,'’]|\s)\d{3})(?:\1\d{3})*$/u.test(whole) ||
    /^\d{1,2}(?:,\d{2})*,\d{3}$/.test(whole)
  );
}

const signsOf = new Map<string, Set<string>>();

/** Whether the text beside a number is the currency's code or its symbol; several currencies may share a symbol. */
function isSignOf(sign: string, currency: string): boolean {
  let known = signsOf.get(currency);
  if (!known) {
    known = new Set([currency.toLowerCase()]);
    for (const locale of ['en', 'en-CA', 'de', 'pl', 'sv', 'ru', 'he', 'ja']) {
      for (const currencyDisplay of ['symbol', 'narrowSymbol'] as const) {
        const format = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay });
        const part = format.formatToParts(1).find(({ type }) => type === 'currency')!.value;
        known.add(part.normalize('NFKC').toLowerCase());
      }
    }
    signsOf.set(currency, known);
  }
  return known.has(sign.toLowerCase()) || known.has(sign.toLowerCase().replace(/\.$/, ''));
}

/** The currency whose code is part of the amount: `12.50 EUR`. */
export function currencyIn(text: string): string | undefined {
  const code = /(?<![A-Z])([A-Z]{3})(?![A-Z])/.exec(text)?.[1];
  return code !== undefined && currencyCodes.includes(code) ? code : undefined;
}

/** Works on the digits: floating-point arithmetic would not be exact. */
export function readMinorUnits(text: string, digits: number): number | null {
  const match = /^(-?)(\d{1,12})(?:\.(\d+))?$/.exec(text.trim());
  if (!match) return null;
  const [, sign, whole, fraction = ''] = match;
  if (fraction.length > digits && /[1-9]/.test(fraction.slice(digits))) return null;
  const amount = Number(whole! + fraction.slice(0, digits).padEnd(digits, '0'));
  return sign && amount !== 0 ? -amount : amount;
}
