import { currencyCodes, currencyDigits } from '@beckon/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { currencyOf, minorUnits } from '../money.ts';
import { isForTheServer } from '../testing/is-for-the-server.ts';
import { trackPush } from './map.ts';

const eventsIn = (pushed: unknown) => {
  const events: [string, Record<string, unknown>][] = [];
  trackPush(pushed, (...event) => events.push(event));
  return JSON.parse(JSON.stringify(events));
};
const item = {
  item_id: 'mug',
  item_variant: 'blue',
  item_name: 'Mug',
  item_category: 'Cups',
  price: 12.99,
  quantity: 2,
};
const mug = {
  productId: 'mug',
  variantId: 'blue',
  title: 'Mug',
  category: 'Cups',
  price: 1299,
  currency: 'EUR',
  quantity: 2,
};

test('GA4 objects and gtag calls become the same events', () => {
  const data = { currency: 'EUR', value: 25.98, transaction_id: 'T1', coupon: 'MAY', items: [item] };
  for (const push of [
    (event: string) => ({ event, ecommerce: data }),
    (name: string) => ({ 0: 'event', 1: name, 2: data }),
  ]) {
    expect(eventsIn(push('view_item'))).toEqual([['product_viewed', mug]]);
    expect(eventsIn(push('add_to_cart'))).toEqual([['added_to_cart', mug]]);
    expect(eventsIn(push('remove_from_cart'))).toEqual([['removed_from_cart', mug]]);
    expect(eventsIn(push('begin_checkout'))[0]).toMatchObject(['checkout_started', { total: 2598, items: [mug] }]);
    expect(eventsIn(push('purchase'))).toEqual([
      ['placed_order', { orderId: 'T1', total: 2598, currency: 'EUR', coupon: 'MAY', items: [mug] }],
    ]);
  }
});

test('objects of Universal Analytics become events', () => {
  const products = [{ id: 'mug', variant: 'blue', name: 'Mug', category: 'Cups', price: '12.99', quantity: 2 }];
  const push = (key: string, actionField = {}) =>
    eventsIn({ event: 'any', ecommerce: { currencyCode: 'EUR', [key]: { actionField, products } } });
  expect(push('detail')).toEqual([['product_viewed', mug]]);
  expect(push('add')).toEqual([['added_to_cart', mug]]);
  expect(push('remove')).toEqual([['removed_from_cart', mug]]);
  expect(push('checkout', { step: 2 })).toEqual([]);
  expect(push('purchase', { id: 'T1', revenue: '25.98' })).toEqual([
    ['placed_order', { orderId: 'T1', total: 2598, currency: 'EUR', items: [mug] }],
  ]);
});

test('whatever JSON is pushed, nothing is thrown and every event is one the catalog takes', () => {
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom('EUR', 'mug', 1, '12.99', 0));
  const line = fc.record(
    { item_id: value, id: value, item_name: value, price: value, quantity: value },
    { requiredKeys: [] },
  );
  const data = fc.record(
    { items: fc.oneof(fc.array(line), value), currency: value, value, transaction_id: value, coupon: value },
    { requiredKeys: [] },
  );
  const name = fc.constantFrom('view_item', 'add_to_cart', 'begin_checkout', 'purchase', 'other');
  const push = fc.oneof(
    fc.jsonValue(),
    fc.record({ event: name, ecommerce: data }),
    fc.tuple(fc.constant('event'), name, data),
  );
  fc.assert(
    fc.property(push, (pushed) => {
      for (const [type, properties] of eventsIn(pushed)) expect(isForTheServer(type, properties)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test('prices are exact in the digits of their currency, as numbers and as texts', () => {
  fc.assert(
    fc.property(
      fc.nat(999_999_999),
      fc.constantFrom(['EUR', 2], ['JPY', 0], ['KWD', 3]),
      (minor, [currency, digits]) => {
        const text = (minor / 10 ** (digits as number)).toFixed(digits as number);
        expect(minorUnits(text, currency as string)).toBe(minor);
        expect(minorUnits(+text, currency as string)).toBe(minor);
      },
    ),
  );
});

test('every currency of the contract has the digits of ISO 4217, not those of everyday prices', () => {
  expect(currencyCodes.length).toBeGreaterThan(150);
  for (const code of currencyCodes) {
    expect([code, minorUnits(1, code)]).toEqual([code, 10 ** currencyDigits(code)]);
    expect(currencyOf(code)).toBe(code);
  }
});

test.each([
  ['HUF', 4_990, 499_000],
  ['IDR', 150_000, 15_000_000],
  ['COP', '89900', 8_990_000],
  ['PKR', 1_250, 125_000],
  ['CLP', 9_990, 9_990],
  ['TND', 1.5, 1_500],
  ['ISK', '1290', 1_290],
  ['CLF', 1, 10_000],
])('a price in %s is what the shop wrote: %s', (currency, price, minor) => {
  const items = [{ item_id: 'mug', price }];
  expect(eventsIn({ event: 'view_item', ecommerce: { currency, items } })).toEqual([
    ['product_viewed', { productId: 'mug', price: minor, currency, quantity: 1 }],
  ]);
});

test.each(['XXX', 'EUU', 'eur', 'toString', ''])('an invalid currency is left out, with the price: %s', (currency) => {
  const items = [{ item_id: 'mug', price: 12.99 }];
  expect(eventsIn({ event: 'view_item', ecommerce: { currency, items } })).toEqual([
    ['product_viewed', { productId: 'mug', quantity: 1 }],
  ]);
});

test.each<[string, unknown]>([
  ['by gtag', { 0: 'event', 1: 'purchase', 2: { transaction_id: 'T-2', value: 49.9, currency: 'EUR' } }],
  ['pushed', { event: 'purchase', ecommerce: { transaction_id: 'T-2', value: '49.90', currency: 'EUR' } }],
  [
    'with an empty list',
    { event: 'purchase', ecommerce: { transaction_id: 'T-2', value: 49.9, currency: 'EUR', items: [] } },
  ],
  [
    'with lines that are no list',
    { event: 'purchase', ecommerce: { transaction_id: 'T-2', value: 49.9, currency: 'EUR', items: 'mug' } },
  ],
  [
    'of Universal Analytics',
    { ecommerce: { currencyCode: 'EUR', purchase: { actionField: { id: 'T-2', revenue: '49.90' } } } },
  ],
  [
    'of Universal Analytics, with an event of that name',
    {
      event: 'purchase',
      ecommerce: { currencyCode: 'EUR', purchase: { actionField: { id: 'T-2', revenue: '49.90' }, products: [] } },
    },
  ],
])('an order without lines is an order: %s', (_, pushed) => {
  expect(eventsIn(pushed)).toEqual([['placed_order', { orderId: 'T-2', total: 4_990, currency: 'EUR' }]]);
});

test('a checkout without lines is a checkout, and a cart without lines is nothing', () => {
  expect(eventsIn({ event: 'begin_checkout', ecommerce: { value: 49.9, currency: 'EUR' } })).toEqual([
    ['checkout_started', { total: 4_990, currency: 'EUR' }],
  ]);
  expect(eventsIn({ event: 'add_to_cart', ecommerce: { value: 49.9, currency: 'EUR' } })).toEqual([]);
  expect(eventsIn({ event: 'purchase' })).toEqual([]);
  expect(eventsIn({ event: 'constructor', ecommerce: { items: [item] } })).toEqual([]);
});

test.each([
  ['2.0', 2],
  ['2', 2],
  [' 2', undefined],
  ['02', 2],
  ['3.00', 3],
  [undefined, 1],
  [null, 1],
  [1.5, undefined],
  [-1, undefined],
  [0, undefined],
  ['0', undefined],
  ['', undefined],
  ['two', undefined],
  ['1,5', undefined],
  [1e9, undefined],
  [Number.NaN, undefined],
  [{}, undefined],
])('a quantity of %j is read as %j', (quantity, expected) => {
  const [[, properties]] = eventsIn({ event: 'add_to_cart', ecommerce: { items: [{ item_id: 'mug', quantity }] } });
  expect(properties).toEqual({ productId: 'mug', ...(expected && { quantity: expected }) });
});
