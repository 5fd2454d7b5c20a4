import type { Catalogs, Language, SharedTexts } from '../texts/catalogs.ts';
import { sharedCatalogs, sharedEnglish } from '../texts/shared.ts';

/** The texts of a widget in the language of the story: names are asked for as they are read out. */
export async function textsIn<Texts>(
  lang: Language,
  english: Texts,
  catalogs: Catalogs<Texts>,
): Promise<Texts & SharedTexts> {
  if (lang === 'en') return { ...sharedEnglish, ...english };
  const [shared, own] = await Promise.all([sharedCatalogs[lang](), catalogs[lang]()]);
  return { ...shared.default, ...own.default };
}
