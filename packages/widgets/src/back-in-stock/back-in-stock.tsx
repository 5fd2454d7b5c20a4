import { type LanguageProps, type SpokenName, useTexts } from '../texts/use-texts.ts';
import { BackInStockForm, type BackInStockFormProps } from './back-in-stock-form.tsx';
import { type BackInStockTexts, catalogs, english } from './texts/index.ts';

export type BackInStockProps = Omit<BackInStockFormProps, SpokenName> & LanguageProps<BackInStockTexts>;

/**
 * Asks for an address where a product or variant is sold out. Say `soldOut` where the page knows it: then a server
 * renders the form, and nothing moves when it appears.
 *
 * @example
 * <BackInStock productId="mug" variantId="blue" soldOut={variant.quantity === 0} />
 */
export function BackInStock({ lang, texts, ...rest }: BackInStockProps) {
  return <BackInStockForm {...rest} {...useTexts('back-in-stock', english, catalogs, { lang, texts })} />;
}
