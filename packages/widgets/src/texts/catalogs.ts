import type en from './en.json';

/** The texts of the newsletter form. Each can be replaced; `{email}` stands for the address. */
export type Texts = typeof en;

type Catalog = { default: Texts };

/** Languages beyond English: each is a file of its own, fetched only where it is needed. */
const catalogs: Record<string, () => Promise<Catalog>> = {
  de: () => import('./de.json'),
};

/**
 * The language to speak: what is asked for, else the page's, else the browser's.
 * @example chooseLanguage(['', 'de-AT', 'fr']) // 'de'
 */
export const chooseLanguage = (wishes: readonly (string | null | undefined)[]): string =>
  `${wishes.find(Boolean)}`.slice(0, 2).toLowerCase();

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
