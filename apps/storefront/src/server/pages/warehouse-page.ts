import { html } from 'hono/html';
import { lowStock } from '../../shared/catalog.ts';
import { products } from '../catalog/catalog.ts';
import { variantLabel } from '../catalog/public-catalog.ts';
import { layout } from './layout.ts';
import type { Html, PageContext } from './page-context.ts';

/** Products that are sold out or low in stock, with a button to restock them: for trying out restock messages. */
export function warehousePage(context: PageContext): Html {
  const short = products
    .flatMap((product) =>
      product.variants.map((variant) => ({ product, variant, left: context.stock.left(variant.id) })),
    )
    .filter(({ left }) => left <= lowStock)
    .toSorted((a, b) => a.left - b.left);
  return layout(context, {
    name: 'warehouse',
    title: 'Warehouse',
    description: 'What is short, and a lorry to bring more of it. A real shop keeps this page to itself.',
    path: '/warehouse',
    head: html`<meta name="robots" content="noindex">`,
    body: html`<div class="warehouse">
      <h1>Warehouse</h1>
      <p class="lead">What is short. A delivery puts it back on the shelf, and everybody who waits for it hears of it. A real shop keeps this page to itself.</p>
      <table>
        <thead><tr><th scope="col">Product</th><th scope="col">On the shelf</th><th scope="col">Delivery</th></tr></thead>
        <tbody>
        ${short.map(({ product, variant, left }) => {
          const name = [product.title, variantLabel(product, variant)].filter(Boolean).join(', ');
          return html`<tr>
            <td><a href="/products/${product.id}">${name}</a></td>
            <td>${left === 0 ? 'Sold out' : left}</td>
            <td><form method="post" action="/warehouse">
              <input type="hidden" name="variantId" value="${variant.id}">
              <button type="submit" class="button" aria-label="Bring 10 of ${name}">Bring 10</button>
            </form></td>
          </tr>`;
        })}
        </tbody>
      </table>
      ${short.length === 0 ? html`<p>Every shelf is full.</p>` : ''}
    </div>`,
  });
}
