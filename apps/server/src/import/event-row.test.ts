import { expect, test } from 'vitest';
import { EventReader } from './event-row.ts';

const read = (row: Record<string, unknown>) => new EventReader().read(row);

test('a row of a table is an event whose other columns are properties', () => {
  expect(
    read({
      id: 'e1',
      type: 'added_to_cart',
      occurred_at: '2026-01-05 10:00',
      user_id: '17',
      email: '',
      productId: 'mug',
      price: '1299',
      zip: '01234',
      gift: 'true',
    }),
  ).toEqual({
    id: 'e1',
    type: 'added_to_cart',
    occurredAt: '2026-01-05T10:00:00.000Z',
    userId: '17',
    properties: { productId: 'mug', price: 1299, zip: '01234', gift: true },
    isClaim: false,
  });
});

test('an exported line keeps what it says, and whether it was trusted', () => {
  const line = {
    id: 'evt_1',
    type: 'page_viewed',
    source: 'Storefront',
    isTrusted: false,
    occurredAt: '2026-01-05T10:00:00.000Z',
    receivedAt: '2026-01-05T10:00:01.000Z',
    anonymousId: 'v',
    userId: null,
    email: null,
    properties: { path: '/' },
    context: { locale: 'de' },
  };
  expect(read(line)).toEqual({
    id: 'evt_1',
    type: 'page_viewed',
    occurredAt: '2026-01-05T10:00:00.000Z',
    anonymousId: 'v',
    properties: { path: '/' },
    context: { locale: 'de' },
    isClaim: true,
  });
});

test('rows without an id get the same one each time, and of two that say the same each its own', () => {
  const ids = () => {
    const reader = new EventReader();
    const rows = [
      { type: 'a', user_id: '1' },
      { type: 'a', user_id: '1' },
      { type: 'a', user_id: '2' },
    ];
    return rows.map((row) => (reader.read(row) as { id: string }).id);
  };
  expect(new Set(ids()).size).toBe(3);
  expect(ids()).toEqual(ids());
});

test.each<[Record<string, unknown>, string]>([
  [{ user_id: '1' }, 'type is missing'],
  [{ type: 'a', occurredAt: 'yesterday' }, 'occurredAt: "yesterday" is not a date or time (ISO 8601 or YYYYMMDD)'],
  [{ type: 'a', properties: {}, price: 1 }, 'price: beside properties there are no other members'],
])('%j is refused with its reason', (row, fault) => {
  expect(read(row)).toEqual({ fault });
});
