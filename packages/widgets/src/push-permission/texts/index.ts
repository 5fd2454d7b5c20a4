import type { Catalogs } from '../../texts/catalogs.ts';
import type en from './en.json';

export { default as english } from './en.json' with { type: 'json' };

export type PushPermissionTexts = typeof en;

export const catalogs: Catalogs<PushPermissionTexts> = {
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
