import { expect, test } from 'vitest';
import type { EventSource, StoredEvent } from '../log/index.ts';
import { testSecrets } from '../testing/index.ts';
import { validateEvent } from './validate-event.ts';

const source: EventSource = { id: 'src_1', tenantId: 'ten_1', kind: 'server' };
const validate = (input: object, envelope = {}) =>
  validateEvent({ secrets: testSecrets }, input, source, envelope, new Date('2026-03-01T12:00:00Z')) as StoredEvent;
const viewed = { id: 'a', type: 'product_viewed', userId: 'u', properties: { productId: 'p' } };

test.each([
  'undefined',
  'NULL',
  '0',
  'guest',
  '(not set)',
  '{{customer.id}}',
  '[object Object]',
  '-1',
  '',
  null,
  false,
])('user id %j names nobody, and the event is kept', (userId) => {
  expect(validate({ ...viewed, userId })).toMatchObject({ userId: null, properties: { productId: 'p' } });
});

test.each(['undefined', 'null', 'NaN', 'anonymous', '00000000-0000-0000-0000-000000000000', ''])(
  'visitor %j is nobody, of the event or of its batch',
  (anonymousId) => {
    expect(validate({ ...viewed, anonymousId })).toMatchObject({ anonymousId: null });
    expect(validate(viewed, { anonymousId })).toMatchObject({ anonymousId: null });
    expect(validate({ ...viewed, anonymousId }, { anonymousId: 'v' })).toMatchObject({ anonymousId: 'v' });
  },
);

test('the id of an event may be a number, but not a placeholder, which would make many events one', () => {
  expect(validate({ ...viewed, id: 7 }).id).toBe(validate({ ...viewed, id: '7' }).id);
  for (const id of ['undefined', 'null', '{{ event.id }}', 'NaN']) {
    expect(validate({ ...viewed, id })).toEqual({ code: 'id_invalid', reason: `id: "${id}" stands for no id` });
  }
});

test('guests share no bucket by their placeholder', () => {
  const buckets = ['a', 'b', 'c', 'd', 'e'].map((id) => validate({ ...viewed, id, userId: 'guest' }).bucket);
  expect(new Set(buckets).size).toBeGreaterThan(1);
});

test.each([
  [17, '17'],
  [' 17 ', '17'],
  ['17\u200b', '17'],
])('user id %j is the text %j', (userId, id) => {
  expect(validate({ ...viewed, userId, anonymousId: 5 })).toMatchObject({ userId: id, anonymousId: '5' });
});

test('ids of things may be numbers, in the lines of an order too', () => {
  const order = {
    id: 'o',
    type: 'placed_order',
    userId: 'u',
    properties: {
      orderId: 1001,
      total: 500,
      currency: 'EUR',
      items: [
        { productId: 7, variantId: 8 },
        { productId: 'mug', variantId: 'null' },
      ],
    },
  };
  expect(validate(order).properties).toEqual({
    orderId: '1001',
    total: 500,
    currency: 'EUR',
    items: [
      { productId: '7', variantId: '8', quantity: 1 },
      { productId: 'mug', quantity: 1 },
    ],
  });
});

test.each(['undefined', 'null', '#N/A', '{{ order.id }}'])('an order needs a number: %j', (orderId) => {
  const order = { id: 'o', type: 'placed_order', properties: { orderId, total: 500, currency: 'EUR' } };
  expect(validate(order)).toMatchObject({
    code: 'property_invalid',
    reason: `placed_order: orderId: ${JSON.stringify(orderId)} stands for no id`,
  });
});

test.each(['undefined', 'NaN', '', null, '-'])('variant %j counts as missing', (variantId) => {
  const { properties } = validate({
    ...viewed,
    type: 'added_to_cart',
    properties: { productId: 'p', variantId, cartId: variantId },
  });
  expect(JSON.parse(JSON.stringify(properties))).toEqual({ productId: 'p', quantity: 1 });
});

test('an empty list is no properties and no context', () => {
  const custom = { id: 'c', type: 'signed_up', userId: 'u', properties: [], context: [] };
  expect(validate(custom)).toMatchObject({ properties: {}, context: {} });
  expect(validate({ ...custom, type: 'page_viewed' })).toMatchObject({ properties: {} });
  expect(validate({ ...custom, properties: [1] })).toMatchObject({ code: 'property_invalid' });
});
