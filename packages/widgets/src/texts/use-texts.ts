import { useEffect, useState } from 'react';
import { type Catalogs, chooseLanguage, type Language, type SharedTexts, wishedLanguages } from './catalogs.ts';
import { sharedCatalogs, sharedEnglish } from './shared.ts';

export type LanguageProps<Texts> = {
  /** `de`, `en-GB`; left out: the page's language, else the browser's. */
  lang?: string | undefined;
  /** Replaces single texts, e.g. `{ submit: 'Join us' }`. */
  texts?: Partial<Texts & SharedTexts> | undefined;
};

/**
 * The texts of a React widget: on a server and at first in English, then in the visitor's language; what is replaced is
 * replaced in all.
 */
export function useTexts<Texts>(english: Texts, catalogs: Catalogs<Texts>, { lang, texts }: LanguageProps<Texts>) {
  const [spoken, setSpoken] = useState<{ language: Language; texts: Texts & SharedTexts }>({
    language: 'en',
    texts: { ...sharedEnglish, ...english },
  });

  useEffect(() => {
    const language = chooseLanguage(wishedLanguages(lang));
    let isCurrent = true;
    const speak = (language: Language, shared: SharedTexts, own: Texts) => {
      if (isCurrent) setSpoken({ language, texts: { ...shared, ...own } });
    };
    if (language === 'en') speak('en', sharedEnglish, english);
    else
      Promise.all([sharedCatalogs[language](), catalogs[language]()]).then(
        ([shared, own]) => speak(language, shared.default, own.default),
        // The files cannot be had: what is shown stays.
        () => {},
      );
    return () => {
      isCurrent = false;
    };
  }, [lang, english, catalogs]);

  return { language: spoken.language, texts: { ...spoken.texts, ...texts } };
}
