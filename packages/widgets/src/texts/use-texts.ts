import { useEffect, useState } from 'react';
import { serverTexts } from '#server-texts';
import { type Catalogs, chooseLanguage, type Language, preferredLanguages, type SharedTexts } from './catalogs.ts';
import { sharedCatalogs, sharedEnglish } from './shared.ts';

export type LanguageProps<Texts> = {
  /** `de`, `en-GB`; left out: the page's language, else the browser's. A server, which knows neither, renders English. */
  lang?: string | undefined;
  /** Replaces single texts, e.g. `{ submit: 'Join us' }`. */
  texts?: Partial<Texts & SharedTexts> | undefined;
};

/** What is shown: its language, its texts, and attributes that bring a server's texts to the browser. */
type Spoken<Texts> = {
  language: Language;
  texts: Texts & SharedTexts;
  carried?: Record<string, string> | undefined;
};

/** Properties of a form that `useTexts` fills in. */
export type SpokenName = keyof Spoken<unknown>;

/**
 * The texts of a React widget: at first in `lang` where a server has rendered, else in English; then in the visitor's
 * language. What is replaced is replaced in all.
 * @param widget its name, as of its folder
 */
export function useTexts<Texts>(
  widget: string,
  english: Texts,
  catalogs: Catalogs<Texts>,
  { lang, texts }: LanguageProps<Texts>,
): Spoken<Texts> {
  const [spoken, setSpoken] = useState(() => firstTexts(widget, english, lang));
  const shown = spoken.language;

  useEffect(() => {
    const language = chooseLanguage(preferredLanguages(lang));
    if (language === shown) return;
    let isCurrent = true;
    const speak = (shared: SharedTexts, own: Texts) => {
      if (isCurrent) setSpoken({ language, texts: { ...shared, ...own } });
    };
    if (language === 'en') speak(sharedEnglish, english);
    else
      Promise.all([sharedCatalogs[language](), catalogs[language]()]).then(
        ([shared, own]) => speak(shared.default, own.default),
        // The files cannot be loaded: the current texts stay.
        () => {},
      );
    return () => {
      isCurrent = false;
    };
  }, [lang, shown, english, catalogs]);

  return { ...spoken, texts: { ...spoken.texts, ...texts } };
}

/**
 * On a server the texts in the asked language, and the attribute that carries them to the browser: there the first
 * rendering has to be that of the server, before any file could be fetched.
 */
function firstTexts<Texts>(widget: string, english: Texts, lang: string | undefined): Spoken<Texts> {
  const texts = { ...sharedEnglish, ...english };
  const language = chooseLanguage([lang]);
  const name = `data-texts-${widget}`;
  const found = language === 'en' ? undefined : serverTexts(widget, language);
  const carried = found ? JSON.stringify(found) : readCarried(name, language);
  if (!carried) return { language: 'en', texts };
  return { language, texts: { ...texts, ...JSON.parse(carried) }, carried: { [name]: carried } };
}

/** The text of the attribute in the page; the `lang` attribute gives its language. */
function readCarried(name: string, language: Language): string | null | undefined {
  if (typeof document === 'undefined') return undefined;
  return document.querySelector(`[${name}][lang=${language}]`)?.getAttribute(name);
}
