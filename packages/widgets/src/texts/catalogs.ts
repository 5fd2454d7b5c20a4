import type en from './en.json';

/** Texts that several widgets use. Each can be replaced. */
export type SharedTexts = typeof en;

/** Every catalog has the same keys in each of them. */
export const languages = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pl', 'pt', 'ja', 'ar'] as const;
export type Language = (typeof languages)[number];

/** The texts of a widget by their names, as a server's markup carries them. */
export type CarriedTexts = Record<string, string>;

/** Catalogs of languages other than English: separate files, fetched only when needed. */
export type Catalogs<Texts> = Record<Exclude<Language, 'en'>, () => Promise<{ default: Texts }>>;

/**
 * The language to use: the one given, else the page's, else the browser's; English if it is not supported.
 * @example chooseLanguage(['', 'de-AT', 'fr']) // 'de'
 */
export function chooseLanguage(preferred: readonly (string | null | undefined)[]): Language {
  const code = `${preferred.find(Boolean)}`.slice(0, 2).toLowerCase();
  return languages.find((language) => language === code) ?? 'en';
}

/** What this page and browser ask for, best first. */
export const preferredLanguages = (attribute?: string | null) => [
  attribute,
  document.documentElement.lang,
  navigator.language,
];
