import { type LanguageProps, useTexts } from '../texts/use-texts.ts';
import { NewsletterForm, type NewsletterFormProps } from './newsletter-form.tsx';
import { catalogs, english, type NewsletterTexts } from './texts/index.ts';

export type NewsletterProps = Omit<NewsletterFormProps, 'texts' | 'language'> & LanguageProps<NewsletterTexts>;

/**
 * The newsletter sign-up form. Renders on a server in English or in the texts it is given, and takes the visitor's
 * language in the browser.
 *
 * @example
 * <Newsletter api="https://beckon.shop.example" writeKey="pk_demo" texts={{ heading: 'Letters from the workshop' }} />
 */
export function Newsletter({ lang, texts, ...rest }: NewsletterProps) {
  return <NewsletterForm {...rest} {...useTexts(english, catalogs, { lang, texts })} />;
}
