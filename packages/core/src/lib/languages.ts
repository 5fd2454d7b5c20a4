/** The languages of mails, push messages and hosted pages, the same as those of the widgets. */
export const languages = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pl', 'pt', 'ja', 'ar'] as const;
export type Language = (typeof languages)[number];

/** The language of a tag such as `de-AT`; null if it is not supported. */
export function toLanguage(tag: string | null | undefined): Language | null {
  const code = tag?.split(/[-_]/)[0]?.trim().toLowerCase();
  return languages.find((language) => language === code) ?? null;
}

/** The side at which a line of text begins. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr';
}
