import { html } from 'hono/html';
import { lowStock, maxPerLine, type ShopProduct, type ShopVariant } from '../../shared/catalog.ts';
import { formatMoney } from '../../shared/money.ts';
import { products } from '../catalog/catalog.ts';
import { type ColourId, categories, colours, type Product } from '../catalog/product.ts';
import { publicProduct } from '../catalog/public-catalog.ts';
import { jsonScript } from '../http/json-script.ts';
import { layout } from './layout.ts';
import type { Html, PageContext } from './page-context.ts';
import { productCard } from './product-card.ts';
import { productJsonLd } from './product-json-ld.ts';

type Option = { name: string; legend: string; value: string; label: string; isChecked: boolean };

function option({ name, value, label, isChecked }: Option): Html {
  const swatch = name === 'colour' ? html`<i class="swatch swatch-${value}"></i>` : '';
  return html`<label class="option"><input type="radio" name="${name}" value="${value}" ${isChecked ? html`checked` : ''}>${swatch}<span>${label}</span></label>`;
}

function picker(product: ShopProduct, shown: ShopVariant): Html {
  const choices = [
    {
      name: 'colour',
      legend: 'Colour',
      chosen: shown.colour,
      values: [...new Set(product.variants.map((v) => v.colour))],
    },
    {
      name: 'size',
      legend: 'Size',
      chosen: shown.size,
      values: [...new Set(product.variants.map((v) => v.size ?? ''))],
    },
  ];
  return html`${choices
    .filter(({ values }) => values.length > 1)
    .map(
      ({ name, legend, chosen, values }) => html`<fieldset class="options">
        <legend>${legend}</legend>
        ${values.map((value) =>
          option({
            name,
            legend,
            value,
            label: name === 'colour' ? colours[value as ColourId] : value,
            isChecked: value === chosen,
          }),
        )}
      </fieldset>`,
    )}`;
}

function stockText(left: number): string {
  if (left === 0) return 'Sold out';
  return left <= lowStock ? `Only ${left} left` : 'In stock';
}

function buyBox(product: ShopProduct, shown: ShopVariant): Html {
  const isSoldOut = shown.stock === 0;
  return html`<form class="buy" id="buy" data-sold-out="${isSoldOut}">
    ${picker(product, shown)}
    <p class="buy-price"><span class="price" data-price>${formatMoney(shown.price)}</span> <span class="note">tax included</span></p>
    <p class="stock" role="status" data-stock data-state="${isSoldOut ? 'out' : shown.stock <= lowStock ? 'low' : 'in'}">${stockText(shown.stock)}</p>
    <div class="buy-row">
      <label class="quantity">Quantity <input type="number" name="quantity" value="1" min="1" max="${maxPerLine}" inputmode="numeric" required></label>
      <button type="submit" class="button" ${isSoldOut ? html`disabled` : ''}>Add to cart</button>
    </div>
    <p class="added" role="status" data-added></p>
    <noscript><p class="note">The cart of this shop needs JavaScript.</p></noscript>
  </form>`;
}

export function productPage(context: PageContext, product: Product): Html {
  const shopProduct = publicProduct(product, context.stock);
  const shown = shopProduct.variants.find((variant) => variant.stock > 0) ?? shopProduct.variants[0];
  if (!shown) throw new Error(`${product.id} has no variants`);
  const others = products.filter((other) => other.id !== product.id);
  const isNear = (other: Product) => other.category === product.category;
  const related = [...others.filter(isNear), ...others.filter((other) => !isNear(other))].slice(0, 4);
  const body = html`<nav class="crumbs" aria-label="Breadcrumb">
    <ol>
      <li><a href="/">Shop</a></li>
      <li><a href="/?category=${product.category}#shelf">${categories[product.category].name}</a></li>
      <li aria-current="page">${product.title}</li>
    </ol>
  </nav>
  <div class="product">
    <div class="gallery">
      <img src="${shown.imageUrl}" alt="${shown.imageAlt}" width="600" height="600" data-image fetchpriority="high">
      <div class="gallery-side">
        <img src="${shown.closeUpUrl}" alt="" width="300" height="300" data-close-up>
        <dl class="facts">${product.facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
      </div>
    </div>
    <div class="product-text">
      <h1>${product.title}</h1>
      <p class="lead">${product.teaser}</p>
      ${buyBox(shopProduct, shown)}
      <beckon-back-in-stock product-id="${product.id}" variant-id="${shown.id}" sold-out="${shown.stock === 0}" theme="light"></beckon-back-in-stock>
      <p class="story">${product.story}</p>
      <p class="note">Shipping $5.90, free from $75. Thirty days to change your mind.</p>
    </div>
  </div>
  <section class="shelf" aria-labelledby="related-title">
    <h2 id="related-title">More for the balcony</h2>
    <ul class="grid">${related.map((other) => productCard(other, context.stock, false))}</ul>
  </section>
  <script type="application/json" id="product-data">${jsonScript(shopProduct)}</script>`;
  return layout(context, {
    name: 'product',
    title: product.title,
    description: product.teaser,
    path: `/products/${product.id}`,
    imageUrl: shown.imageUrl,
    kind: 'product',
    head: html`<meta property="product:price:amount" content="${(shown.price / 100).toFixed(2)}">
  <meta property="product:price:currency" content="USD">
  <script type="application/ld+json">${jsonScript(productJsonLd(product, context))}</script>`,
    body,
  });
}
