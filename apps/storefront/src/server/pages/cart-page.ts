import { html } from 'hono/html';
import { products } from '../catalog/catalog.ts';
import { publicProduct } from '../catalog/public-catalog.ts';
import { jsonScript } from '../http/json-script.ts';
import { layout } from './layout.ts';
import type { Html, PageContext } from './page-context.ts';

/** The browser stores the cart; the page contains titles, prices and stock. */
export function catalogData({ stock }: PageContext): Html {
  return html`<script type="application/json" id="catalog-data">${jsonScript(products.map((product) => publicProduct(product, stock)))}</script>`;
}

export function cartPage(context: PageContext): Html {
  return layout(context, {
    name: 'cart',
    title: 'Cart',
    description: 'What you are about to carry up to the third floor.',
    path: '/cart',
    body: html`<h1>Your cart</h1>
    <div id="cart"><noscript><p>The cart of this shop needs JavaScript.</p></noscript></div>
    <p class="visually-hidden" role="status" id="cart-status"></p>
    ${catalogData(context)}`,
  });
}
