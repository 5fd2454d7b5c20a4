import { useEffect, useState } from 'react';
import { chooseLanguage, loadTexts, type Texts, wishedLanguages } from '../texts/catalogs.ts';
import english from '../texts/en.json' with { type: 'json' };
import { NewsletterForm, type NewsletterFormProps } from './newsletter-form.tsx';

export type NewsletterProps = Omit<NewsletterFormProps, 'texts' | 'language'> & {
  /** `de`, `en-GB`; left out: the page's language, else the browser's. */
  lang?: string | undefined;
  /** Replaces single texts, e.g. `{ submit: 'Join us' }`. */
  texts?: Partial<Texts> | undefined;
};

/**
 * The newsletter sign-up form. Renders on a server in English or in the texts it is given, and takes the visitor's
 * language in the browser.
 *
 * @example
 * <Newsletter api="https://beckon.shop.example" writeKey="pk_demo" texts={{ heading: 'Letters from the workshop' }} />
 */
export function Newsletter({ lang, texts, ...rest }: NewsletterProps) {
  const [language, setLanguage] = useState('en');
  const [catalog, setCatalog] = useState<Texts>(english);

  useEffect(() => {
    const chosen = chooseLanguage(wishedLanguages(lang));
    let isCurrent = true;
    loadTexts(chosen).then((loaded) => {
      if (!isCurrent) return;
      setLanguage(loaded ? chosen : 'en');
      setCatalog(loaded ?? english);
    });
    return () => {
      isCurrent = false;
    };
  }, [lang]);

  return <NewsletterForm {...rest} language={language} texts={{ ...catalog, ...texts }} />;
}
