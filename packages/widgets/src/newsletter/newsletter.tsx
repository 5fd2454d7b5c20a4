import { useEffect, useState } from 'react';
import { NewsletterFields } from '../newsletter-fields/newsletter-fields.tsx';
import type { NewsletterPrompt, NewsletterPromptProps } from '../newsletter-prompt/newsletter-prompt.tsx';
import type { NewsletterVariants, NewsletterVariantsProps } from '../newsletter-variants/newsletter-variants.tsx';
import { type LanguageProps, type SpokenName, useTexts } from '../texts/use-texts.ts';
import { NewsletterForm, type NewsletterFormProps } from './newsletter-form.tsx';
import { catalogs, english, type NewsletterTexts } from './texts/index.ts';

export type NewsletterProps = Omit<NewsletterFormProps, SpokenName | 'More'> &
  NewsletterPromptProps &
  NewsletterVariantsProps &
  LanguageProps<NewsletterTexts>;

type Later = { Prompt?: typeof NewsletterPrompt | undefined; Variants?: typeof NewsletterVariants | undefined };

/**
 * The newsletter sign-up form. Renders on a server in `lang`, else in English; without `lang` it takes the visitor's
 * language in the browser. What comes over the page or in variants is loaded and decided there.
 *
 * @example
 * <Newsletter api="https://beckon.shop.example" writeKey="pk_demo" texts={{ heading: 'Letters from the workshop' }} />
 */
export function Newsletter({ lang, texts, ...rest }: NewsletterProps) {
  const [{ Prompt, Variants }, setLater] = useState<Later>({});
  const props = { ...rest, ...useTexts('newsletter', english, catalogs, { lang, texts }), More: NewsletterFields };
  const isPrompt = (rest.format ?? 'inline') !== 'inline';
  const hasVariants = !!rest.variants;

  useEffect(() => {
    Promise.all([
      isPrompt ? import('../newsletter-prompt/newsletter-prompt.tsx') : undefined,
      hasVariants ? import('../newsletter-variants/newsletter-variants.tsx') : undefined,
    ]).then(
      ([prompt, variants]) => setLater({ Prompt: prompt?.NewsletterPrompt, Variants: variants?.NewsletterVariants }),
      // Where they cannot be had there is no prompt, and the page goes on.
      () => {},
    );
  }, [isPrompt, hasVariants]);

  if ((isPrompt && !Prompt) || (hasVariants && !Variants)) return null;
  const Shown = (isPrompt && Prompt) || NewsletterForm;
  const inside = { ...props, Form: NewsletterForm };
  return hasVariants && Variants ? (
    <Variants {...inside} Variant={Shown as typeof NewsletterForm} />
  ) : (
    <Shown {...inside} />
  );
}
