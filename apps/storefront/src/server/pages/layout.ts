import { html } from 'hono/html';
import { categories } from '../catalog/product.ts';
import { basket, logo } from './icons.ts';
import type { Html, PageContext } from './page-context.ts';

export type Page = {
  /** Selects the page's browser code. */
  name: string;
  title: string;
  description: string;
  path: string;
  head?: Html;
  body: Html;
  imageUrl?: string;
  kind?: 'website' | 'product';
};

const shopName = 'Third Floor';
/** Script of the page rendered by React; the other pages do not load it. */
const scripts: Record<string, string> = { react: 'src/client/react-page.tsx' };

const navigation = html`<nav class="site-nav" aria-label="Shop">
  <ul>
    ${Object.entries(categories).map(([id, { name }]) => html`<li><a href="/?category=${id}#shelf">${name}</a></li>`)}
  </ul>
</nav>`;

const consentBanner = html`<section class="consent" id="consent" aria-labelledby="consent-title" hidden>
  <div>
    <h2 id="consent-title">May we look over your shoulder?</h2>
    <p>
      With your yes we count visits, and remember what you looked at so that letters from us fit. With a no, the shop
      works just the same.
    </p>
  </div>
  <div class="consent-actions">
    <button type="button" class="button" data-consent-choice="all">Accept</button>
    <button type="button" class="button" data-consent-choice="necessary">Only necessary</button>
  </div>
</section>`;

const footer = html`<footer class="site-footer">
  <section class="letter" aria-labelledby="letter-title">
    <div>
      <h2 id="letter-title">A letter from the balcony</h2>
      <p>Once a month: what to sow, what is new, and one neighbour’s four square metres.</p>
    </div>
    <beckon-newsletter form-id="footer" theme="light" heading="Put me on the list" intro="No offers that end at midnight, we promise."></beckon-newsletter>
  </section>
  <div class="imprint">
    <p>Third Floor is the demo shop of Beckon. Nothing is for sale, and no money moves.</p>
    <ul>
      <li><a href="/react">The page built with React</a></li>
      <li><a href="/account">Your account</a></li>
      <li><a href="/warehouse">Warehouse</a></li>
      <li><button type="button" class="link-button" id="consent-open">Privacy choices</button></li>
    </ul>
  </div>
</footer>`;

export function layout(context: PageContext, page: Page): Html {
  const title = page.name === 'home' ? `${shopName}: ${page.title}` : `${page.title} · ${shopName}`;
  const url = new URL(page.path, context.origin).href;
  const image = new URL(page.imageUrl ?? '/pictures/balcony.svg', context.origin).href;
  const script = scripts[page.name];
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>${title}</title>
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="description" content="${page.description}">
  <meta name="theme-color" content="#fffdf8">
  <link rel="canonical" href="${url}">
  <link rel="icon" href="/favicon.svg" type="image/svg+xml">
  <meta property="og:site_name" content="${shopName}">
  <meta property="og:type" content="${page.kind ?? 'website'}">
  <meta property="og:title" content="${page.title}">
  <meta property="og:description" content="${page.description}">
  <meta property="og:url" content="${url}">
  <meta property="og:image" content="${image}">
  ${context.assets.fonts.map((font) => html`<link rel="preload" as="font" type="font/woff2" href="${font}" crossorigin>`)}
  <link rel="stylesheet" href="${context.assets.url('src/client/styles/shop.css')}">
  <script type="module" src="${context.assets.url('src/client/shop.ts')}"></script>
  ${
    script
      ? html`${context.assets.stylesOf(script).map((style) => html`<link rel="stylesheet" href="${style}">`)}
  <script type="module" src="${context.assets.url(script)}"></script>`
      : ''
  }
  <script async src="${context.apiUrl}/beckon.js" data-key="${context.writeKey}" data-consent="required"></script>
  ${page.head ?? ''}
</head>
<body data-page="${page.name}">
  <a class="skip-link" href="#main">Skip to content</a>
  <header class="site-header">
    <a class="brand" href="/" aria-label="${shopName}, home">${logo}<span>${shopName}</span></a>
    ${navigation}
    <a class="cart-link" href="/cart">${basket}<span>Cart</span><span class="cart-count" data-cart-count hidden></span></a>
  </header>
  <main id="main" tabindex="-1">${page.body}</main>
  ${footer}
  ${consentBanner}
</body>
</html>`;
}
