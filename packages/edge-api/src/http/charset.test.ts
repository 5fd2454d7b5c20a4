import { gzipSync } from 'node:zlib';
import type { CollectResponse } from '@beckon/contract';
import { replayQuarantined } from '@beckon/core/collect';
import { sql } from '@beckon/core/db';
import type { Id } from '@beckon/core/lib';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const { app, ctx, tenant, post, codeOf, formToken } = await createTestApi();

let made = 0;
const bytes = (name: string, encoding: BufferEncoding, more = '') => {
  const id = `e ${++made}`;
  const event = `{"id":"${id}","type":"signed_up","anonymousId":"v","properties":{"name":"${name}"}}`;
  return { id, body: Buffer.from(`{"events":[${event}${more}]}`, encoding) };
};
const namesOf = async (): Promise<string[]> =>
  (
    await ctx.db.query<{ name: string }>(
      sql`select properties->>'name' as name from events where type = 'signed_up' order by seq desc limit 1`,
    )
  ).map(({ name }) => name);

test.each([
  ['windows-1252', 'latin1', 'Müller'],
  ['ISO-8859-1', 'latin1', 'Ærø'],
  ['utf-16le', 'utf16le', 'Łódź'],
  // Labelled so by libraries that write UTF-8.
  ['iso-8859-1', 'utf8', 'Grüße 😀'],
  ['us-ascii', 'utf8', 'Köln'],
  ['"UTF-8"', 'utf8', 'Zoë'],
] as const)('a body labelled %s, in %s, is read: %s', async (charset, encoding, name) => {
  const { body } = bytes(name, encoding);
  const answer = await post('/v1/collect', body, { 'content-type': `application/json; charset=${charset}` });
  expect(await answer.json()).toMatchObject({ accepted: 1 });
  expect(await namesOf()).toEqual([name]);
});

test.each(['', '; charset=utf-8'])(
  'an event whose bytes are not UTF-8 is set aside as it came, its neighbour is stored: json%s',
  async (label) => {
    const { id, body } = bytes('Müller', 'latin1', ',{"id":"n","type":"signed_up","properties":{"name":"Ann"}}');
    const answer = await post('/v1/collect', gzipSync(body), {
      'content-type': `application/json${label}`,
      'content-encoding': 'gzip',
    });
    const { results } = (await answer.json()) as CollectResponse;
    expect(results[0]).toMatchObject({ result: 'quarantined', code: 'text_not_storable' });
    expect(results[0]!.reason).toContain('not UTF-8');
    expect(results[1]!.result).not.toBe('quarantined');
    const [aside] = await ctx.db.query<{ id: Id<'qrt'>; raw: Buffer }>(
      sql`select id, raw from quarantine where event_id = ${id}`,
    );
    expect(aside!.raw.includes(Buffer.from('Müller', 'latin1'))).toBe(true);
    // A replay reads the same bytes: no replacement character is stored this way.
    expect(await replayQuarantined(ctx, tenant.id, aside!.id)).toMatchObject({ result: 'quarantined' });
  },
);

test("Segment's API sets such a message aside too", async () => {
  const body = Buffer.from(
    '{"batch":[{"messageId":"seg 1","type":"identify","userId":"u","traits":{"lastName":"Müller"}}]}',
    'latin1',
  );
  const answer = await app.request('/v1/batch', {
    method: 'POST',
    headers: { authorization: `Bearer ${tenant.secretKey}` },
    body,
  });
  expect(answer.status).toBe(200);
  expect(await ctx.db.query(sql`select code from quarantine where event_id = 'seg 1'`)).toEqual([
    { code: 'text_not_storable' },
  ]);
});

test('an unknown charset is refused', async () => {
  const answer = await post('/v1/collect', bytes('Müller', 'latin1').body, {
    'content-type': 'application/json; charset=klingon',
  });
  expect([answer.status, await codeOf(answer)]).toEqual([415, 'media_type_not_supported']);
});

test.each([
  ['shift_jis', 'M\x82'],
  ['euc-kr', 'M\xff\xffller'],
])('a body that is not in its charset %s is refused, and nothing of it stored', async (charset, name) => {
  const before = await namesOf();
  const answer = await post('/v1/collect', bytes(name, 'latin1').body, {
    'content-type': `application/json; charset=${charset}`,
  });
  expect([answer.status, await codeOf(answer)]).toEqual([400, 'bad_encoding']);
  expect(await namesOf()).toEqual(before);
});

test('a call with one thing in its body is refused as a whole', async () => {
  const body = Buffer.from(`{"email":"jm@shop.test","firstName":"Zoë"}`, 'latin1');
  const answer = await post('/v1/subscribe', body);
  expect([answer.status, await codeOf(answer)]).toEqual([400, 'bad_encoding']);
  const catalog = await app.request('/api/v1/catalog/stock', {
    method: 'POST',
    headers: { authorization: `Bearer ${tenant.secretKey}`, 'content-type': 'application/json' },
    body: Buffer.from('{"stock":[{"productId":"Käse","quantity":1}]}', 'latin1'),
  });
  expect([catalog.status, await codeOf(catalog)]).toEqual([400, 'bad_encoding']);
});

test.each([
  ['firstName=M%FCller', 'utf-8'],
  ['firstName=Zo\u00eb', 'utf-8'],
])('a form without scripts of a page that is not UTF-8 stores no replacement character: %s', async (field) => {
  const fields = new URLSearchParams({
    email: 'form@shop.test',
    wordingVersion: '1',
    wording: 'w',
    formToken: formToken(),
  });
  const answer = await post('/v1/subscribe', Buffer.from(`${fields}&${field}`, 'latin1'), {
    'content-type': 'application/x-www-form-urlencoded',
  });
  expect(answer.status).toBe(400);
  expect(await ctx.db.query(sql`select 1 from sign_ups where tenant_id = ${tenant.id}`)).toEqual([]);
});
