import { currencyCodes, currencyDigits } from '@beckon/contract';

export type DecimalSign = '.' | ',';
export type Amount = { amount: number } | { fault: string };

/**
 * Reads an amount of a currency as people and programs write it: `12.50`, `1,234.56`, `€ 12,50`, `12.50 EUR`. Where a
 * sign may stand between thousands as well as before cents (`1.230`), it is not guessed.
 * @param decimal what `--decimal` says
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
    return { fault: `"${text}" is not an amount of ${currency}, which is not written ${foreign}` };
  const plain = toPlain(number!.replace(/[\s'’]+$/u, ''), currencyDigits(currency), decimal);
  if (plain === 'ambiguous')
    return {
      fault: `"${text}" may have thousands or decimals behind its sign: say which is the decimal sign with --decimal . or --decimal ,`,
    };
  const isNegative = [before, inner, after].includes('-') || (all.startsWith('(') && all.endsWith(')'));
  const amount = plain === null ? null : readMinorUnits(`${isNegative ? '-' : ''}${plain}`, currencyDigits(currency));
  return amount === null ? none : { amount };
}

/** The number with a point before its decimals and nothing between its thousands. */
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
  // Three digits behind a single sign are thousands, or decimals of a currency that has three.
  const mayBeThousands = /^[1-9]\d{0,2}[.,]\d{3}$/.test(number);
  return mayBeThousands && digits !== 3 ? 'ambiguous' : last;
}

/** Groups of three, or of two as in India, by one sign throughout. */
function isGrouped(whole: string): boolean {
  return (
    /^\d*$/.test(whole) ||
    /^\d{1,3}(?:([.,'’]|\s)\d{3})(?:\1\d{3})*$/u.test(whole) ||
    /^\d{1,2}(?:,\d{2})*,\d{3}$/.test(whole)
  );
}

const signsOf = new Map<string, Set<string>>();

/** Whether a currency is written so beside a number: its code or its sign, which several may share. */
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

/** The currency that an amount names itself by its code: `12.50 EUR`. */
export function currencyIn(text: string): string | undefined {
  const code = /(?<![A-Z])([A-Z]{3})(?![A-Z])/.exec(text)?.[1];
  return code !== undefined && currencyCodes.includes(code) ? code : undefined;
}

/** Exact, by digits: 0.1 + 0.2 has no place in money. */
export function readMinorUnits(text: string, digits: number): number | null {
  const match = /^(-?)(\d{1,12})(?:\.(\d+))?$/.exec(text.trim());
  if (!match) return null;
  const [, sign, whole, fraction = ''] = match;
  if (fraction.length > digits && /[1-9]/.test(fraction.slice(digits))) return null;
  const amount = Number(whole! + fraction.slice(0, digits).padEnd(digits, '0'));
  return sign && amount !== 0 ? -amount : amount;
}
