import { html } from 'hono/html';
import { lowStock } from '../../shared/catalog.ts';
import { formatMoney } from '../../shared/money.ts';
import { colours, type Product } from '../catalog/product.ts';
import { imageAlt } from '../catalog/public-catalog.ts';
import type { Stock } from '../orders/stock.ts';
import { pictureUrl } from '../pictures/picture-url.ts';
import type { Html } from './page-context.ts';

/** "from" only if prices differ. */
export function priceText(product: Product): string {
  const prices = product.variants.map((variant) => variant.price);
  const lowest = Math.min(...prices);
  return `${prices.some((price) => price !== lowest) ? 'from ' : ''}${formatMoney(lowest)}`;
}

function badge(product: Product, stock: Stock): Html | '' {
  const left = product.variants.reduce((sum, variant) => sum + stock.left(variant.id), 0);
  if (left === 0) return html`<span class="badge badge-out" id="state-${product.id}">Sold out</span>`;
  return left <= lowStock ? html`<span class="badge" id="state-${product.id}">Only ${left} left</span>` : '';
}

export function productCard(product: Product, stock: Stock, isFirst: boolean): Html {
  const shown = product.variants.find((variant) => stock.left(variant.id) > 0) ?? product.variants[0];
  if (!shown) return html``;
  const shades = [...new Set(product.variants.map((variant) => variant.colour))];
  return html`<li class="card">
    <a href="/products/${product.id}" aria-labelledby="card-${product.id} state-${product.id}">
      <span class="card-picture">
        <img src="${pictureUrl(product.id, shown.colour)}" alt="${imageAlt(product, shown)}" width="600" height="600" ${isFirst ? '' : html`loading="lazy"`}>
        ${badge(product, stock)}
      </span>
      <span class="card-text">
        <span class="card-title" id="card-${product.id}">${product.title}</span>
        <span class="price">${priceText(product)}</span>
        <span class="card-teaser">${product.teaser}</span>
      </span>
    </a>
    ${
      shades.length > 1
        ? html`<span class="shades" role="img" aria-label="In ${shades.map((id) => colours[id]).join(', ')}">${shades.map((id) => html`<i class="swatch swatch-${id}"></i>`)}</span>`
        : ''
    }
  </li>`;
}
