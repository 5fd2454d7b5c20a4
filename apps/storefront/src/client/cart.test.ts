import { expect, test } from 'vitest';
import type { ShopProduct } from '../shared/catalog.ts';
import { type Cart, itemCount, quantityOf, showLines, withQuantity } from './cart.ts';

const empty: Cart = { id: 'cart-1', lines: [] };

test('adding a variant again increases the quantity of its line', () => {
  const two = withQuantity(withQuantity(empty, 'mug-sky', 1), 'mug-tomato', 1);
  const more = withQuantity(two, 'mug-sky', quantityOf(two, 'mug-sky') + 2);
  expect(more.lines).toEqual([
    { variantId: 'mug-sky', quantity: 3 },
    { variantId: 'mug-tomato', quantity: 1 },
  ]);
  expect(itemCount(more)).toBe(4);
});

test('a quantity of zero or an invalid one removes the line', () => {
  const one = withQuantity(empty, 'mug-sky', 1);
  expect(withQuantity(one, 'mug-sky', 0).lines).toEqual([]);
  expect(withQuantity(one, 'mug-sky', Number.NaN).lines).toEqual([]);
});

test('a line has at most twenty pieces', () => {
  expect(quantityOf(withQuantity(empty, 'mug-sky', 99), 'mug-sky')).toBe(20);
});

test('a line whose variant is no longer in the catalog is not shown', () => {
  const variant = { id: 'mug-sky', label: 'Sky', colour: 'sky', size: null, price: 1850, stock: 3 };
  const images = { imageUrl: '/a.svg', closeUpUrl: '/b.svg', imageAlt: 'A mug' };
  const mug: ShopProduct = {
    id: 'mug',
    title: 'Mug',
    category: 'Serve',
    url: '/products/mug',
    variants: [{ ...variant, ...images }],
  };
  const cart = withQuantity(withQuantity(empty, 'gone', 1), 'mug-sky', 2);
  expect(showLines(cart, [mug]).map((line) => line.variantId)).toEqual(['mug-sky']);
});
