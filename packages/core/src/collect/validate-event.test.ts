import { eventCatalog, quarantineReasons, readPersonId } from '@beckon/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketCount, type EventSource, type StoredEvent } from '../log/index.ts';
import { testSecrets } from '../testing/index.ts';
import { validateEvent } from './validate-event.ts';

const ctx = { secrets: testSecrets };
const receivedAt = new Date('2026-03-01T12:00:00Z');
const source = (kind: EventSource['kind'] = 'server'): EventSource => ({ id: 'src_1', tenantId: 'ten_1', kind });
const validate = (input: unknown, kind?: EventSource['kind'], envelope = {}) =>
  validateEvent(ctx, input, source(kind), envelope, receivedAt);
const good = { id: 'a', type: 'product_viewed', userId: 'u', properties: { productId: 'p' } };
const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) });

test('a valid event is kept with the shared fields of the batch', () => {
  const event = validate({ ...good, context: { title: 'Lamp' } }, 'browser', {
    anonymousId: 'v',
    context: { url: 'https://shop.test', title: 'Shop' },
  }) as StoredEvent;
  expect(event).toMatchObject({
    tenantId: 'ten_1',
    sourceId: 'src_1',
    type: 'product_viewed',
    isTrusted: false,
    anonymousId: 'v',
    userId: 'u',
    email: null,
    properties: { productId: 'p' },
    context: { url: 'https://shop.test', title: 'Lamp' },
    occurredAt: receivedAt.toISOString(),
  });
  expect(event.bucket).toBeGreaterThanOrEqual(0);
  expect(event.bucket).toBeLessThan(bucketCount);
});

test.each([
  [null, 'not_an_object'],
  [[], 'not_an_object'],
  ['text', 'not_an_object'],
  [{ type: 'a' }, 'id_missing'],
  [{ ...good, id: '' }, 'id_invalid'],
  [{ ...good, id: 1.5 }, 'id_invalid'],
  [{ ...good, id: 'undefined' }, 'id_invalid'],
  [{ ...good, id: '[object Object]' }, 'id_invalid'],
  [{ ...good, id: 'x'.repeat(101) }, 'id_invalid'],
  [{ id: 'a' }, 'type_missing'],
  [{ ...good, type: 'Product Viewed' }, 'type_invalid'],
  [{ ...good, type: 'x'.repeat(65) }, 'type_invalid'],
  [{ ...good, type: 'hasOwnProperty' }, 'type_invalid'],
  [{ ...good, type: 'newsletter_confirmed' }, 'type_not_allowed'],
  [{ ...good, properties: {} }, 'property_invalid'],
  [{ ...good, properties: [] }, 'property_invalid'],
  [{ ...good, properties: { productId: 'p', price: 1.5 } }, 'property_invalid'],
  [{ ...good, context: 'home' }, 'property_invalid'],
  [{ ...good, userId: 1.5 }, 'person_invalid'],
  [{ ...good, userId: true }, 'person_invalid'],
  [{ ...good, userId: '5.76461E+17' }, 'person_invalid'],
  [{ ...good, anonymousId: 'x'.repeat(101) }, 'person_invalid'],
  [{ ...good, properties: { productId: '#REF!' } }, 'property_invalid'],
  [{ ...good, properties: { productId: 'p', variantId: {} } }, 'property_invalid'],
  [{ ...good, email: 'nobody' }, 'person_invalid'],
  [{ ...good, occurredAt: 'soon' }, 'time_invalid'],
  [{ ...good, occurredAt: '2030-01-01T00:00:00Z' }, 'time_in_future'],
  [{ ...good, note: 'a\0b' }, 'text_not_storable'],
  [{ ...good, note: '\ud800' }, 'text_not_storable'],
  [{ ...good, 'a\0b': 1 }, 'text_not_storable'],
  [{ ...good, n: Number.POSITIVE_INFINITY }, 'number_not_storable'],
  [{ ...good, properties: JSON.parse('{"productId":"p","__proto__":{"isAdmin":true}}') }, 'key_not_allowed'],
  [{ ...good, properties: { productId: 'p', constructor: 1 } }, 'key_not_allowed'],
  [{ ...good, properties: nested(13) }, 'too_deep'],
  [{ ...good, properties: { productId: 'p', list: Array(257).fill(0) } }, 'too_wide'],
  [{ ...good, note: 'x'.repeat(8_001) }, 'string_too_long'],
  [{ ...good, properties: { productId: 'p', list: Array(20).fill('x'.repeat(4_000)) } }, 'event_too_large'],
])('%j is set aside as %s', (input, code) => {
  expect(validate(input)).toMatchObject({ code });
});

test('a browser cannot say what only a server may', () => {
  for (const [type, { sentBy }] of Object.entries(eventCatalog)) {
    const isRefused = (kind: EventSource['kind']) => {
      const result = validate({ ...good, type }, kind);
      return 'code' in result && result.code === 'type_not_allowed';
    };
    expect([isRefused('browser'), isRefused('server'), isRefused('beckon')], type).toEqual([
      sentBy !== 'browser',
      sentBy === 'beckon',
      false,
    ]);
  }
});

test('a property that Postgres could not read as a time is refused', () => {
  for (const registeredAt of ['0000-01-01T00:00:00Z', '2026-01-01T00:00:00+23:59', '2026-01-01']) {
    expect(validate({ id: 'a', type: 'contact_created', userId: 'u', properties: { registeredAt } })).toMatchObject({
      code: 'property_invalid',
    });
  }
});

test('one person is in one bucket, whatever else is said', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 50 }), fc.uuid(), fc.uuid(), (name, first, second) => {
      fc.pre(!name.includes('\0') && name.isWellFormed() && readPersonId(name).kind === 'id');
      const bucketOf = (event: object, kind: EventSource['kind']) =>
        (validate({ ...good, ...event }, kind) as StoredEvent).bucket;
      expect(bucketOf({ id: first, userId: name, anonymousId: 'x' }, 'server')).toBe(
        bucketOf({ id: second, userId: name, email: 'a@example.com' }, 'server'),
      );
      expect(bucketOf({ id: first, anonymousId: name, userId: 'x' }, 'browser')).toBe(
        bucketOf({ id: second, anonymousId: name, userId: 'y' }, 'browser'),
      );
    }),
  );
});

test('never throws, whatever JSON comes: an event that can be stored, or a reason out of the list', () => {
  const text = fc.string({ unit: 'binary', maxLength: 30 });
  const hostile = fc.constantFrom<unknown>(
    null,
    true,
    0,
    -0,
    1e300,
    '',
    '\0',
    '\ud800',
    '__proto__',
    {},
    [],
    Number.MAX_SAFE_INTEGER + 2,
    JSON.parse('{"__proto__":1}'),
    JSON.parse('{"constructor":{"prototype":1}}'),
    'a'.repeat(9_000),
    nested(50),
  );
  const anything = fc.oneof(fc.jsonValue({ stringUnit: 'binary' }), text, hostile);
  const shaped = fc.record(
    {
      id: fc.oneof(fc.uuid(), anything),
      type: fc.oneof(fc.constantFrom(...Object.keys(eventCatalog), 'custom_thing'), anything),
      occurredAt: fc.oneof(
        fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
        anything,
      ),
      anonymousId: anything,
      userId: anything,
      email: fc.oneof(fc.emailAddress(), anything),
      properties: fc.oneof(
        fc.dictionary(
          fc.oneof(fc.constantFrom('productId', 'orderId', 'total', 'currency', 'items', 'quantity', 'phone'), text),
          anything,
        ),
        anything,
      ),
      context: anything,
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(
      fc.oneof(shaped, anything),
      fc.constantFrom<EventSource['kind']>('browser', 'server'),
      (input, kind) => {
        const result = validate(input, kind, { sentAt: 5, context: { url: 'x' } });
        if ('code' in result) {
          expect(quarantineReasons).toContain(result.code);
          expect(result.reason.isWellFormed() && !result.reason.includes('\0') && result.reason.length > 5).toBe(true);
        } else {
          expect(JSON.stringify(result)).not.toContain('\\u0000');
          expect(result.isTrusted).toBe(kind !== 'browser');
        }
      },
    ),
    { numRuns: 3_000 },
  );
});
