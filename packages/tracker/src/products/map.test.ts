import fc from 'fast-check';
import { expect, test } from 'vitest';
import { propertiesOf } from '../attributes/map.ts';
import { isForTheServer } from '../testing/is-for-the-server.ts';
import { productIn } from './map.ts';

const pageOf = (...documents: unknown[]) => documents.map((document) => ({ textContent: JSON.stringify(document) }));

test('several products with different ids are a list, the same one twice is a product', () => {
  const mug = { '@type': 'Product', sku: 'mug' };
  expect(productIn(pageOf(mug, mug))).toMatchObject({ productId: 'mug' });
  expect(productIn(pageOf(mug, { '@type': 'Product', sku: 'bowl' }))).toBeUndefined();
  expect(productIn(pageOf({ '@type': 'ItemList', itemListElement: [{ item: mug }] }))).toBeUndefined();
});

test.each([
  { '@type': 'Product', name: 'Mug', aggregateRating: { ratingValue: 5, reviewCount: 3 } },
  { '@graph': [{ '@type': ['Product'], review: [{ '@type': 'Review' }] }] },
  { '@type': 'Product', sku: '', offers: [] },
])('a description without an id is no other product, before and after the one with an id: %j', (more) => {
  const mug = { '@type': 'Product', sku: 'mug', offers: { price: '12.99', priceCurrency: 'EUR' } };
  const found = { productId: 'mug', price: 1299, currency: 'EUR' };
  expect(productIn(pageOf(mug, more))).toMatchObject(found);
  expect(productIn(pageOf(more, mug))).toMatchObject(found);
  expect(productIn(pageOf(more, mug, { '@type': 'Product', sku: 'bowl' }, more))).toBeUndefined();
  expect(productIn(pageOf(more))).toBeUndefined();
});

test.each([
  ['HUF', '4990', 499_000],
  ['IDR', 150_000, 15_000_000],
  ['JPY', '1500', 1_500],
])('a price in %s has the digits of ISO 4217', (priceCurrency, price, minor) => {
  expect(productIn(pageOf({ '@type': 'Product', sku: 'mug', offers: { price, priceCurrency } }))).toMatchObject({
    price: minor,
    currency: priceCurrency,
  });
});

test('whatever a page describes, nothing is thrown and a product is one the catalog takes', () => {
  const value = fc.jsonValue();
  const product = fc.record({ '@type': fc.constant('Product'), sku: value, name: value, offers: value });
  fc.assert(
    fc.property(fc.array(fc.oneof(value, product), { maxLength: 3 }), (documents) => {
      const found = productIn(pageOf(...documents));
      if (found?.productId) expect(isForTheServer('product_viewed', { ...found })).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('whatever attributes say, nothing is thrown; numbers are those of the catalog', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string()), fc.string(), (attributes, product) => {
      expect(propertiesOf(attributes, product)).toBeTypeOf('object');
    }),
  );
  expect(propertiesOf({ beckonEvent: 'x', beckonPrice: '1299', beckonSize: '3' }, '17')).toEqual({
    productId: '17',
    price: 1299,
    size: '3',
  });
});
