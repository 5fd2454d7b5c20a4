import { expect, test } from 'vitest';
import { describeCalls } from '../describe-calls.ts';
import { calls } from './calls.ts';
import { allPages, BeckonError, createClient, newEventId } from './index.ts';

type Sent = { url: string; init: RequestInit };

/** Responds with each of these in turn; an Error stands for a network failure. */
function clientOf(answers: (Response | Error)[], options: { retries?: number; key?: string } = {}) {
  const sent: Sent[] = [];
  const client = createClient({
    url: 'https://beckon.shop.example/',
    key: 'ak_test',
    ...options,
    fetch: async (url, init) => {
      sent.push({ url: String(url), init: init! });
      const answer = answers.shift();
      if (!answer) throw new Error('a call too many');
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  return { client, sent };
}

const ok = (body: object = {}) => Response.json(body);
const problem = (status: number, code: string, headers: Record<string, string> = {}) =>
  Response.json({ title: 'Title', detail: 'what is wrong', status, code }, { status, headers });
const soon = { 'retry-after': '0' };

test('src/calls.ts is the table of endpoints', async () => {
  const { readFile } = await import('node:fs/promises');
  expect(await readFile(new URL('calls.ts', import.meta.url), 'utf8')).toBe(describeCalls());
});

test('path, query and body stand where the endpoint has them', async () => {
  const { client, sent } = clientOf([ok(), ok(), ok()]);
  await client.readTimeline({ params: { id: 'ctc_a/b' }, query: { limit: 5, cursor: undefined } });
  await client.changeSource({ params: { id: 'src_1' }, body: { name: 'Web shop' } });
  await client.readStats();
  expect(sent.map(({ url, init }) => [init.method, url, init.body])).toEqual([
    ['GET', 'https://beckon.shop.example/api/v1/contacts/ctc_a%2Fb/timeline?limit=5', undefined],
    ['PATCH', 'https://beckon.shop.example/api/v1/sources/src_1', '{"name":"Web shop"}'],
    ['GET', 'https://beckon.shop.example/api/v1/stats', undefined],
  ]);
  expect(sent[0]!.init.headers).toMatchObject({ authorization: 'Bearer ak_test' });
});

test('a missing part of a path is an error before anything is sent', async () => {
  const { client, sent } = clientOf([]);
  await expect(client.readContact({ params: { id: '' } })).rejects.toThrow('needs id');
  expect(sent).toEqual([]);
});

test('an error answer is a BeckonError with its code and its faults', async () => {
  const errors = [{ path: 'name', message: 'Too small' }];
  const { client } = clientOf([
    Response.json({ code: 'validation_failed', detail: 'name: Too small', errors }, { status: 400 }),
  ]);
  const error = await client.changeSource({ params: { id: 'src_1' }, body: { name: '' } }).catch((given) => given);
  expect(error).toBeInstanceOf(BeckonError);
  expect(error).toMatchObject({ status: 400, code: 'validation_failed', message: 'name: Too small', errors });
});

test('what a proxy answers in place of the server is a BeckonError too', async () => {
  const { client } = clientOf([new Response('<h1>Bad gateway</h1>', { status: 418 })]);
  await expect(client.readStats()).rejects.toMatchObject({ status: 418, code: 'http_418' });
});

test.each(['..', '.'])('the path part %s is refused: it would make another call of this one', async (id) => {
  const { client, sent } = clientOf([]);
  await expect(client.revokeKey({ params: { id, keyId: 'apk_1' } })).rejects.toThrow('cannot be');
  expect(sent).toEqual([]);
});

test('a redirect is not followed, and not tried again', async () => {
  const location = 'https://evil.test/api/v1/events';
  const { client, sent } = clientOf([new Response(null, { status: 307, headers: { location } })]);
  const error = await client.sendEvents({ body: { events: [] } }).catch((given) => given);
  expect(error).toMatchObject({ code: 'redirected', status: 307, isTemporary: false });
  expect(sent.map(({ init }) => init.redirect)).toEqual(['manual']);
});

test('a redirect whose status a browser hides is one too', async () => {
  const hidden = Object.defineProperties(Response.error(), { type: { value: 'opaqueredirect' } });
  const { client } = clientOf([hidden]);
  await expect(client.readStats()).rejects.toMatchObject({ code: 'redirected', status: 0, isTemporary: false });
});

test.each(['<h1>Sign in to the network</h1>', ''])('a 200 that is no JSON is not tried again: %j', async (text) => {
  const { client, sent } = clientOf([new Response(text)]);
  const error = await client.sendEvents({ body: { events: [] } }).catch((given) => given);
  expect(error).toMatchObject({ code: 'unexpected_answer', status: 200, isTemporary: false });
  expect(sent.length).toBe(1);
});

test('a key with a line break in it is refused without being quoted', () => {
  const create = () => createClient({ url: 'https://beckon.shop.example', key: 'ak_secret\nx' });
  expect(create).toThrow(TypeError);
  expect(create).not.toThrow('ak_secret');
});

test.each([
  ['7', undefined, 7],
  ['Wed, 21 Oct 2026 07:28:09 GMT', 'Wed, 21 Oct 2026 07:28:00 GMT', 9],
  ['Wed, 21 Oct 2026 07:28:00 GMT', 'Wed, 21 Oct 2026 07:28:09 GMT', 0],
  ['-5', undefined, undefined],
  ['', undefined, undefined],
])('Retry-After %j of an answer from %j is %j', async (retryAfter, date, seconds) => {
  const headers = { 'retry-after': retryAfter, ...(date ? { date } : {}) };
  const { client } = clientOf([problem(503, 'database_unavailable', headers)], { retries: 0 });
  const error = await client.readStats().catch((given) => given);
  expect(error.retryAfter).toBe(seconds);
});

test('a reading call is sent again after no answer, 429 and 503', async () => {
  const { client, sent } = clientOf([
    new TypeError('fetch failed'),
    problem(429, 'rate_limited', soon),
    problem(503, 'database_unavailable', soon),
    ok({ contacts: 1 }),
  ]);
  expect(await client.readStats()).toEqual({ contacts: 1 });
  expect(sent.length).toBe(4);
});

test('after the retries the last error is thrown', async () => {
  const { client, sent } = clientOf([problem(503, 'overloaded', soon), problem(503, 'overloaded', soon)], {
    retries: 1,
  });
  await expect(client.readStats()).rejects.toMatchObject({ code: 'overloaded' });
  expect(sent.length).toBe(2);
});

const body = { name: 'Till', kind: 'server' as const };
const keysOf = (sent: Sent[]) =>
  sent.map(({ init }) => (init.headers as Record<string, string | undefined>)['idempotency-key']);

test('a call that may do something twice is sent again with the same idempotency key', async () => {
  const failing = () => [
    new TypeError('fetch failed'),
    problem(500, 'internal', soon),
    problem(409, 'idempotency_key_in_use', soon),
    ok(),
  ];
  const { client, sent } = clientOf([...failing(), ok(), ok(), ok()]);
  await client.addSource({ body });
  await client.addSource({ body });
  await client.changeSource({ params: { id: 'src_1' }, body: { name: 'Web shop' }, idempotencyKey: 'own' });
  const keys = keysOf(sent);
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(keys.slice(0, 4)).toEqual(Array(4).fill(keys[0]));
  expect(keys[4]).toMatch(/^[0-9a-f-]{36}$/);
  expect(keys[4]).not.toBe(keys[0]);
  expect(keys[5]).toBe('own');
});

test('a key of its own is left out where the server takes no more, or kept no answer to a call that may be repeated', async () => {
  const full = clientOf([problem(429, 'too_many_idempotency_keys', { 'retry-after': '3600' }), ok(), ok()]);
  await full.client.addSource({ body });
  const lost = clientOf([
    new TypeError('fetch failed'),
    problem(409, 'idempotency_answer_not_kept'),
    ok({ results: [] }),
  ]);
  await lost.client.setStock({ body: { stock: [] } });
  expect([keysOf(full.sent)[1], keysOf(lost.sent)[2]]).toEqual([undefined, undefined]);
  const once = clientOf([new TypeError('fetch failed'), problem(409, 'idempotency_answer_not_kept')]);
  await expect(once.client.addSource({ body })).rejects.toMatchObject({ code: 'idempotency_answer_not_kept' });
  const given = clientOf([problem(429, 'too_many_idempotency_keys', { 'retry-after': '3600' })]);
  await expect(given.client.addSource({ body, idempotencyKey: 'own' })).rejects.toMatchObject({ status: 429 });
});

test('an execution that was cut off is waited for, however few retries there are', async () => {
  const inUse = () => problem(409, 'idempotency_key_in_use', soon);
  const { client, sent } = clientOf([new TypeError('fetch failed'), ...Array.from({ length: 6 }, inUse), ok()]);
  await client.addSource({ body });
  expect(new Set(keysOf(sent)).size).toBe(1);
});

test('without retries no key is made', async () => {
  const { client, sent } = clientOf([ok()], { retries: 0 });
  await client.addSource({ body });
  expect(keysOf(sent)).toEqual([undefined]);
});

test('calls that need no idempotency key, and those that are told so, are sent without', async () => {
  const { client, sent } = clientOf([ok(), ok(), ok(), ok()]);
  await client.readStats();
  await client.putTopics({ body: { topics: [] } });
  await client.sendEvents({ body: { events: [] } });
  await client.addSource({ body: { name: 'Till', kind: 'server' }, idempotencyKey: null });
  expect(keysOf(sent)).toEqual([undefined, undefined, undefined, undefined]);
});

test('events are sent again under their ids; a call without a key that must not happen twice is not', async () => {
  const events = [{ id: newEventId(), type: 'page_viewed' }];
  const repeated = clientOf([new TypeError('fetch failed'), ok({ accepted: 1 })]);
  await repeated.client.sendEvents({ body: { events } });
  expect(repeated.sent[0]!.init.body).toBe(repeated.sent[1]!.init.body);

  const once = clientOf([new TypeError('fetch failed')]);
  const given = { body: { name: 'Till', kind: 'server' as const }, idempotencyKey: null };
  await expect(once.client.addSource(given)).rejects.toMatchObject({ code: 'network_unavailable', status: 0 });
  expect(once.sent.length).toBe(1);

  const refused = clientOf([problem(503, 'overloaded', soon), ok()]);
  await refused.client.addSource(given);
  expect(refused.sent.length, 'the server said that it had done nothing').toBe(2);
});

test('a server that asks to wait for long is not waited for', async () => {
  const { client, sent } = clientOf([problem(429, 'rate_limited', { 'retry-after': '3600' })]);
  await expect(client.readStats()).rejects.toMatchObject({ code: 'rate_limited', retryAfter: 3600 });
  expect(sent.length).toBe(1);
});

test('an error of the caller is not sent again', async () => {
  const { client, sent } = clientOf([problem(404, 'not_found')]);
  await expect(client.readContact({ params: { id: 'ctc_1' } })).rejects.toMatchObject({ code: 'not_found' });
  expect(sent.length).toBe(1);
});

test('a call is cancelled by its signal, while it is sent and while it waits', async () => {
  const cancel = new AbortController();
  const { client } = clientOf([problem(503, 'overloaded', { 'retry-after': '5' })]);
  const call = client.readStats({ signal: cancel.signal });
  setTimeout(() => cancel.abort(new Error('enough')), 20);
  await expect(call).rejects.toThrow('enough');

  const hanging = createClient({
    url: '',
    fetch: (_, init) =>
      new Promise((_, reject) => init!.signal!.addEventListener('abort', () => reject(init!.signal!.reason))),
    timeout: 20,
    retries: 0,
  });
  await expect(hanging.readStats()).rejects.toMatchObject({ code: 'timeout' });
});

test('a list is read page by page', async () => {
  const { client, sent } = clientOf([
    ok({ data: [{ id: 'a' }, { id: 'b' }], nextCursor: 'next' }),
    ok({ data: [{ id: 'c' }], nextCursor: null }),
  ]);
  const ids: string[] = [];
  for await (const { id } of allPages(client.listContacts, { search: 'anna' })) ids.push(id);
  expect(ids).toEqual(['a', 'b', 'c']);
  expect(sent.map(({ url }) => new URL(url).search)).toEqual(['?search=anna', '?search=anna&cursor=next']);
});

test('event ids are UUIDs of version 7, each a new one, in the order of time', () => {
  const ids = Array.from({ length: 1_000 }, newEventId);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(ids).size).toBe(1_000);
  expect(Math.abs(Number.parseInt(ids[0]!.replaceAll('-', '').slice(0, 12), 16) - Date.now())).toBeLessThan(10_000);
});

test('the README names only calls that there are', async () => {
  const { readFile } = await import('node:fs/promises');
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const table = readme.slice(readme.indexOf('| MarketingService |'), readme.indexOf('## Errors'));
  const named = [...table.matchAll(/^\| [^|]* \| ([^|]*) \|$/gm)].flatMap(([, cell]) =>
    [...cell!.matchAll(/`([a-z]+[A-Z]\w*)`/g)].map(([, name]) => name!),
  );
  expect(named.length).toBeGreaterThan(10);
  for (const name of named) expect(calls).toHaveProperty(name);
});
