import { collectLimits } from '@beckon/contract';
import { validateEvent } from '@beckon/core/collect';
import { testSecrets } from '@beckon/core/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batchText } from './batch-text.ts';
import { mapMessage } from './map-message.ts';
import type { JsonObject } from './message.ts';
import { objectOf } from './message.ts';
import { parseBody } from './read-body.ts';

const options = { shopCurrency: 'EUR', newId: () => 'made' };
const receivedAt = new Date('2026-03-01T12:00:00Z');
const source = { id: 'src_1', tenantId: 'ten_1', kind: 'server' } as const;

const map = (message: JsonObject, more = {}) =>
  mapMessage({ messageId: 'm', userId: 'u', ...message }, { ...options, ...more }).event as JsonObject;
const track = (event: unknown, properties?: unknown) => map({ type: 'track', event, properties });

/** How collect validates a mapped message, from its serialized form. */
function pass(message: unknown, more = {}) {
  const { event, sentAt } = mapMessage(message, { ...options, ...more });
  const body = JSON.parse(batchText([event], sentAt)) as { sentAt?: string; events: unknown[] };
  return validateEvent({ secrets: testSecrets }, body.events[0], source, { sentAt: body.sentAt }, receivedAt);
}

describe('e-commerce', () => {
  test('an order has amounts in minor units and lines with our names, and keeps the rest', () => {
    const properties = {
      order_id: 50314,
      total: 27.5,
      revenue: '25.00',
      shipping: 3,
      tax: 2,
      discount: 2.5,
      coupon: 'hasbros',
      currency: 'usd',
      affiliation: 'Outlet',
      products: [
        {
          product_id: '507f',
          sku: '45790-32',
          name: 'Monopoly',
          price: 19.99,
          quantity: '1',
          variant: '3rd edition',
          category: 'Games',
          url: 'https://shop.test/monopoly',
          image_url: 'https://shop.test/monopoly.jpg',
          position: 3,
        },
        { sku: 'UNO', name: 'Uno', price: 3, currency: null },
      ],
    };
    expect(track('Order Completed', properties)).toMatchObject({
      type: 'placed_order',
      properties: {
        orderId: '50314',
        total: 2750,
        revenue: 2500,
        shipping: 300,
        tax: 200,
        discount: 250,
        coupon: 'hasbros',
        currency: 'USD',
        affiliation: 'Outlet',
        items: [
          {
            productId: '507f',
            sku: '45790-32',
            title: 'Monopoly',
            price: 1999,
            quantity: 1,
            variantId: '3rd edition',
            category: 'Games',
            url: 'https://shop.test/monopoly',
            imageUrl: 'https://shop.test/monopoly.jpg',
            position: 3,
          },
          { productId: 'UNO', sku: 'UNO', title: 'Uno', price: 300 },
        ],
      },
    });
  });

  test.each([
    ['Product Viewed', 'product_viewed'],
    ['Viewed Product', 'product_viewed'],
    ['product added', 'added_to_cart'],
    ['Product Removed', 'removed_from_cart'],
    ['Checkout Started', 'checkout_started'],
    ['Completed Order', 'placed_order'],
    ['placed_order', 'placed_order'],
    ['Cart Abandoned', 'cart_abandoned'],
    ['Order Refunded', 'order_refunded'],
    ['Order Cancelled', 'order_cancelled'],
    ['Product Clicked', 'product_clicked'],
  ])('%s is %s', (name, type) => {
    expect(track(name).type).toBe(type);
  });

  test('a missing total is replaced by the revenue, a missing currency by that of the shop', () => {
    expect(track('Order Completed', { order_id: 'o', revenue: 25 }).properties).toEqual({
      orderId: 'o',
      revenue: 2500,
      total: 2500,
      currency: 'EUR',
    });
  });

  test('a refund has its amount in minor units, and is named by its message without an id of its own', () => {
    expect(track('Order Refunded', { order_id: 'o', total: 12.5, currency: 'EUR' }).properties).toEqual({
      orderId: 'o',
      refundId: 'm',
      amount: 1250,
      currency: 'EUR',
    });
    expect(track('Order Refunded', { order_id: 'o', refund_id: 7, total: 1 }).properties).toMatchObject({
      refundId: '7',
      amount: 100,
      currency: 'EUR',
    });
  });

  test('an unreadable hint goes to unmapped, and nulls are left out', () => {
    expect(
      track('Product Added', { product_id: 7, price: '12,99 €', quantity: 0.5, coupon: null, name: null, title: 'T' })
        .properties,
    ).toEqual({
      productId: '7',
      title: 'T',
      coupon: null,
      currency: 'EUR',
      unmapped: { price: '12,99 €', quantity: 0.5 },
    });
  });

  test('an empty text counts as missing, and a received property named unmapped is kept', () => {
    const properties = { product_id: '', sku: 'M', currency: '', price: 'x', unmapped: 'theirs' };
    expect(track('Product Viewed', properties).properties).toEqual({
      productId: 'M',
      sku: 'M',
      currency: 'EUR',
      unmapped: { price: 'x', unmapped: 'theirs' },
    });
  });

  test('if one line names no product, all lines are kept as received', () => {
    const products = [{ product_id: 'a' }, { name: 'gift wrap' }];
    expect(track('Order Completed', { order_id: 'o', total: 1, products }).properties).toMatchObject({
      total: 100,
      unmapped: { products },
    });
  });

  test.each([
    ['a total that is no amount', { order_id: 'o', total: 'a lot' }, /total/],
    ['no total', { order_id: 'o' }, /total/],
    ['no order id', { total: 5 }, /orderId/],
    ['a currency that is none', { order_id: 'o', total: 5, currency: 'dollars' }, /currency/],
  ])('an order with %s is quarantined and the reason names it', (_name, properties, reason) => {
    const fault = pass({ messageId: 'm', type: 'track', event: 'Order Completed', properties });
    expect(fault).toMatchObject({ code: 'property_invalid', reason: expect.stringMatching(reason) });
  });

  test('every price of every line is exact', () => {
    const price = fc.integer({ min: 0, max: 10_000_000 });
    fc.assert(
      fc.property(fc.array(price, { minLength: 1, maxLength: 20 }), (prices) => {
        const total = prices.reduce((sum, one) => sum + one, 0);
        const products = prices.map((units, at) => ({ product_id: at, price: units / 100 }));
        const event = pass({
          messageId: 'm',
          type: 'track',
          event: 'Order Completed',
          properties: { order_id: 'o', total: total / 100, products },
        });
        expect(event).toMatchObject({
          type: 'placed_order',
          properties: {
            total,
            items: prices.map((units, at) => ({ productId: String(at), price: units, quantity: 1 })),
          },
        });
      }),
      { numRuns: 300 },
    );
  });
});

describe('people', () => {
  test('identify renames the known facts and keeps the others', () => {
    const message = {
      type: 'identify',
      context: { traits: { plan: 'old', company: 'ACME' } },
      traits: { email: ' Anna@Shop.Test', name: 'Anna Maria Berg', phone: 4930, createdAt: '2024-05-01', plan: 'gold' },
    };
    expect(map(message)).toEqual({
      id: 'm',
      type: 'identified',
      userId: 'u',
      email: 'anna@shop.test',
      properties: {
        firstName: 'Anna',
        lastName: 'Maria Berg',
        phone: '4930',
        registeredAt: '2024-05-01T00:00:00.000Z',
        plan: 'gold',
        company: 'ACME',
      },
      context: {},
    });
  });

  test('first and last name take precedence over a full name, and times before 1973 are seconds', () => {
    const traits = { first_name: 'Anna', name: 'Anna Berg', created_at: 1714521600, email: 'nobody', registeredAt: 5 };
    expect(map({ type: 'identify', traits })).toMatchObject({
      properties: {
        firstName: 'Anna',
        name: 'Anna Berg',
        registeredAt: '2024-05-01T00:00:00.000Z',
        unmapped: { registeredAt: 5, email: 'nobody' },
      },
    });
    expect(map({ type: 'identify', traits })).not.toHaveProperty('email');
  });

  test.each([
    '2026-02-01 09:59:00 +0200',
    '2026-02-01T09:59:00+02',
    'Sun, 01 Feb 2026 09:59:00 +0200',
    'Sun Feb 01 2026 09:59:00 GMT+0200 (Eastern European Standard Time)',
    '2026-02-01 07:59:00 UTC',
    '2026-02-01 07:59:00,000Z',
    '2026-02-01 07:59:00',
  ])('a time written %j is read, of a message and of a trait', (timestamp) => {
    expect(map({ type: 'track', event: 'A', timestamp })).toMatchObject({ occurredAt: Date.UTC(2026, 1, 1, 7, 59) });
    expect(map({ type: 'identify', traits: { createdAt: timestamp } })).toMatchObject({
      properties: { registeredAt: '2026-02-01T07:59:00.000Z' },
    });
  });

  test.each(['01/02/2026', '1.2.2026 09:59', 'Sep 5, 2025, 3:04:05 AM', 'yesterday', '2026-02-31 00:00:00 +0000'])(
    'a time that is not to be told for sure is never guessed: %j',
    (timestamp) => {
      expect(pass({ messageId: 'm', type: 'track', event: 'A', timestamp })).toMatchObject({ code: 'time_invalid' });
    },
  );

  test('a placeholder is not used as an id: the next name is tried', () => {
    const viewed = track('Product Viewed', { product_id: 'undefined', sku: 'M-1', variant: 'null' }).properties;
    expect(viewed).toMatchObject({ productId: 'M-1', unmapped: { variant: 'null' } });
    expect(viewed).not.toHaveProperty('variantId');
    expect(track('Product Viewed', { product_id: 7, cart_id: '{{ cart.id }}' }).properties).toMatchObject({
      productId: '7',
    });
    for (const messageId of ['undefined', 'null', '', null]) {
      expect(map({ type: 'track', event: 'A', messageId })).toMatchObject({ id: 'made' });
    }
    expect(map({ type: 'alias', previousId: 'guest' })).toMatchObject({ properties: {} });
    expect(map({ type: 'group', groupId: 'null', traits: { a: 1 } })).toMatchObject({ properties: { a: 1 } });
    const order = { messageId: 'm', type: 'track', event: 'Order Completed', userId: 'u' };
    expect(pass({ ...order, properties: { order_id: 'undefined', total: 1 } })).toMatchObject({
      code: 'property_invalid',
      reason: 'placed_order: orderId: "undefined" stands for no id',
    });
    const products = [{ product_id: 'null' }];
    expect(track('Order Completed', { order_id: 'o', total: 1, products }).properties).not.toHaveProperty('items');
  });

  test('the address of a company identifies no person, and an alias merges no contacts', () => {
    const traits = { name: 'ACME', email: 'info@acme.test' };
    expect(map({ type: 'group', groupId: 5, traits })).toEqual({
      id: 'm',
      type: 'group_joined',
      userId: 'u',
      properties: { ...traits, groupId: '5' },
      context: {},
    });
    expect(map({ type: 'alias', previousId: 'before' })).toMatchObject({
      type: 'aliased',
      userId: 'u',
      properties: { previousId: 'before' },
    });
  });

  test('ids may be numbers, an unknown person may be null, and collect refuses anything else', () => {
    expect(map({ type: 'alias', userId: 42, anonymousId: null })).toMatchObject({ userId: '42' });
    expect(map({ type: 'alias', userId: '', anonymousId: null })).not.toHaveProperty('anonymousId');
    expect(pass({ messageId: 'm', type: 'alias', userId: { a: 1 } })).toMatchObject({ code: 'person_invalid' });
  });
});

test('the context of a batch applies to its messages, unless they set a value themselves', () => {
  const context = { locale: 'de', timezone: 'Europe/Vienna', traits: { email: 'anna@shop.test' } };
  expect(map({ type: 'track', event: 'A', context: { locale: 'en' } }, { context })).toMatchObject({
    email: 'anna@shop.test',
    context: { locale: 'en', timezone: 'Europe/Vienna' },
  });
});

test('pages and screens keep their name and address', () => {
  const context = {
    page: { url: 'https://shop.test/a', path: '/a', search: '?b' },
    library: { name: 'ajs', version: '2' },
    screen: { width: 800, height: 600 },
    ip: '203.0.113.7',
    locale: 'de-AT',
  };
  expect(map({ type: 'page', name: 'Home', properties: { title: 'Mugs' }, context })).toEqual({
    id: 'm',
    type: 'page_viewed',
    userId: 'u',
    properties: { name: 'Home', url: 'https://shop.test/a', path: '/a', title: 'Mugs' },
    context: {
      locale: 'de-AT',
      url: 'https://shop.test/a',
      library: 'ajs/2',
      screen: '800x600',
      page: { path: '/a', search: '?b' },
    },
  });
  expect(map({ type: 'screen', name: 'Cart', properties: { tab: 2 } })).toMatchObject({
    type: 'screen_viewed',
    properties: { name: 'Cart', tab: 2 },
  });
});

describe('times', () => {
  const at = (message: JsonObject, more = {}) => {
    const event = pass({ messageId: 'm', type: 'page', ...message }, more);
    return 'code' in event ? event.code : event.occurredAt;
  };

  test('a clock two hours behind is detected by sentAt and corrected', () => {
    const message = { timestamp: '2026-03-01T09:59:00Z', sentAt: '2026-03-01T10:00:00Z' };
    expect(at(message)).toBe('2026-03-01T11:59:00.000Z');
    expect(at({ ...message, sentAt: undefined }, { sentAt: '2026-03-01T10:00:00Z' })).toBe('2026-03-01T11:59:00.000Z');
    expect(at({ ...message, originalTimestamp: '2026-03-01T09:58:00Z' })).toBe('2026-03-01T11:58:00.000Z');
  });

  test('a message that came through Segment is already corrected', () => {
    const message = { timestamp: '2026-03-01T11:30:00Z', originalTimestamp: '2026-03-01T09:30:00Z' };
    expect(at({ ...message, sentAt: '2026-03-01T09:31:00Z', receivedAt: '2026-03-01T11:31:00Z' })).toBe(
      '2026-03-01T11:30:00.000Z',
    );
  });

  test.each([
    ['2026-03-01 11:00:00', '2026-03-01T11:00:00.000Z'],
    ['2026-02-28', '2026-02-28T00:00:00.000Z'],
    [1772366340, '2026-03-01T11:59:00.000Z'],
    [undefined, '2026-03-01T12:00:00.000Z'],
    ['yesterday', 'time_invalid'],
    ['2027-01-01T00:00:00Z', 'time_in_future'],
  ])('%s is %s', (timestamp, expected) => {
    expect(at({ timestamp })).toBe(expected);
  });
});

test.each([
  ['a name that cannot be a type', { type: 'track', event: '登録' }, 'type_invalid'],
  ['no name', { type: 'track' }, 'type_missing'],
  ['an unknown kind', { type: 'purchase' }, 'type_invalid'],
  ['no kind', {}, 'type_missing'],
  ['properties that are none', { type: 'track', event: 'A', properties: 'b' }, 'property_invalid'],
  ['a type of ours alone', { type: 'track', event: 'Newsletter Confirmed' }, 'type_not_allowed'],
])('a message with %s is quarantined', (_name, message, code) => {
  expect(pass({ messageId: 'm', ...message })).toMatchObject({ code });
});

test('keys are never stored', () => {
  for (const type of ['track', 'identify', 'page', 'screen', 'group', 'alias', 'other', undefined]) {
    const message = { type, event: 'A', writeKey: 'sk_secret', messageId: 'm' };
    expect(JSON.stringify(mapMessage(message, options))).not.toContain('sk_secret');
  }
});

test('the mapping never throws on any JSON, and collect accepts or refuses the result', () => {
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom<unknown>(Number.POSITIVE_INFINITY, '\0', '\ud800', 1e300, '', JSON.parse('{"__proto__":{"a":1}}')),
  );
  const odd = fc.oneof({ weight: 1, arbitrary: value }, { weight: 9, arbitrary: fc.constant(undefined) });
  const or = <T>(good: fc.Arbitrary<T>) => fc.oneof({ weight: 9, arbitrary: good }, { weight: 1, arbitrary: value });
  const named = (...names: string[]) => fc.record(Object.fromEntries(names.map((name) => [name, odd])));
  const product = fc
    .tuple(fc.nat(), named('product_id', 'name', 'price', 'quantity', 'currency', 'variant', 'title', 'unmapped'))
    .map(([sku, others]) => ({ sku, ...others }));
  const order = fc
    .tuple(fc.nat(), named('total', 'coupon', 'items', 'unmapped'), fc.array(product, { maxLength: 3 }))
    .map(([revenue, others, products]) => ({ order_id: 'o', revenue, ...others, products }));
  const message = fc.record({
    type: or(fc.constantFrom('track', 'identify', 'page', 'screen', 'group', 'alias')),
    event: or(fc.constantFrom('Order Completed', 'Product Added', 'Checkout Started', 'Signed Up')),
    messageId: odd,
    userId: odd,
    anonymousId: odd,
    timestamp: odd,
    originalTimestamp: odd,
    receivedAt: odd,
    sentAt: odd,
    context: or(named('page', 'traits', 'library', 'screen', 'ip')),
    traits: or(named('email', 'name', 'firstName', 'phone', 'createdAt', 'language', 'unmapped')),
    properties: or(fc.oneof(order, product)),
  });
  let good = 0;
  fc.assert(
    fc.property(fc.oneof({ weight: 9, arbitrary: message }, { weight: 1, arbitrary: value }), odd, (given, shared) => {
      const result = pass(given, { sentAt: shared, context: objectOf(shared) });
      if (!('code' in result)) good++;
      else expect(result.reason).not.toBe('');
    }),
    { numRuns: 3_000 },
  );
  expect(good).toBeGreaterThan(500);
  expect(good).toBeLessThan(2_900);
});

test('a message nested too deep is cut and refused, and numbers out of range stay out of range', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const track = `"messageId":"m","type":"track","event":"A"`;
  expect(pass(parseBody(`{${track},"properties":{"deep":${deep}}}`))).toMatchObject({ code: 'too_deep' });
  const inBatch = parseBody(`{"batch":[${deep},{${track},"context":{"page":{"title":${deep}}}}]}`).batch as unknown[];
  expect(inBatch.map((message) => pass(message))).toMatchObject([{ code: 'not_an_object' }, { code: 'too_deep' }]);
  const text = `{"messageId":"m","type":"track","event":"A","properties":{"n":-1e999}}`;
  expect(pass(JSON.parse(text))).toMatchObject({ code: 'number_not_storable' });
  expect(collectLimits.depth).toBeLessThan(100);
});
