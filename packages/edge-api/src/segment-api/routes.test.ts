import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { sql } from '@beckon/core/db';
import { applyAll } from '@beckon/core/testing';
import { describe, expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const { app, ctx, clock, tenant, log, newTenant } = await createTestApi();
const page = 'https://shop.test';
const basic = (key: string) => `Basic ${btoa(`${key}:`)}`;

let made = 0;
const message = (more: object = {}) => ({ messageId: `m ${++made}`, userId: 'anna', event: 'Signed Up', ...more });

function send(path: string, body: unknown, headers: Record<string, string> = {}, by: typeof app = app) {
  return by.request(`/v1/${path}`, {
    method: 'POST',
    body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
    headers: { 'content-type': 'application/json', authorization: basic(tenant.secretKey), ...headers },
  });
}

type Row = { type: string; user_id: string; is_trusted: boolean; properties: Record<string, unknown> };
const stored = (text: string) =>
  ctx.db.query<Row>(sql`
    select type, user_id, is_trusted, properties from events where properties->>'test' = ${text} order by seq`);

describe('calls', () => {
  test.each([
    ['track', 't', 'signed_up'],
    ['identify', 'i', 'identified'],
    ['page', 'p', 'page_viewed'],
    ['screen', 's', 'screen_viewed'],
    ['group', 'g', 'group_joined'],
    ['alias', 'a', 'aliased'],
  ])('%s and %s store one event of the type %3$s', async (path, short, type) => {
    for (const name of [path, short]) {
      const test = `single ${name}`;
      const given = message({ properties: { test }, traits: { test }, previousId: 'before' });
      const answer = await send(name, given);
      expect(answer.status).toBe(200);
      expect(await answer.json()).toEqual({ success: true });
      const [last] = await ctx.db.query<Row>(
        sql`select type, user_id, is_trusted from events order by seq desc limit 1`,
      );
      expect(last).toEqual({ type, user_id: 'anna', is_trusted: true });
    }
  });

  test.each(['batch', 'import', 'b'])('%s stores each of its messages once, compressed or not', async (path) => {
    const batch = Array.from({ length: 1_201 }, () =>
      message({ type: 'track', properties: { test: `batch ${path}` } }),
    );
    const body = JSON.stringify({ batch, sentAt: clock.now() });
    expect((await send(path, gzipSync(body), { 'content-encoding': 'gzip' })).status).toBe(200);
    expect((await send(path, body)).status).toBe(200);
    expect(await stored(`batch ${path}`)).toHaveLength(1_201);
  });

  test.each([
    'application/x-www-form-urlencoded',
    'application/octet-stream',
    'text/html',
    'application/json;charset=ISO-8859-1',
  ])('the body decides, not its label: gzip under %s', async (type) => {
    const test = `label ${type}`;
    const body = gzipSync(JSON.stringify({ batch: [message({ type: 'track', properties: { test } })] }));
    expect((await send('batch', body, { 'content-type': type, 'content-encoding': 'gzip' })).status).toBe(200);
    expect(await stored(test)).toHaveLength(1);
  });

  test('an empty list, as PHP writes it, counts as empty properties, traits or context', async () => {
    for (const [path, more] of [
      ['track', { event: 'Php Tracked', properties: [], context: [] }],
      ['identify', { traits: [], context: [] }],
      ['page', { properties: [], name: 'Php' }],
      ['group', { groupId: 'php', traits: [] }],
    ] as const) {
      const given = message(more);
      expect((await send(path, given)).status).toBe(200);
      const aside = await ctx.db.query(sql`select reason from quarantine where event_id = ${given.messageId}`);
      expect(aside).toEqual([]);
    }
  });

  test('an empty batch is a success, and the SDK’s metrics about itself are dropped', async () => {
    expect((await send('batch', { batch: [] })).status).toBe(200);
    const answer = await app.request('/v1/m', { method: 'POST', body: '{"series":[]}', headers: { origin: page } });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, page]);
  });

  test('an invalid message is quarantined with its reason, the others are stored', async () => {
    const bad = { ...message({ type: 'track', event: '登録' }), writeKey: tenant.secretKey };
    const answer = await send('batch', {
      batch: [message({ type: 'track', properties: { test: 'beside' } }), bad, 'nonsense', null],
    });
    expect(await answer.json()).toEqual({ success: true });
    expect(await stored('beside')).toHaveLength(1);
    const aside = await ctx.db.query<{ code: string; raw: string }>(
      sql`select code, convert_from(raw, 'UTF8') as raw from quarantine where tenant_id = ${tenant.id} order by id`,
    );
    expect(aside.map(({ code }) => code).toSorted()).toEqual(['not_an_object', 'not_an_object', 'type_invalid']);
    expect(aside.map(({ raw }) => raw).join()).toContain('登録');
    expect(aside.map(({ raw }) => raw).join()).not.toContain(tenant.secretKey);
  });

  test('the call in the guide is stored as an order', async () => {
    const guide = await readFile(new URL('../../../../docs/integrations/segment-sdks.md', import.meta.url), 'utf8');
    const body = /curl \S+\/v1\/track [\s\S]*?-d '([^']+)'/.exec(guide)![1]!;
    expect((await send('track', body)).status).toBe(200);
    const [event] = await ctx.db.query<Row>(sql`
      select properties from events where type = 'placed_order' and properties->>'orderId' = '1001'`);
    expect(event!.properties).toEqual({ orderId: '1001', total: 1999, currency: 'EUR' });
  });

  test('in a batch, a message over 64 kB is quarantined, a smaller one and the others are stored', async () => {
    const properties = (texts: number) => ({
      test: 'large',
      texts: Array.from({ length: texts }, () => 'x'.repeat(7_000)),
    });
    const batch = [6, 10, 0].map((texts) => message({ type: 'track', properties: properties(texts) }));
    expect((await send('batch', { batch })).status).toBe(200);
    expect((await stored('large')).map((row) => (row.properties.texts as string[]).length)).toEqual([6, 0]);
    const [aside] = await ctx.db.query(sql`select code from quarantine where event_id = ${batch[1]!.messageId}`);
    expect(aside).toEqual({ code: 'event_too_large' });
  });

  test('amounts without a currency are in the currency of the shop', async () => {
    const one = await newTenant();
    await ctx.db.query(sql`update tenants set currency = 'JPY' where id = ${one.id}`);
    const order = {
      messageId: 'yen',
      userId: 'u',
      event: 'Order Completed',
      properties: { order_id: 'y', total: 1500 },
    };
    await send('track', order, { authorization: basic(one.secretKey) });
    const [event] = await ctx.db.query<Row>(sql`select properties from events where tenant_id = ${one.id}`);
    expect(event!.properties).toEqual({ orderId: 'y', total: 1500, currency: 'JPY' });

    await ctx.db.query(sql`update tenants set currency = 'EUR' where id = ${one.id}`);
    clock.advance(60_000);
    const currencies = async () => {
      await send('t', { ...order, messageId: `euro ${++made}` }, { authorization: basic(one.secretKey) });
      return ctx.db.query(
        sql`select properties->>'total' as total from events where tenant_id = ${one.id} order by seq desc limit 1`,
      );
    };
    await expect.poll(currencies).toEqual([{ total: '150000' }]);
  });
});

describe('messages that nest too deep', () => {
  const deep = `${'['.repeat(12_000)}${']'.repeat(12_000)}`;
  test.each([
    ['track', 'the name of the library', `"event":"A","context":{"library":{"name":${deep},"version":"1"}}`],
    ['track', 'the page', `"event":"A","context":{"page":{"title":${deep}}}`],
    ['track', 'products', `"event":"Order Completed","properties":{"products":${deep}}`],
    ['identify', 'a trait', `"traits":{"name":${deep}}`],
    ['page', 'the name of a page', `"name":${deep}`],
    ['batch', 'the type', `"batch":[{"type":${deep}}]`],
    [
      'batch',
      'the context around them',
      `"context":{"library":{"name":${deep}}},"batch":[{"type":"track","event":"A"}]`,
    ],
  ])('%s, in %s: set aside', async (call, _, members) => {
    const one = await newTenant();
    const answer = await send(call, `{"userId":"u",${members}}`, { authorization: basic(one.secretKey) });
    expect([answer.status, await answer.json()]).toEqual([200, { success: true }]);
    expect(await ctx.db.query(sql`select code from quarantine where tenant_id = ${one.id}`)).toHaveLength(1);
  });
});

describe('messages sent with the secret key', () => {
  test('create contacts with their facts, link their visitors and count their orders once', async () => {
    const one = await newTenant();
    const authorization = basic(one.secretKey);
    const traits = { email: 'Berta@shop.test', name: 'Berta Klein', createdAt: '2024-05-01T00:00:00Z', plan: 'gold' };
    await send('identify', { messageId: 'i', userId: 'berta', anonymousId: 'v1', traits }, { authorization });
    const order = { order_id: 'o-1', total: 19.99, currency: 'USD' };
    for (const messageId of ['o', 'o again'])
      await send(
        'track',
        { messageId, userId: 'berta', event: 'Order Completed', properties: order },
        { authorization },
      );
    await applyAll(ctx);
    const contacts = await ctx.db.query(sql`
      select user_id, email, first_name, last_name, registered_at, properties, order_count, lifetime_value,
        (select count(*)::int from visitor_periods v where v.contact_id = c.id) as visitors
      from contacts c where tenant_id = ${one.id}`);
    expect(contacts).toEqual([
      {
        user_id: 'berta',
        email: 'berta@shop.test',
        first_name: 'Berta',
        last_name: 'Klein',
        registered_at: new Date('2024-05-01T00:00:00Z'),
        properties: { plan: 'gold' },
        order_count: 1,
        lifetime_value: 1999,
        visitors: 1,
      },
    ]);
  });
});

describe('messages sent with the write key', () => {
  test('are not trusted: they identify no contact and are no revenue', async () => {
    const one = await newTenant();
    const authorization = basic(one.writeKey);
    await send('i', { messageId: 'i', userId: 'eve', traits: { email: 'eve@shop.test' } }, { authorization });
    const properties = { order_id: 'o', total: 5, currency: 'USD' };
    await send('t', { messageId: 'o', userId: 'eve', event: 'Order Completed', properties }, { authorization });
    await applyAll(ctx);
    expect(await ctx.db.query(sql`select is_trusted from events where tenant_id = ${one.id}`)).toEqual([
      { is_trusted: false },
      { is_trusted: false },
    ]);
    expect(await ctx.db.query(sql`select id from contacts where tenant_id = ${one.id}`)).toEqual([]);
    expect(await ctx.db.query(sql`select order_id from orders where tenant_id = ${one.id}`)).toEqual([]);
  });

  test('are accepted from the pages of the source only, which may read every response', async () => {
    const headers = { authorization: basic(tenant.writeKey), 'content-type': 'text/plain' };
    const good = await send('t', message(), { ...headers, origin: page });
    expect([good.status, good.headers.get('access-control-allow-origin')]).toEqual([200, page]);
    const bad = await send('t', '{', { ...headers, origin: page });
    expect([bad.status, bad.headers.get('access-control-allow-origin')]).toEqual([400, page]);
    const foreign = await send('t', message(), { ...headers, origin: 'https://evil.test' });
    expect([foreign.status, foreign.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    const unknown = await send('t', message(), { ...headers, origin: page, authorization: basic('pk_unknown') });
    expect([unknown.status, unknown.headers.get('access-control-allow-origin')]).toEqual([401, page]);
  });

  test.each([
    ['anonymousid', ['anonymousid']],
    [
      'AnonymousId, rsa-since-last-attempt,rsa-retry-reason',
      ['AnonymousId', 'rsa-since-last-attempt', 'rsa-retry-reason'],
    ],
    ['x-request-id', ['x-request-id']],
    ['', []],
    ['bad header, "x", a\u00e9, ok', ['ok']],
  ])('may carry the headers that its library asks for: %s', async (asked, allowed) => {
    const answer = await app.request('/v1/track', {
      method: 'OPTIONS',
      headers: { origin: page, 'access-control-request-headers': asked },
    });
    expect(answer.status).toBe(204);
    const usual = ['authorization', 'content-type', 'content-encoding', 'x-retry-count'];
    expect(answer.headers.get('access-control-allow-headers')!.split(', ')).toEqual([...usual, ...allowed]);
    expect(answer.headers.get('vary')).toContain('Access-Control-Request-Headers');
  });

  test('pass the preflight that the browser SDK needs', async () => {
    const answer = await app.request('/v1/t', {
      method: 'OPTIONS',
      headers: {
        origin: page,
        'access-control-request-headers': 'authorization',
        'access-control-request-method': 'POST',
      },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe(page);
    expect(answer.headers.get('access-control-allow-headers')).toMatch(/authorization.*x-retry-count/);
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  });
});

describe('keys', () => {
  const none = { authorization: '' };
  const withoutHeader = (body: unknown) =>
    app.request('/v1/track', { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'text/plain' } });

  test('of both kinds may be in the body', async () => {
    for (const [writeKey, isTrusted] of [
      [tenant.writeKey, false],
      [tenant.secretKey, true],
    ] as const) {
      const test = `key in body ${isTrusted}`;
      expect((await withoutHeader(message({ writeKey, properties: { test } }))).status).toBe(200);
      expect(await stored(test)).toMatchObject([{ is_trusted: isTrusted }]);
    }
  });

  test('may be sent as Bearer', async () => {
    expect((await send('track', message(), { authorization: `Bearer ${tenant.secretKey}` })).status).toBe(200);
  });

  test.each([
    ['none', none],
    ['an unknown one', { authorization: basic('sk_unknown') }],
    ['one of another kind', { authorization: basic('phc_123') }],
    ['one that is no text', { authorization: `Basic ${btoa('pk_\0ü')}` }],
    ['broken base64', { authorization: 'Basic %%%' }],
    ['another scheme', { authorization: 'Digest abc' }],
  ])('%s is 401', async (_name, headers) => {
    expect((await send('track', message(), headers)).status).toBe(401);
  });

  test('a body without one is 401', async () => {
    expect((await withoutHeader(message())).status).toBe(401);
    expect((await withoutHeader(message({ writeKey: { a: 1 } }))).status).toBe(401);
  });
});

describe('requests that SDKs must not repeat', () => {
  const long = 'x'.repeat(7_000);
  const large = message({ properties: { a: long, b: long, c: long, d: long, e: long } });
  test.each([
    ['broken JSON', 'track', '{', 400],
    ['nothing', 'track', '', 400],
    ['a list', 'batch', '[]', 400],
    ['no batch', 'batch', '{}', 400],
    ['a message over 32 kB', 'track', large, 413],
    ['a batch over 500 kB', 'batch', { batch: Array.from({ length: 20 }, () => large) }, 413],
    ['a batch of too many', 'batch', { batch: Array.from({ length: 2_501 }, () => 1) }, 413],
  ])('%s', async (_name, path, body, status) => {
    const answer = await send(path, body);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });

  test('a batch of more than 500 kB when decompressed', async () => {
    const body = gzipSync(JSON.stringify({ batch: [], padding: 'x'.repeat(600_000) }));
    expect((await send('batch', body, { 'content-encoding': 'gzip' })).status).toBe(413);
  });
});

test('a client that exceeds the rate limit receives Retry-After', async () => {
  const limited = await createTestApi({ limits: { collectPerKey: { perSecond: 1, burst: 1 } } });
  const authorization = basic(limited.tenant.secretKey);
  expect((await send('track', message(), { authorization }, limited.app)).status).toBe(200);
  const answer = await send('track', message(), { authorization }, limited.app);
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '1']);
});

test('our own calls keep their own CORS rules', async () => {
  const answer = await app.request('/v1/collect', { method: 'OPTIONS', headers: { origin: page } });
  expect(answer.status).toBe(401);
});

test('no unexpected error was logged', () => {
  expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
});
