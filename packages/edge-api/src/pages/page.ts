import { directionOf, type Language, languages } from '@beckon/core/lib';
import { html } from 'hono/html';
import { type PageTexts, pageTexts } from './texts/index.ts';

/** The one style sheet of the pages that links in mails lead to. Served as a file: these pages allow no inline style. */
export const pageStyles = `
:root { color-scheme: light dark; --ink: #1f2733; --quiet: #5b6472; --paper: #f4f1ec; --card: #fff; --accent: #1f2733; --on-accent: #fff; --fault: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #f2efe9; --quiet: #a9b0bb; --paper: #14181e; --card: #1d232c; --accent: #f2efe9; --on-accent: #14181e; --fault: #ffb4ab; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-content: center; grid-template-columns: min(460px, 100%); gap: 20px; padding: 24px; background: var(--paper); color: var(--ink);
  font: 17px/1.6 -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }
main { overflow-wrap: anywhere; hyphens: auto; background: var(--card); border-radius: 16px; padding: clamp(24px, 8vw, 40px); box-shadow: 0 1px 2px rgb(0 0 0 / .06), 0 12px 32px rgb(0 0 0 / .06); }
.shop { margin: 0 0 28px; font-size: 15px; font-weight: 600; }
h1 { margin: 0 0 12px; font-size: 28px; line-height: 1.2; letter-spacing: -.01em; text-wrap: balance; }
p { margin: 0 0 24px; color: var(--quiet); } main > :last-child { margin-bottom: 0; }
button { font: inherit; font-weight: 600; min-height: 48px; padding: 10px 26px; border: 0; border-radius: 10px; background: var(--accent); color: var(--on-accent); cursor: pointer; }
button:hover { opacity: .9; }
:focus-visible { outline: 3px solid #3d7bfd; outline-offset: 3px; }
a { color: inherit; }
form + .note { margin-top: 16px; } form + form, form + section, section + section { margin-top: 28px; }
fieldset { min-width: 0; margin: 0 0 28px; padding: 0; border: 0; }
legend, h2 { margin: 0 0 8px; padding: 0; font-size: 19px; font-weight: 650; line-height: 1.3; }
.choice { position: relative; display: flex; gap: 12px; align-items: start; padding: 9px 0; cursor: pointer; }
.choice input { flex: none; width: 22px; height: 22px; margin: 3px 0 0; accent-color: var(--accent); }
small { display: block; color: var(--quiet); font-size: 15px; }
.field { display: block; margin: 12px 0 16px; font-weight: 600; }
.field input, .field select { display: block; width: 100%; min-height: 48px; margin-top: 6px; padding: 8px 12px; font: inherit; font-weight: 400;
  color: inherit; background: var(--card); border: 1px solid var(--quiet); border-radius: 10px; }
.field small { font-weight: 400; } .field .fault { font-weight: 600; color: var(--fault); }
section { padding-top: 24px; border-top: 1px solid color-mix(in srgb, var(--ink) 14%, transparent); }
section p { margin: 0 0 12px; } ul, ol { list-style: none; margin: 0; padding: 0; overflow-wrap: anywhere; }
li { display: flex; flex-wrap: wrap; gap: 4px 16px; justify-content: space-between; align-items: center; padding: 8px 0; }
li > span { flex: 1 1 9em; } li > form { flex: none; max-width: 100%; } li button { min-height: 44px; padding: 8px 16px; }
summary { min-height: 44px; padding: 8px 0; cursor: pointer; } .note { margin: 4px 0 0; font-size: 15px; }
button.quiet { background: none; color: var(--ink); border: 1px solid var(--quiet); }
.status { padding: 12px 16px; border-radius: 10px; background: color-mix(in srgb, #2f8f5f 16%, var(--card)); color: var(--ink); }
footer { color: var(--quiet); font-size: 15px; text-align: center; } footer ul { display: flex; flex-wrap: wrap; justify-content: center; }
footer li { padding: 0; } footer a { display: block; padding: 8px 12px; } footer [aria-current] { font-weight: 600; text-decoration: none; color: var(--ink); }
b, time { display: inline-block; } b::first-letter { text-transform: uppercase; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;

/** What each language is called by those who speak it. */
const names: Record<Language, string> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  it: 'Italiano',
  nl: 'Nederlands',
  pl: 'Polski',
  pt: 'Português',
  ja: '日本語',
  ar: 'العربية',
};

/** Headers of a page whose address is a secret: never stored, never sent on, nothing loaded from elsewhere. */
export const pageHeaders = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
};

export type PageContent = {
  language: Language;
  /** Null where a link does not say whose it is. */
  shop: string | null;
  title: string;
  text: string;
  action?: string | undefined;
  /** What became of the last click, said first. */
  status?: string | undefined;
  body?: ReturnType<typeof html> | undefined;
  /** A page for users of the admin app, which is in English: it offers no other language. */
  isEnglishOnly?: boolean;
};

/** The pages whose words are a title, a text and a button, then a title and a text. */
export type AskingPage = keyof PageTexts extends infer Key
  ? Key extends `${infer Name}DoneTitle`
    ? Name
    : never
  : never;

/** What such a page says, before its button was used or after. */
export function asking(
  language: Language,
  name: AskingPage,
  isDone: boolean,
): Pick<PageContent, 'title' | 'text' | 'action'> {
  const t = pageTexts[language];
  if (isDone) return { title: t[`${name}DoneTitle`], text: t[`${name}DoneText`] };
  return { title: t[`${name}Title`], text: t[`${name}Text`], action: t[`${name}Action`] };
}

/**
 * A page with one button, or with forms of its own, answered to this request. A button posts back to the same address:
 * only a person's click acts. Addresses are relative, since a shop may serve us under a path of its own host.
 */
export function answerWithPage(
  request: Request,
  content: PageContent,
  status = 200,
  headers: Record<string, string> = {},
): Response {
  const { language } = content;
  return new Response(String(page(content, request.method !== 'POST' && !content.isEnglishOnly)), {
    status,
    headers: {
      ...pageHeaders,
      'content-type': 'text/html; charset=utf-8',
      'content-language': language,
      vary: 'accept-language',
      ...headers,
    },
  });
}

/** @param mayChoose a link to this address in another language shows the same: not after a form was posted */
function page({ language, shop, title, text, action, status, body }: PageContent, mayChoose: boolean) {
  return html`<!doctype html>
<html lang="${language}" dir="${directionOf(language)}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${shop === null ? title : `${title} · ${shop}`}</title><link rel="stylesheet" href="../pages.css"></head>
<body><main>${shop === null ? '' : html`<p class="shop"><bdi>${shop}</bdi></p>`}<h1>${title}</h1>${
    status ? html`<p class="status" role="status">${status}</p>` : ''
  }<p>${text}</p>${action ? html`<form method="post"><button type="submit">${action}</button></form>` : ''}${body ?? ''}</main>${mayChoose ? languageChoice(language) : ''}</body></html>`;
}

function languageChoice(language: Language) {
  return html`
<footer><details><summary>${pageTexts[language].language}: ${names[language]}</summary><nav aria-label="${pageTexts[language].language}"><ul>${languages.map(
    (other) =>
      html`<li><a href="?lang=${other}" lang="${other}" hreflang="${other}" dir="${directionOf(other)}"${other === language ? html` aria-current="true"` : ''}>${names[other]}</a></li>`,
  )}</ul></nav></details></footer>`;
}
