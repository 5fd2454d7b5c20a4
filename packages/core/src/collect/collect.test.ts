import { expect, test } from 'vitest';
import { sql } from '../db/index.ts';
import { Appender, type EventSource } from '../log/index.ts';
import { createTestContext } from '../testing/index.ts';
import { collectEvents } from './collect.ts';
import { countQuarantine } from './quarantine.ts';

const { ctx, clock, newTenant } = await createTestContext();
const appender = new Appender(ctx.db, { deadline: 10_000 });
const day = 24 * 60 * 60 * 1_000;

const send = (source: EventSource, events: unknown[], envelope: object = {}) =>
  collectEvents(ctx, appender, source, JSON.stringify({ ...envelope, events }));
const sendText = (source: EventSource, body: string) => collectEvents(ctx, appender, source, body);
const viewed = (id: string, more: object = {}) => ({
  id,
  type: 'product_viewed',
  userId: 'u',
  properties: { productId: 'p' },
  ...more,
});
const countEvents = async (tenantId: string) =>
  (
    await ctx.db.query<{ count: number }>(sql`select count(*)::int as count from events where tenant_id = ${tenantId}`)
  )[0]!.count;
const rawOf = async (tenantId: string) =>
  (await ctx.db.query<{ raw: Buffer }>(sql`select raw from quarantine where tenant_id = ${tenantId} order by raw`)).map(
    (row) => row.raw.toString(),
  );

test('each event of a batch has its own result, in the order they were sent', async () => {
  const { server } = await newTenant();
  const answer = await send(server, [viewed('a'), { id: 'b' }, viewed('c'), viewed('a'), 'nonsense']);
  expect(answer).toMatchObject({
    accepted: 2,
    duplicates: 1,
    quarantined: 2,
    results: [
      { id: 'a', result: 'accepted' },
      { id: 'b', result: 'quarantined', code: 'type_missing' },
      { id: 'c', result: 'accepted' },
      { id: 'a', result: 'duplicate' },
      { id: null, result: 'quarantined', code: 'not_an_object' },
    ],
  });
});

test('the same id is one event: in a batch, over batches, and 30 days later', async () => {
  const { id, server } = await newTenant();
  expect((await send(server, [viewed('a'), viewed('a', { userId: 'other' })])).results.map((r) => r.result)).toEqual([
    'accepted',
    'duplicate',
  ]);
  expect((await send(server, [viewed('a')])).duplicates).toBe(1);
  clock.advance(30 * day);
  expect((await send(server, [viewed('a')])).duplicates).toBe(1);
  expect(await countEvents(id)).toBe(1);
  // The first version stays.
  expect(await ctx.db.query(sql`select user_id from events where tenant_id = ${id}`)).toEqual([{ user_id: 'u' }]);
});

test('a UUID in capitals is the same id', async () => {
  const { server } = await newTenant();
  const uuid = '019a9c1e-7c00-7000-8000-00000000abcd';
  const answer = await send(server, [viewed(uuid), viewed(uuid.toUpperCase())]);
  expect(answer).toMatchObject({ accepted: 1, duplicates: 1 });
});

test('the same id from another source or tenant is another event', async () => {
  const first = await newTenant();
  const second = await newTenant();
  for (const source of [first.server, first.browser, second.server]) {
    expect((await send(source, [viewed('a')])).accepted).toBe(1);
  }
});

const nest = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
const bad: [what: string, raw: string, code: string][] = [
  ['a NUL character', '{"id":"bad","type":"thing_done","properties":{"note":"a\\u0000b"}}', 'text_not_storable'],
  ['half of a surrogate pair', '{"id":"bad","type":"thing_done","properties":{"note":"\\ud800"}}', 'text_not_storable'],
  ['a number beyond all numbers', '{"id":"bad","type":"thing_done","properties":{"n":1e400}}', 'number_not_storable'],
  ['the year 294300', '{"id":"bad","type":"thing_done","occurredAt":"+294300-01-01T00:00:00Z"}', 'time_invalid'],
  ['a year 294300 in milliseconds', '{"id":"bad","type":"thing_done","occurredAt":9224318016000000}', 'time_invalid'],
  [
    'a text of 400 kB',
    `{"id":"bad","type":"thing_done","properties":{"note":"${'x'.repeat(400_000)}"}}`,
    'string_too_long',
  ],
  ['a nest of 20,000', `{"id":"bad","type":"thing_done","properties":${nest(20_000)}}`, 'too_deep'],
  ['__proto__', '{"id":"bad","type":"thing_done","properties":{"__proto__":{"polluted":true}}}', 'key_not_allowed'],
  ['an id with a NUL character', '{"id":"b\\u0000ad","type":"thing_done"}', 'text_not_storable'],
];

test.each(bad)('one event with %s is quarantined alone, with the bytes received', async (_, raw, code) => {
  const { id, server } = await newTenant();
  const body = `{"events":[${JSON.stringify(viewed('before'))}, ${raw} ,${JSON.stringify(viewed('after'))}]}`;
  const { results } = await sendText(server, body);
  expect(results.map(({ result }) => result)).toEqual(['accepted', 'quarantined', 'accepted']);
  expect(results[1]!.code).toBe(code);
  expect(await rawOf(id)).toEqual([raw]);
  expect(await countEvents(id)).toBe(2);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test('the same bytes sent twice are one entry, other bytes another', async () => {
  const { id, server } = await newTenant();
  await send(server, [{ type: 'x' }, { type: 'x' }]);
  await send(server, [{ type: 'x' }]);
  expect(await countQuarantine(ctx, id)).toBe(1);
  await send(server, [{ type: 'y' }]);
  expect(await countQuarantine(ctx, id)).toBe(2);
});

test('the bytes are kept too where the batch spells its keys in an odd way', async () => {
  const { id, server } = await newTenant();
  await sendText(server, '{"ev\\u0065nts":[{"type":"x"},{"type":"y"}]}');
  expect(await rawOf(id)).toEqual(['{"type":"x"}', '{"type":"y"}']);
});

test.each([
  ['{', 'bad_json'],
  ['', 'bad_json'],
  ['[]', 'validation_failed'],
  ['null', 'validation_failed'],
  ['{"events":{}}', 'validation_failed'],
  ['{"events":[]}', 'validation_failed'],
  ['{"events":[{}],"sentAt":{}}', 'validation_failed'],
  ['{"events":[{}],"anonymousId":{}}', 'validation_failed'],
  ['{"events":[{}],"context":[1]}', 'validation_failed'],
  [`{"events":[{}],"context":{"a":"${'ä'.repeat(7_999)}"}}`, 'validation_failed'],
  ['{"events":[{}],"context":{"url":"a\\u0000"}}', 'validation_failed'],
  ['{"events":[{}],"sentAt":1e400}', 'validation_failed'],
  [`{"events":[${Array(501).fill('1').join()}]}`, 'too_many_events'],
])('a batch that is wrong as a whole is refused as one: %.60s', async (body, code) => {
  const { id, server } = await newTenant();
  await expect(sendText(server, body)).rejects.toMatchObject({ code });
  expect([await countEvents(id), await countQuarantine(ctx, id)]).toEqual([0, 0]);
});

test.each([
  ['EURO', /currency.*ISO 4217/],
  ['EUX', /currency.*ISO 4217/],
  ['XXX', /currency.*ISO 4217/],
  ['eur', /currency.*ISO 4217/],
])('an order in %s is set aside: there is no such currency', async (currency, reason) => {
  const { server } = await newTenant();
  const order = { id: 'a', type: 'placed_order', userId: 'u', properties: { orderId: '1', total: 5, currency } };
  const item = {
    id: 'b',
    type: 'checkout_started',
    userId: 'u',
    properties: { items: [{ productId: 'p', currency }] },
  };
  for (const { code, reason: said } of (await send(server, [order, item])).results) {
    expect([code, said]).toEqual(['property_invalid', expect.stringMatching(reason)]);
  }
});

test('an order with a negative total is quarantined; one of zero counts, and so do former currencies', async () => {
  const { server } = await newTenant();
  const order = (id: string, total: number, currency = 'EUR') => ({
    id,
    type: 'placed_order',
    userId: 'u',
    properties: { orderId: id, total, currency },
  });
  const { results } = await send(server, [order('a', -1), order('b', 0), order('c', 1, 'HRK'), order('d', 1, 'JPY')]);
  expect(results.map(({ result }) => result)).toEqual(['quarantined', 'accepted', 'accepted', 'accepted']);
  expect(results[0]).toMatchObject({ code: 'property_invalid', reason: expect.stringContaining('not negative') });
});
