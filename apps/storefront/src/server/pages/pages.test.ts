import { expect, test } from 'vitest';
import type { Product } from '../catalog/product.ts';
import type { Assets } from '../http/assets.ts';
import { emptyValues } from '../orders/checkout-form.ts';
import type { Order } from '../orders/order.ts';
import { createStock } from '../orders/stock.ts';
import { checkoutPage } from './checkout-page.ts';
import { orderPage } from './order-page.ts';
import type { PageContext } from './page-context.ts';
import { productPage } from './product-page.ts';

const nasty = `</script><script>alert("1")</script><img src=x onerror='alert(2)'>`;
const assets: Assets = { url: (source) => `/assets/${source}`, stylesOf: () => [], find: () => undefined, fonts: [] };
const stock = createStock([['mug-sky', 3]]);
const context: PageContext = {
  apiUrl: 'http://beckon.test',
  writeKey: 'pk_test',
  assets,
  stock,
  origin: 'http://shop.test',
};
const product: Product = {
  id: 'mug',
  title: nasty,
  category: 'serve',
  teaser: nasty,
  story: nasty,
  facts: [[nasty, nasty]],
  pictured: nasty,
  variants: [{ id: 'mug-sky', colour: 'sky', size: null, price: 1850, stock: 3 }],
};

function expectHarmless(page: string) {
  expect(page).not.toContain('<script>alert');
  expect(page).not.toContain('<img src=x');
  // Each script element either loads a file or holds data.
  for (const [tag] of page.matchAll(/<script[^>]*>/g)) expect(tag).toMatch(/ src="|type="application\/(ld\+)?json"/);
  expect(page).not.toMatch(/ style="| on[a-z]+="/);
}

test('a product page escapes the catalog’s texts, in text, attributes and JSON', async () => {
  const page = String(await productPage(context, product));
  expectHarmless(page);
  const json = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
  expect(JSON.parse(json)).toMatchObject({
    '@type': 'Product',
    name: nasty,
    offers: [{ price: '18.50', priceCurrency: 'USD' }],
  });
});

test('a checkout page returns the input as text', async () => {
  const values = { ...emptyValues, firstName: nasty, email: nasty };
  const state = { values, errors: { email: nasty }, wantsAccount: true, checkoutId: nasty };
  expectHarmless(String(await checkoutPage(context, state)));
});

test('an order page shows names as text', async () => {
  const order: Order = {
    id: 'TF-1',
    placedAt: 0,
    email: nasty,
    firstName: nasty,
    lastName: nasty,
    items: [],
    totals: { itemCount: 0, subtotal: 0, shipping: 0, total: 0 },
    userId: null,
    anonymousId: null,
    cartId: nasty,
  };
  expectHarmless(String(await orderPage(context, order)));
});
