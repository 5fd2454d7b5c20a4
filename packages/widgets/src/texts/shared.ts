import type { Catalogs, SharedTexts } from './catalogs.ts';

export { default as sharedEnglish } from './en.json' with { type: 'json' };

export const sharedCatalogs: Catalogs<SharedTexts> = {
  de: () => import('./de.json'),
  fr: () => import('./fr.json'),
  es: () => import('./es.json'),
  it: () => import('./it.json'),
  nl: () => import('./nl.json'),
  pl: () => import('./pl.json'),
  pt: () => import('./pt.json'),
  ja: () => import('./ja.json'),
  ar: () => import('./ar.json'),
};
