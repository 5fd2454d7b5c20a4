import { eventCatalog, isKnownEventType } from '@beckon/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeCatalog } from '../../catalog.ts';
import { findFaults } from './find-faults.ts';

const catalog = describeCatalog();

test('it finds problems and describes them', () => {
  expect(findFaults(catalog, 'placed_order', { orderId: '1001', total: 12.99, currency: 'eur' })).toEqual([
    'total: expected minor units (1299 for 12.99), is 12.99',
    'currency: expected a currency such as EUR, is "eur"',
  ]);
  expect(findFaults(catalog, 'placed_order', { orderId: '1001', total: -1, currency: 'EUU' })).toEqual([
    'total: expected at least 0, is -1',
    'currency: expected a currency such as EUR, is "EUU"',
  ]);
  expect(findFaults(catalog, 'added_to_cart', {})).toEqual(['productId: is missing']);
  expect(findFaults(catalog, 'checkout_started', { items: [{ productId: '' }] })).toEqual([
    'items[0].productId: "" stands for no id',
  ]);
  expect(findFaults(catalog, 'product_viewed', { productId: 'undefined', variantId: 'undefined' })).toEqual([
    'productId: "undefined" stands for no id',
  ]);
  expect(findFaults(catalog, 'Size Guide')).toHaveLength(1);
  expect(findFaults(catalog, 'cart_abandoned')).toEqual(['cart_abandoned is not accepted from a browser']);
  expect(findFaults(catalog, 'size_guide_opened', { anything: [1] })).toEqual([]);
});

const value = fc.oneof(
  fc.string({ maxLength: 300 }),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom('EUR', 'EUU', 'EUR ', 'mug', '2026-11-21T12:00:00Z', 1299, 0, -1, '', 9_000_000_000_001),
);
const names = [
  'productId',
  'title',
  'price',
  'currency',
  'quantity',
  'orderId',
  'total',
  'firstName',
  'phone',
  'registeredAt',
];
const fields = fc.dictionary(fc.constantFrom(...names, 'other'), value);
const properties = fc.oneof(
  fields,
  fc.record({
    orderId: fc.constant('1001'),
    total: fc.constant(1),
    currency: value,
    items: fc.array(fields, { maxLength: 3 }),
  }),
);

test('it agrees with the schemas of the contract', () => {
  const types = Object.keys(catalog.types).filter(isKnownEventType);
  expect(types.length).toBeGreaterThan(6);
  fc.assert(
    fc.property(fc.constantFrom(...types), properties, (type, given) => {
      const sent = JSON.parse(JSON.stringify(given));
      const isGood = eventCatalog[type].properties.safeParse(sent).success;
      expect([type, sent, findFaults(catalog, type, sent).length === 0]).toEqual([type, sent, isGood]);
    }),
    { numRuns: 1_000 },
  );
});
