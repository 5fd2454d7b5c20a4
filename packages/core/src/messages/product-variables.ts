import { currencyDigits } from '@beckon/contract';
import type { ShownProduct } from '../catalog/index.ts';
import { toLanguage } from '../lib/index.ts';

/** A product of the catalog as templates show it; its price in the reader's language. */
export function productVariables(
  { title, url, imageUrl, price, currency }: ShownProduct,
  language: string | null,
): Record<string, string> {
  return {
    title,
    url,
    ...(imageUrl ? { image_url: imageUrl } : {}),
    ...(price !== null && currency !== null ? { price: inWords(price, currency, language) } : {}),
  };
}

function inWords(amount: number, currency: string, language: string | null): string {
  const digits = currencyDigits(currency);
  const format = { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits } as const;
  return new Intl.NumberFormat(toLanguage(language) ?? 'en', format).format(amount / 10 ** digits);
}
