import { eventCatalog } from '@beckon/contract';
import { expect, test } from 'vitest';
import { warnOfUnknown } from './unknown-properties.ts';

test.each([
  ['added_to_cart', { productId: 'p', prise: 5 }, ['added_to_cart has no property `prise`; did you mean `price`?']],
  ['product_viewed', { product_id: 'p' }, ['product_viewed has no property `product_id`; did you mean `productId`?']],
  ['placed_order', { orderId: '1', totla: 5 }, ['placed_order has no property `totla`; did you mean `total`?']],
  ['product_viewed', { shelf: 'a' }, ['product_viewed has no property `shelf`: it is kept as it is']],
  ['product_viewed', { x: 1 }, ['product_viewed has no property `x`: it is kept as it is']],
  ['product_viewed', { constructor: 1 }, ['product_viewed has no property `constructor`: it is kept as it is']],
  ['product_viewed', { productId: 'p', price: 5 }, []],
  ['wish_made', { anything: 1 }, []],
])('%s with %j', (type, properties, warnings) => {
  expect(warnOfUnknown(type, properties)).toEqual(warnings);
});

test('an event with many unknown properties gives a short message', () => {
  const properties = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`${index}`.repeat(2_000), 1]));
  const warnings = warnOfUnknown('page_viewed', properties);
  expect(warnings).toHaveLength(6);
  expect(warnings.at(-1)).toBe('195 more are not in the catalog');
  expect(warnings.join('').length).toBeLessThan(2_000);
});

test('no property of the catalog is warned of', () => {
  for (const [type, { properties }] of Object.entries(eventCatalog)) {
    expect(warnOfUnknown(type, properties.shape)).toEqual([]);
  }
});
