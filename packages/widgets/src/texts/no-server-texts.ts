import type { CarriedTexts, Language } from './catalogs.ts';

/** In a browser, in place of `server-texts.ts`: texts come with the server's markup, or one language is fetched. */
export const serverTexts = (_widget: string, _language: Language): CarriedTexts | undefined => undefined;
