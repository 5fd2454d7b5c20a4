import type en from './en.json';

/** The texts of the newsletter form. Each can be replaced; `{email}` stands for the address. */
export type Texts = typeof en;

type Catalog = { default: Texts };

/** Languages beyond English: each is a file of its own, fetched only where it is needed. */
const catalogs: Record<string, () => Promise<Catalog>> = {
  de: () => import('./de.json'),
};

/**
 * The language to speak: what is asked for, else the page's, else the browser's. English where there are no texts.
 * @example chooseLanguage(['de-AT', 'fr']) // 'de'
 */
export function chooseLanguage(wishes: readonly (string | null | undefined)[]): string {
  const language = wishes.find(Boolean)?.toLowerCase().split('-')[0] ?? 'en';
  return language in catalogs ? language : 'en';
}

/** What this page and browser ask for, best first. */
export const wishedLanguages = (attribute?: string | null) => [
  attribute,
  document.documentElement.lang,
  navigator.language,
];

/** The texts of a language; undefined for English, and where the file cannot be had. */
export async function loadTexts(language: string): Promise<Texts | undefined> {
  try {
    return (await catalogs[language]?.())?.default;
  } catch {
    return undefined;
  }
}
