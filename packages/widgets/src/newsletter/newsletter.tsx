import { useEffect, useState } from 'react';
import { NewsletterFields } from '../newsletter-fields/newsletter-fields.tsx';
import type { NewsletterPrompt, NewsletterPromptProps } from '../newsletter-prompt/newsletter-prompt.tsx';
import type {
  NewsletterVariations,
  NewsletterVariationsProps,
} from '../newsletter-variations/newsletter-variations.tsx';
import { type LanguageProps, type SpokenName, useTexts } from '../texts/use-texts.ts';
import { NewsletterForm, type NewsletterFormProps } from './newsletter-form.tsx';
import { catalogs, english, type NewsletterTexts } from './texts/index.ts';

export type NewsletterProps = Omit<NewsletterFormProps, SpokenName | 'More'> &
  NewsletterPromptProps &
  NewsletterVariationsProps &
  LanguageProps<NewsletterTexts>;

type Later = { Prompt?: typeof NewsletterPrompt | undefined; Variations?: typeof NewsletterVariations | undefined };

/**
 * The newsletter sign-up form. Renders on a server in `lang`, else in English; without `lang` it takes the visitor's
 * language in the browser. What comes over the page or in variations is loaded and decided there.
 *
 * @example
 * <Newsletter api="https://beckon.shop.example" writeKey="pk_demo" texts={{ heading: 'Letters from the workshop' }} />
 */
export function Newsletter({ lang, texts, ...rest }: NewsletterProps) {
  const [{ Prompt, Variations }, setLater] = useState<Later>({});
  const props = { ...rest, ...useTexts('newsletter', english, catalogs, { lang, texts }), More: NewsletterFields };
  const isPrompt = (rest.format ?? 'inline') !== 'inline';
  const hasVariations = !!rest.variations;

  useEffect(() => {
    Promise.all([
      isPrompt ? import('../newsletter-prompt/newsletter-prompt.tsx') : undefined,
      hasVariations ? import('../newsletter-variations/newsletter-variations.tsx') : undefined,
    ]).then(
      ([prompt, variations]) =>
        setLater({ Prompt: prompt?.NewsletterPrompt, Variations: variations?.NewsletterVariations }),
      // Where they cannot be had there is no prompt, and the page goes on.
      () => {},
    );
  }, [isPrompt, hasVariations]);

  if ((isPrompt && !Prompt) || (hasVariations && !Variations)) return null;
  const Shown = (isPrompt && Prompt) || NewsletterForm;
  const inside = { ...props, Form: NewsletterForm };
  return hasVariations && Variations ? (
    <Variations {...inside} Shown={Shown as typeof NewsletterForm} />
  ) : (
    <Shown {...inside} />
  );
}
