import { useEffect, useState } from 'react';
import { MoreFields } from '../newsletter-full/more-fields.tsx';
import type { NewsletterFull, NewsletterFullProps } from '../newsletter-full/newsletter-full.tsx';
import { type LanguageProps, useTexts } from '../texts/use-texts.ts';
import { NewsletterForm } from './newsletter-form.tsx';
import { catalogs, english, type NewsletterTexts } from './texts/index.ts';

export type NewsletterProps = Omit<NewsletterFullProps, 'texts' | 'language'> & LanguageProps<NewsletterTexts>;

/**
 * The newsletter sign-up form. Renders on a server in English or in the texts it is given, and takes the visitor's
 * language in the browser. What comes over the page or in variants is loaded and decided there.
 *
 * @example
 * <Newsletter api="https://beckon.shop.example" writeKey="pk_demo" texts={{ heading: 'Letters from the workshop' }} />
 */
export function Newsletter({ lang, texts, ...rest }: NewsletterProps) {
  const [full, setFull] = useState<{ NewsletterFull: typeof NewsletterFull } | undefined>(undefined);
  const props = { ...rest, ...useTexts(english, catalogs, { lang, texts }) };
  const isFull = !!rest.variants || (rest.format ?? 'inline') !== 'inline';

  useEffect(() => {
    // Where it cannot be had there is no prompt, and the page goes on.
    if (isFull) import('../newsletter-full/newsletter-full.tsx').then(setFull, () => {});
  }, [isFull]);

  if (!isFull) return <NewsletterForm {...props} More={MoreFields} />;
  return full ? <full.NewsletterFull {...props} /> : null;
}
