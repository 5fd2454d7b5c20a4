import { expect, test } from 'vitest';
import { readEvents } from './testing/read-file.ts';

test('a row of a table becomes an event; the remaining columns are its properties', async () => {
  const text = [
    'id,type,occurred_at,user_id,email,product_id,price,zip,gift,title',
    'e1,added_to_cart,2026-01-05 10:00,17,,4711,1299,01234,true,1984',
  ].join('\n');
  expect((await readEvents(text)).events).toEqual([
    {
      id: 'e1',
      type: 'added_to_cart',
      occurredAt: '2026-01-05T10:00:00.000Z',
      userId: '17',
      // With the catalog's names and types: ids and titles are texts.
      properties: { productId: '4711', price: 1299, zip: '01234', gift: true, title: '1984' },
      isClaim: false,
    },
  ]);
});

test('an exported line keeps its contents and whether it was trusted', async () => {
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
    properties: { path: '/', n: '01' },
    context: { locale: 'de' },
  };
  expect((await readEvents(JSON.stringify(line))).events).toEqual([
    {
      id: 'evt_1',
      type: 'page_viewed',
      occurredAt: '2026-01-05T10:00:00.000Z',
      anonymousId: 'v',
      properties: { path: '/', n: '01' },
      context: { locale: 'de' },
      isClaim: true,
    },
  ]);
});

test.each(['timestamp', 'occurredAt', 'Event Time', 'datetime', 'Date', 'created_at'])(
  'the time is read from the column %s, and is no property',
  async (column) => {
    const { events } = await readEvents(`type,${column},user_id,page\npage_viewed,2024-01-05T10:00:00Z,u1,/a`);
    expect(events).toMatchObject([{ occurredAt: '2024-01-05T10:00:00.000Z', properties: { page: '/a' } }]);
    expect(events[0]?.properties).not.toHaveProperty(column);
  },
);

test('a row without a time is refused, never dated to the moment of the import', async () => {
  await expect(readEvents('type,user_id,page\npage_viewed,u1,/a')).rejects.toThrow(
    /--time <column>. The columns of the file: type, user_id, page/,
  );
  await expect(readEvents('{"type":"page_viewed","userId":"u1"}')).rejects.toThrow('--time <column>');
  const { events, faults } = await readEvents('type,time,user_id\npage_viewed,,u1\npage_viewed,2024-01-05,u1');
  expect(events.map(({ occurredAt }) => occurredAt)).toEqual(['2024-01-05T00:00:00.000Z']);
  expect(faults).toEqual([expect.stringMatching(/^2: time is empty/)]);
  const named = await readEvents('type,wann,user_id\na,2024-01-05,u1', { columns: { occurredAt: 'wann' } });
  expect(named.events[0]?.occurredAt).toBe('2024-01-05T00:00:00.000Z');
});

test('a JSON number is a time in milliseconds, as in the API; for a table, the format must be given', async () => {
  const json = await readEvents('{"type":"a","occurredAt":1704447000123,"userId":"u"}');
  expect(json.events[0]?.occurredAt).toBe('2024-01-05T09:30:00.123Z');
  const text = 'type,timestamp,user_id\na,1704447000,u';
  expect((await readEvents(text)).faults).toEqual([expect.stringContaining('unix')]);
  expect((await readEvents(text, { dateFormat: 'unix' })).events[0]?.occurredAt).toBe('2024-01-05T09:30:00.000Z');
});

test('a placeholder is not used as a customer id: the event belongs to the visitor, or is reported', async () => {
  const rows = ['a,2024-01-05,0,v1', 'a,2024-01-05,undefined,v2', 'a,2024-01-05,guest,'];
  const { events, faults } = await readEvents(['type,time,user_id,anonymous_id', ...rows].join('\n'));
  expect(events.map(({ userId, anonymousId }) => [userId, anonymousId])).toEqual([
    [undefined, 'v1'],
    [undefined, 'v2'],
  ]);
  expect(faults).toEqual(['4: user_id: "guest" is a placeholder, not a customer id, and there is no other id']);
});

test('ids that a spreadsheet has shortened are refused with the line number', async () => {
  const { events, faults } = await readEvents(
    'type,time,user_id,product_id\na,2024-01-05,7.21045E+12,m\na,2024-01-05,7,4.00638E+12\na,2024-01-05,7,m',
  );
  expect([events.length, faults.map((fault) => fault.slice(0, 2))]).toEqual([1, ['2:', '3:']]);
});

test('rows without an id get the same id on every import, and identical rows get different ids', async () => {
  const ids = async () =>
    (await readEvents('type,time,user_id\na,2024-01-05,1\na,2024-01-05,1\na,2024-01-05,2')).events.map(({ id }) => id);
  expect(new Set(await ids()).size).toBe(3);
  expect(await ids()).toEqual(await ids());
});

test.each([
  [{ type: 'a', occurredAt: 'yesterday' }, 'occurredAt: "yesterday" is not a date (ISO 8601 or YYYYMMDD)'],
  [{ type: '', occurredAt: '2026-01-01' }, 'type is missing'],
  [
    { type: 'a', occurredAt: '2026-01-01', properties: {}, price: 1 },
    'price: a row with properties cannot have other columns',
  ],
])('%j is refused with its reason', async (row, fault) => {
  expect((await readEvents(JSON.stringify(row))).faults).toEqual([`1: ${fault}`]);
});
