import { html, raw } from 'hono/html';

/** The one style sheet of the pages that links in mails lead to. Served as a file: these pages allow no inline style. */
export const pageStyles = `
:root { color-scheme: light dark; --ink: #1f2733; --quiet: #5b6472; --paper: #f4f1ec; --card: #fff; --accent: #1f2733; --on-accent: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #f2efe9; --quiet: #a9b0bb; --paper: #14181e; --card: #1d232c; --accent: #f2efe9; --on-accent: #14181e; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px; background: var(--paper); color: var(--ink);
  font: 17px/1.6 -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }
main { width: min(460px, 100%); background: var(--card); border-radius: 16px; padding: 40px; box-shadow: 0 1px 2px rgb(0 0 0 / .06), 0 12px 32px rgb(0 0 0 / .06); }
.shop { margin: 0 0 28px; font-size: 15px; font-weight: 600; }
h1 { margin: 0 0 12px; font-size: 28px; line-height: 1.2; letter-spacing: -.01em; text-wrap: balance; }
p { margin: 0 0 24px; color: var(--quiet); }
button { font: inherit; font-weight: 600; min-height: 48px; padding: 10px 26px; border: 0; border-radius: 10px; background: var(--accent); color: var(--on-accent); cursor: pointer; }
button:hover { opacity: .9; }
:focus-visible { outline: 3px solid #3d7bfd; outline-offset: 3px; }
a { color: inherit; }
`;

/** Headers of a page whose address is a secret: never stored, never sent on, nothing loaded from elsewhere. */
export const pageHeaders = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
};

export type PageText = { shop: string; title: string; text: string; action?: string };

/**
 * A page with at most one button. The button posts back to the same address: only a person's click acts. Addresses are
 * relative, since a shop may serve us under a path of its own host.
 */
export function page({ shop, title, text, action }: PageText) {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${shop}</title><link rel="stylesheet" href="../pages.css"></head>
<body><main><p class="shop">${shop}</p><h1>${title}</h1><p>${text}</p>${
    action ? html`<form method="post"><button type="submit">${action}</button></form>` : raw('')
  }</main></body></html>`;
}
