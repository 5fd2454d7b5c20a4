import { gzipSync } from 'node:zlib';
import { type CollectResponse, collectLimits, collectResponseSchema, problemSchema } from '@beckon/contract';
import { sql } from '@beckon/core/db';
import { startCpuTime } from '@beckon/core/testing';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const { app, ctx, clock, tenant, post, codeOf } = await createTestApi();

let made = 0;
const event = () => ({ id: `event ${++made}`, type: 'page_viewed', anonymousId: 'v' });
const batch = () => ({ events: [event()] });
const countEvents = async () =>
  (await ctx.db.query<{ count: number }>(sql`select count(*)::int as count from events`))[0]!.count;

test('stored events are acknowledged with 202, each with its result', async () => {
  const { events } = batch();
  const answer = await post('/v1/collect', { events: [...events, ...events, { id: 'bad' }] });
  expect(answer.status).toBe(202);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const body = await answer.json();
  expect(collectResponseSchema.parse(body)).toEqual(body);
  expect(body).toMatchObject({ accepted: 1, duplicates: 1, quarantined: 1 });
});

test('a beacon comes as text/plain, packed or not', async () => {
  for (const [body, headers] of [
    [JSON.stringify(batch()), { 'content-type': 'text/plain;charset=UTF-8' }],
    [gzipSync(JSON.stringify(batch())), { 'content-type': 'text/plain', 'content-encoding': 'gzip' }],
    [gzipSync(JSON.stringify(batch())), { 'content-encoding': 'GZIP' }],
  ] as const) {
    expect((await post('/v1/collect', body, headers)).status).toBe(202);
  }
});

const large = (bytes: number) => JSON.stringify({ events: [{ id: 'a', type: 'b', note: 'x'.repeat(bytes) }] });
test.each<[string, string | Uint8Array, Record<string, string>, number, string]>([
  ['no JSON', '{', {}, 400, 'bad_json'],
  ['no body', '', {}, 400, 'bad_json'],
  ['no list of events', '{"events":1}', {}, 400, 'validation_failed'],
  ['too many events', JSON.stringify({ events: Array(501).fill(1) }), {}, 413, 'too_many_events'],
  ['too much', large(collectLimits.bodyBytes), {}, 413, 'body_too_large'],
  ['too much, said at once', '{}', { 'content-length': '2000000' }, 413, 'body_too_large'],
  ['a form', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }, 400, 'bad_json'],
  ['brotli', '{}', { 'content-encoding': 'br' }, 415, 'media_type_not_supported'],
  ['gzip that is none', '{}', { 'content-encoding': 'gzip' }, 400, 'bad_encoding'],
  ['gzip that was cut', gzipSync(large(5_000)).subarray(0, 40), { 'content-encoding': 'gzip' }, 400, 'bad_encoding'],
])('%s is refused with a problem', async (_, body, headers, status, code) => {
  const before = await countEvents();
  const answer = await post('/v1/collect', body, headers);
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  const problem = await answer.json();
  expect(problemSchema.strict().parse(problem)).toMatchObject({ code, status });
  expect(await countEvents()).toBe(before);
});

test('a gzip bomb is refused before it is unpacked whole', async () => {
  const bomb = gzipSync(Buffer.alloc(300_000_000));
  const before = process.memoryUsage().arrayBuffers;
  const cost = startCpuTime();
  const answer = await post('/v1/collect', bomb, { 'content-encoding': 'gzip' });
  expect([answer.status, await codeOf(answer)]).toEqual([413, 'body_too_large']);
  expect(cost()).toBeLessThan(1_000);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60_000_000);
});

test('without a key, or with an unknown one, nothing is stored', async () => {
  const send = (query: string, headers: Record<string, string> = {}) =>
    app.request(`/v1/collect${query}`, { method: 'POST', body: JSON.stringify(batch()), headers });
  const before = await countEvents();
  for (const [query, headers, code] of [
    ['', {}, 'key_missing'],
    ['?key=', {}, 'key_unknown'],
    ['?key=pk_unknown', {}, 'key_unknown'],
    ['?key=pk_%00', {}, 'key_unknown'],
    ["?key=pk_'%20or%201=1", {}, 'key_unknown'],
    [`?key=${'pk_'.padEnd(100_000, 'x')}`, {}, 'key_unknown'],
    // A secret key in an address ends up in logs: it is not taken from there.
    [`?key=${tenant.secretKey}`, {}, 'key_unknown'],
    [`?key=${tenant.writeKey}`, { authorization: 'Basic x' }, 'key_unknown'],
  ] as const) {
    const answer = await send(query, headers);
    expect([answer.status, await codeOf(answer)], query.slice(0, 40)).toEqual([401, code]);
  }
  expect(await countEvents()).toBe(before);
});

test('a secret key in the header is trusted, the write key is not', async () => {
  const trusted = event();
  const answer = await app.request('/v1/collect', {
    method: 'POST',
    body: JSON.stringify({ events: [trusted] }),
    headers: { authorization: `Bearer ${tenant.secretKey}` },
  });
  expect(answer.status).toBe(202);
  await post('/v1/collect', batch());
  const rows = await ctx.db.query<{ trusted: boolean; source_id: string }>(sql`
    select is_trusted as trusted, source_id from events order by seq desc limit 2`);
  expect(rows).toEqual([
    { trusted: false, source_id: tenant.browser.id },
    { trusted: true, source_id: tenant.server.id },
  ]);
});

test('the call for servers takes the secret key alone', async () => {
  const send = (headers: Record<string, string>, query = '') =>
    app.request(`/api/v1/events${query}`, { method: 'POST', body: JSON.stringify(batch()), headers });
  expect((await send({ authorization: `Bearer ${tenant.secretKey}` })).status).toBe(202);
  const byWriteKey = await send({}, `?key=${tenant.writeKey}`);
  expect([byWriteKey.status, await codeOf(byWriteKey)]).toEqual([403, 'secret_key_required']);
  expect((await send({ authorization: `Bearer ${tenant.writeKey}` })).status).toBe(403);
  expect((await send({})).status).toBe(401);
});

test('a revoked key is dead within five seconds', async () => {
  expect((await post('/v1/collect', batch())).status).toBe(202);
  await ctx.db.query(sql`update sources set revoked_at = ${clock.now()} where id = ${tenant.browser.id}`);
  clock.advance(5_001);
  const answer = await post('/v1/collect', batch());
  expect([answer.status, await codeOf(answer)]).toEqual([401, 'key_unknown']);
  await ctx.db.query(sql`update sources set revoked_at = null where id = ${tenant.browser.id}`);
  clock.advance(5_001);
  expect((await post('/v1/collect', batch())).status).toBe(202);
});

test('a client that exceeds the rate limit receives Retry-After', async () => {
  const limited = await createTestApi({
    limits: { collectPerKey: { perSecond: 2, burst: 5 }, collectPerAddress: { perSecond: 100, burst: 100 } },
  });
  const send = () => limited.post('/v1/collect', batch());
  const statuses = [];
  for (let call = 0; call < 8; call++) statuses.push((await send()).status);
  expect(statuses).toEqual([202, 202, 202, 202, 202, 429, 429, 429]);
  const refused = await send();
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(await limited.codeOf(refused)).toBe('rate_limited');
  limited.clock.advance(1_000);
  expect((await send()).status).toBe(202);
});

test('one address that floods does not use up the key of the shop', async () => {
  let address = '203.0.113.1';
  const limited = await createTestApi({
    clientAddress: () => address,
    limits: { collectPerKey: { perSecond: 100, burst: 100 }, collectPerAddress: { perSecond: 1, burst: 2 } },
  });
  const send = async () => (await limited.post('/v1/collect', batch())).status;
  expect([await send(), await send(), await send()]).toEqual([202, 202, 429]);
  // The neighbour in the same network is counted with it, another network is not.
  address = '203.0.113.99';
  expect(await send()).toBe(429);
  address = '198.51.100.1';
  expect(await send()).toBe(202);
});

test('outside production the response warns of properties that are not in the catalog', async () => {
  const event = { type: 'added_to_cart', properties: { productId: 'p', prise: 5 } };
  const send = async (isDevelopment: boolean) => {
    const own = await createTestApi({ isDevelopment });
    const answer = await own.post('/v1/collect', { events: [{ id: 'a', ...event }] });
    return ((await answer.json()) as CollectResponse).results;
  };
  expect(await send(true)).toEqual([
    { id: 'a', result: 'accepted', warnings: ['added_to_cart has no property `prise`; did you mean `price`?'] },
  ]);
  expect(await send(false)).toEqual([{ id: 'a', result: 'accepted' }]);
});
