import { expect, test } from 'vitest';
import { createStock } from './stock.ts';

test('an order reduces the stock', () => {
  const stock = createStock([['mug-sky', 5]]);
  expect(stock.take([{ variantId: 'mug-sky', quantity: 2 }])).toEqual([]);
  expect(stock.left('mug-sky')).toBe(3);
});

test('an order with one unavailable item takes nothing', () => {
  const stock = createStock([
    ['mug-sky', 5],
    ['mug-tomato', 1],
  ]);
  const shortages = stock.take([
    { variantId: 'mug-sky', quantity: 2 },
    { variantId: 'mug-tomato', quantity: 2 },
  ]);
  expect(shortages).toEqual([{ variantId: 'mug-tomato', wanted: 2, left: 1 }]);
  expect(stock.left('mug-sky')).toBe(5);
});

test('two lines of one variant are added up', () => {
  const stock = createStock([['mug-sky', 3]]);
  const line = { variantId: 'mug-sky', quantity: 2 };
  expect(stock.take([line, line])).toEqual([{ variantId: 'mug-sky', wanted: 4, left: 3 }]);
});

test('an unknown variant is sold out', () => {
  expect(createStock([]).left('unknown')).toBe(0);
});
