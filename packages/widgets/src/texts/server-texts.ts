/// <reference types="vite/types/importMeta.d.ts" />
import type { CarriedTexts, Language } from './catalogs.ts';

const files = import.meta.glob<CarriedTexts>(['./*.json', '../*/texts/*.json', '!**/en.json'], {
  eager: true,
  import: 'default',
});

/** On a server, which renders at once: the texts of a widget with the shared ones, in another language than English. */
export const serverTexts = (widget: string, language: Language): CarriedTexts | undefined => ({
  ...files[`./${language}.json`],
  ...files[`../${widget}/texts/${language}.json`],
});
