import { applyAll } from '@beckon/core/testing';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const { app, ctx, clock, log, tenant, get, codeOf } = await createTestApi();
const lists = ['/api/v1/contacts', '/api/v1/events', '/api/v1/quarantine'];
let timeline: string;

beforeAll(async () => {
  for (let number = 0; number < 25; number++) {
    clock.advance(1_000);
    await app.request('/api/v1/events', {
      method: 'POST',
      headers: { authorization: `Bearer ${tenant.secretKey}` },
      body: JSON.stringify({
        events: [
          { id: `a${number}`, type: 'custom_thing', userId: `user ${number}` },
          { id: `b${number}`, type: 'custom_thing', userId: 'user 0' },
          { id: `c${number}` },
        ],
      }),
    });
  }
  await applyAll(ctx);
  const found = (await (await get('/api/v1/contacts?search=user%200')).json()) as { data: { id: string }[] };
  timeline = `/api/v1/contacts/${found.data[0]!.id}/timeline`;
  lists.push(timeline);
});

async function readAll(path: string, limit: number): Promise<{ id: string }[]> {
  const rows: { id: string }[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const answer = await get(`${path}?limit=${limit}${cursor === '' ? '' : `&cursor=${cursor}`}`);
    const page = (await answer.json()) as { data: { id: string }[]; nextCursor: string | null };
    rows.push(...page.data);
    cursor = page.nextCursor;
  }
  return rows;
}

test('pages of every list follow each other without a gap or a repeat', async () => {
  for (const path of lists) {
    const whole = await readAll(path, 200);
    expect(whole.length, path).toBeGreaterThanOrEqual(25);
    expect(new Set(whole.map(({ id }) => id)).size).toBe(whole.length);
    for (const limit of [1, 7, 25]) expect(await readAll(path, limit), path).toEqual(whole);
  }
});

test('events of a type are listed, whether the type is frequent or rare', async () => {
  const types = ['page_viewed', 'product_viewed', 'gift_note_added'];
  await app.request('/api/v1/events', {
    method: 'POST',
    headers: { authorization: `Bearer ${tenant.secretKey}` },
    body: JSON.stringify({
      events: types.map((type) => ({ id: type, type, userId: 'viewer', properties: { productId: 'mug' } })),
    }),
  });
  for (const type of types) {
    const { data } = (await (await get(`/api/v1/events?type=${type}`)).json()) as { data: { type: string }[] };
    expect(data.map((event) => event.type)).toEqual([type]);
  }
});

test('an invalid cursor is refused', async () => {
  const pack = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const forged = [
    '%00',
    'x',
    '!!',
    pack(null),
    pack({}),
    pack([]),
    pack(-1),
    pack(1.5),
    pack(1e300),
    pack("' or 1=1"),
    pack('ctc_\0'),
    pack({ occurredAt: '2020', seq: 1 }),
    pack({ occurredAt: '+275760-09-13T00:00:00.000Z', seq: 1 }),
    pack({ seq: 1 }),
    pack({ occurredAt: '2026-01-01T00:00:00.000Z', seq: '1' }),
    pack({ occurredAt: {}, seq: 1 }),
  ];
  for (const path of lists) {
    for (const cursor of forged) {
      const answer = await get(`${path}?cursor=${cursor}`);
      expect([answer.status, await codeOf(answer)], `${path} ${cursor}`).toEqual([400, 'validation_failed']);
    }
    // One list's cursor is nothing to the others, but for those that share a place.
    const empty = await get(`${path}?cursor=`);
    expect(empty.status).toBe(400);
  }
});

test('a query that does not match the contract is refused, with the names of the parameters', async () => {
  for (const [query, path] of [
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['limit=x', 'limit'],
    ['unknown=1', 'unknown'],
    ['__proto__=1', '__proto__'],
    ['orderCount.gte=x', 'orderCount.gte'],
    ['orderCount.gte=1.5', 'orderCount.gte'],
    ['orderCount.like=1', 'orderCount.like'],
    ['createdAt.gt=yesterday', 'createdAt.gt'],
    ['createdAt.gt=0000-01-01T00:00:00Z', 'createdAt.gt'],
    ['lastOrderAt.lt=2026-01-01T00:00:00%2B23:59', 'lastOrderAt.lt'],
    ['search=%00', 'search'],
    [`search=${'x'.repeat(201)}`, 'search'],
  ]) {
    const answer = await get(`/api/v1/contacts?${query}`);
    expect(answer.status, query).toBe(400);
    expect(await answer.json(), query).toMatchObject({ code: 'validation_failed', errors: [{ path }] });
  }
  expect((await get('/api/v1/events?type=%00')).status).toBe(400);
});

test('numbers beyond a column find nothing and break nothing', async () => {
  for (const query of ['orderCount.gt=2147483648', 'lifetimeValue.eq=9007199254740991', 'orderCount.lt=-2147483649']) {
    const answer = await get(`/api/v1/contacts?${query}`);
    expect([answer.status, await answer.json()], query).toMatchObject([
      200,
      { data: [], count: { value: 0 }, nextCursor: null },
    ]);
  }
});

test('an invalid id is not found', async () => {
  for (const id of ['x', '%00', "' or 1=1", 'ctc_00000000000000000000000000', '%F0%9F%92%A5', '..%2f..', '%ff']) {
    for (const path of [`/api/v1/contacts/${id}`, `/api/v1/contacts/${id}/timeline`]) {
      const answer = await get(path);
      expect([answer.status, await codeOf(answer)], path).toEqual([404, 'not_found']);
    }
    for (const path of [`/api/v1/queue/jobs/${id}/replay`, `/api/v1/quarantine/${id}/replay`]) {
      const answer = await app.request(path, {
        method: 'POST',
        headers: { authorization: `Bearer ${tenant.apiKey}` },
      });
      expect(answer.status, path).toBe(404);
    }
  }
});

test('no query at all is answered with a fault of ours', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\0', '%', "'", '1', '-1', '2026-01-01T00:00:00Z'),
  );
  const name = fc.oneof(
    fc.constantFrom('limit', 'cursor', 'search', 'type', 'days', 'orderCount.gte', 'lifetimeValue.lt', 'createdAt.eq'),
    text,
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.array(fc.tuple(name, text), { maxLength: 4 }), async (nat, members) => {
      const paths = [...lists, '/api/v1/stats/daily', '/api/v1/stats', '/api/v1/queue'];
      const query = new URLSearchParams(
        members.map(([key, value]): [string, string] => [key.toWellFormed(), value.toWellFormed()]),
      );
      const answer = await get(`${paths[nat % paths.length]}?${query}`);
      expect([200, 400]).toContain(answer.status);
    }),
    { numRuns: 1_000 },
  );
  expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
});

test('the newsletter segment can be read by name, and is empty without subscribers', async () => {
  expect(await (await get('/api/v1/segments')).json()).toMatchObject({
    data: [{ id: 'newsletter', name: 'Newsletter', contactCount: { value: 0, isEstimate: false } }],
  });
  expect(await (await get('/api/v1/contacts?segment=newsletter')).json()).toMatchObject({
    data: [],
    count: { value: 0 },
  });
  expect(await codeOf(await get('/api/v1/contacts?segment=vip'))).toBe('validation_failed');
});
