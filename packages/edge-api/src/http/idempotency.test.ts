import { setTimeout as pause } from 'node:timers/promises';
import { type EndpointName, endpoints, idempotencyLimits } from '@beckon/contract';
import { saveApiKey } from '@beckon/core/access';
import { listAudit } from '@beckon/core/audit';
import { findOrCreateByEmail } from '@beckon/core/contacts';
import { DatabaseUnavailable, sql } from '@beckon/core/db';
import { forgetIdempotencyKeys } from '@beckon/core/idempotency';
import type { Db } from '@beckon/core/ports';
import { completeErasures } from '@beckon/core/testing';
import { beforeEach, expect, test } from 'vitest';
import { createApp } from '../index.ts';
import { endAt, intercept, storesAnswer } from '../testing/failing-database.ts';
import { createTestApi } from '../testing/test-api.ts';

const api = await createTestApi();
const { app, ctx, clock, newTenant } = api;
const hour = 60 * 60 * 1_000;
let tenant = api.tenant;
let made = 0;
const newKey = () => `key-${++made}`;

beforeEach(async () => {
  tenant = await newTenant();
});

type Sent = { key?: string | null; method?: string; headers?: Record<string, string>; on?: typeof app };

function send(path: string, body: object | string, { key = null, method = 'POST', headers = {}, on = app }: Sent = {}) {
  return on.request(`/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${tenant.apiKey}`,
      'content-type': 'application/json',
      ...(key === null ? {} : { 'idempotency-key': key }),
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

const createSegment = (key: string | null, name = 'VIP', more: Sent = {}) =>
  send('/segments', { name, definition: null }, { key, ...more });
const createMessage = (key: string, body = '<mj-text>News</mj-text>') => {
  const contents = { en: { subject: 'News', preheader: '', body } };
  return send('/messages', { key: 'news', name: 'News', channel: 'email', category: 'marketing', contents }, { key });
};
const asUser = (role = 'owner') => ({ headers: { authorization: '', cookie: `user=${tenant.id}; role=${role}` } });

/** Status, whether the answer was stored, and the code of a problem or the id of what was made. */
async function read(answer: Response) {
  const body = (await answer.json()) as { code?: string; id?: string };
  return [answer.status, answer.headers.get('idempotent-replayed'), body.code ?? body.id];
}

const countSegments = async () =>
  (await ctx.db.query<{ n: number }>(sql`select count(*)::int as n from segments where tenant_id = ${tenant.id}`))[0]!
    .n;
const countAudit = async () => (await listAudit(ctx, tenant.id, { limit: 200, before: null })).length;
const readKeys = () =>
  ctx.db.query<{ status: number | null; answer: Buffer | null }>(
    sql`select status, answer from idempotency_keys where tenant_id = ${tenant.id}`,
  );
const lapseLeases = () =>
  ctx.db.query(sql`update idempotency_keys set leased_until = '-infinity' where status is null`);
const appOn = (db: Db) => createApp({ ...api.deps, ctx: { ...ctx, db } });

test('a repeat gets the answer of the first call, and is not executed', async () => {
  const key = newKey();
  const first = await createSegment(key);
  const again = await createSegment(key);
  expect([first.status, first.headers.get('idempotent-replayed')]).toEqual([201, null]);
  expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 'true']);
  expect(again.headers.get('content-type')).toBe('application/json');
  expect(again.headers.get('cache-control')).toBe('no-store');
  expect(await again.text()).toBe(await first.text());
  expect([await countSegments(), await countAudit()]).toEqual([1, 1]);
  // Without a key, each call is a call of its own.
  expect((await createSegment(null, 'Others')).status).toBe(201);
  expect(await countSegments()).toBe(2);
});

test('the same key with another body or query is refused', async () => {
  const key = newKey();
  await createSegment(key);
  expect(await read(await createSegment(key, 'Others'))).toEqual([422, null, 'idempotency_key_reused']);
  expect(await read(await send('/segments?x=1', { name: 'VIP', definition: null }, { key }))).toEqual([
    422,
    null,
    'idempotency_key_reused',
  ]);
  expect(await countSegments()).toBe(1);
});

test('a key belongs to its caller, its shop, its method and its path', async () => {
  const key = newKey();
  await saveApiKey(ctx, tenant.id, { name: 'Second', value: `ak_second_${made}`, scopes: ['segments.write'] });
  const answers = [
    await createSegment(key, 'A'),
    await createSegment(key, 'B', { headers: { authorization: `Bearer ak_second_${made}` } }),
    await createSegment(key, 'C', asUser()),
  ];
  const { id } = (await answers[0]!.clone().json()) as { id: string };
  answers.push(
    await createMessage(key),
    await send(`/segments/${id}`, { version: 1, name: 'A2' }, { key, method: 'PATCH' }),
    await send(`/segments/${id}/members`, { contacts: ['ctc_none'], membership: 'in' }, { key }),
  );
  expect(answers.map((answer) => answer.headers.get('idempotent-replayed'))).toEqual(Array(6).fill(null));
  expect(answers.slice(0, 5).map(({ status }) => status)).toEqual([201, 201, 201, 201, 200]);
  tenant = await newTenant();
  expect(await read(await createSegment(key, 'A'))).toEqual([201, null, expect.stringMatching(/^seg_/)]);
});

test.each([
  ['none', ''],
  ['too long', 'k'.repeat(256)],
  ['a blank', 'a b'],
  ['two headers', 'a, b'],
  ['not ASCII', 'cl\u00e9'],
])('a key that cannot be one is refused: %s', async (_, key) => {
  expect(await read(await createSegment(key))).toEqual([400, null, 'idempotency_key_invalid']);
  expect([await countSegments(), (await readKeys()).length]).toEqual([0, 0]);
});

test('the longest key is taken', async () => {
  expect((await createSegment('~'.repeat(255))).status).toBe(201);
});

test('what was refused before the work began may be sent again under its key', async () => {
  const key = newKey();
  const noKey = { authorization: '' };
  expect((await send('/segments', '{', { key })).status).toBe(400);
  expect((await send('/segments', { name: 5 }, { key })).status).toBe(400);
  expect((await createSegment(key, 'VIP', { headers: { ...noKey, 'content-type': 'text/plain' } })).status).toBe(403);
  expect((await createSegment(key, 'VIP', { headers: noKey })).status).toBe(401);
  expect((await createSegment(key, 'VIP', asUser('analyst'))).status).toBe(403);
  expect((await send('/segmentz', {}, { key })).status).toBe(404);
  const unknown = { version: 1, filter: { kind: 'segment', segment: 'seg_none' } };
  expect((await send('/segments', { name: 'VIP', definition: unknown }, { key })).status).toBe(400);
  expect(await readKeys()).toEqual([]);
  expect(await read(await createSegment(key))).toEqual([201, null, expect.stringMatching(/^seg_/)]);
});

test('an answer of 403 or 429 by the work itself is not kept', async () => {
  const key = newKey();
  const invite = () => send('/users', { email: 'boss@shop.test', role: 'owner' }, { key, ...asUser('admin') });
  expect(await read(await invite())).toEqual([403, null, 'permission_denied']);
  const { data } = (await (await app.request('/api/v1/messages', { headers: asAnyKey() })).json()) as {
    data: { id: string }[];
  };
  const sendTest = () =>
    send(`/messages/${data[0]!.id}/test`, { to: 'a@example.com', variables: {} }, { key: newKey() });
  let last = await sendTest();
  for (let tries = 0; last.status !== 429 && tries < 200; tries++) last = await sendTest();
  expect(last.status).toBe(429);
  expect((await readKeys()).map(({ status }) => status).filter((status) => status !== 202)).toEqual([]);
});

const asAnyKey = () => ({ authorization: `Bearer ${tenant.apiKey}` });

test('a refusal by the work is kept: the repeat gets it even when it would succeed by now', async () => {
  await createMessage(newKey());
  const key = newKey();
  const refused = await createMessage(key);
  expect(refused.status).toBe(409);
  await ctx.db.query(sql`update messages set key = 'old' where tenant_id = ${tenant.id} and key = 'news'`);
  const again = await createMessage(key);
  expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([409, 'true']);
  expect(again.headers.get('content-type')).toBe('application/problem+json');
  expect(await again.json()).toEqual(await refused.json());
  expect((await createMessage(newKey())).status).toBe(201);
});

test.each([
  ['a fault of the server', () => new Error('broken'), 500],
  ['a database that is away', () => new DatabaseUnavailable('away'), 503],
])('%s is not kept', async (_, error, status) => {
  let isBroken = true;
  const on = appOn(
    intercept(ctx.db, async (statement, query) => {
      if (isBroken && statement.text.includes('insert into "segments"')) throw error();
      return query(statement);
    }),
  );
  const key = newKey();
  expect((await createSegment(key, 'VIP', { on })).status).toBe(status);
  expect(await readKeys()).toEqual([]);
  isBroken = false;
  expect((await createSegment(key, 'VIP', { on })).status).toBe(201);
});

/** An app that stops before a statement until it is released. */
function stopBefore(part: string) {
  const stopped = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const on = appOn(
    intercept(ctx.db, async (statement, query) => {
      if (statement.text.includes(part)) {
        stopped.resolve();
        await released.promise;
      }
      return query(statement);
    }),
  );
  return { on, stopped: stopped.promise, release: () => released.resolve() };
}

const report = { events: [{ id: 'r1', deliveryId: 'dlv_none', kind: 'delivered' }] };

test.each([
  ['one transaction', 'insert into "segments"', (key: string, on = app) => createSegment(key, 'VIP', { on })],
  ['work in steps', 'from deliveries', (key: string, on = app) => send('/provider-events', report, { key, on })],
])('a repeat while the first call is executed is told to wait: %s', async (_, part, call) => {
  const key = newKey();
  const { on, stopped, release } = stopBefore(part);
  const first = call(key, on);
  await stopped;
  const repeat = await call(key);
  expect([repeat.status, repeat.headers.get('retry-after')]).toEqual([409, '1']);
  expect(await repeat.json()).toMatchObject({ code: 'idempotency_key_in_use' });
  release();
  expect((await first).ok).toBe(true);
  expect((await call(key)).headers.get('idempotent-replayed')).toBe('true');
});

test('of calls at the same time, one is executed', { timeout: 120_000 }, async () => {
  const rounds = 300;
  const statuses = new Set<number>();
  for (let round = 1; round <= rounds; round++) {
    const key = newKey();
    const name = `Segment ${round}`;
    const answers = await Promise.all(
      Array.from({ length: 4 }, async (_, index) => {
        // Some come at once, some while the first is at work.
        if (index > 1) await pause(index * 2);
        return createSegment(key, name);
      }),
    );
    for (const { status } of answers) statuses.add(status);
    const bodies = await Promise.all(answers.filter(({ status }) => status === 201).map((answer) => answer.text()));
    const last = await createSegment(key, name);
    expect([last.status, last.headers.get('idempotent-replayed')]).toEqual([201, 'true']);
    expect(new Set([...bodies, await last.text()]).size, name).toBe(1);
    expect(answers.filter((answer) => answer.status === 201 && !answer.headers.has('idempotent-replayed')).length).toBe(
      1,
    );
  }
  expect([...statuses].toSorted()).toEqual([201, 409]);
  expect(await countSegments()).toBe(rounds);
});

test('one transaction: killed before the commit, the call is executed again once its lease has lapsed', async () => {
  const key = newKey();
  const killed = await createSegment(key, 'VIP', { on: appOn(endAt(ctx.db, storesAnswer)) });
  expect(killed.status).toBe(503);
  expect([await countSegments(), await readKeys()]).toEqual([0, [{ status: null, answer: null }]]);
  expect(await read(await createSegment(key))).toEqual([409, null, 'idempotency_key_in_use']);
  // Another body is no repeat, also when the first call was never answered.
  await lapseLeases();
  expect(await read(await createSegment(key, 'Others'))).toEqual([422, null, 'idempotency_key_reused']);
  expect(await read(await createSegment(key))).toEqual([201, null, expect.stringMatching(/^seg_/)]);
  expect((await createSegment(key)).headers.get('idempotent-replayed')).toBe('true');
  expect([await countSegments(), await countAudit()]).toEqual([1, 1]);
});

test('one transaction: killed after the commit, the repeat gets the answer', async () => {
  const key = newKey();
  const killed = appOn({
    ...ctx.db,
    transaction: async (work, options) => {
      await ctx.db.transaction(work, options);
      throw new DatabaseUnavailable('no answer to the commit', { isOutcomeUnknown: true });
    },
  });
  expect((await createSegment(key, 'VIP', { on: killed })).status).toBe(503);
  expect(await read(await createSegment(key))).toEqual([201, 'true', expect.stringMatching(/^seg_/)]);
  expect(await countSegments()).toBe(1);
});

test('one transaction: an execution that outlived its lease commits nothing', async () => {
  const key = newKey();
  const { on, stopped, release } = stopBefore('select 1 from tenants where id');
  const frozen = createSegment(key, 'Frozen', { on });
  await stopped;
  await lapseLeases();
  // The second one is still at work when the first resumes.
  const next = stopBefore('select 1 from tenants where id');
  const second = createSegment(key, 'Frozen', { on: next.on });
  await next.stopped;
  release();
  expect(await read(await frozen)).toEqual([409, null, 'idempotency_key_in_use']);
  next.release();
  const answer = await read(await second);
  expect(answer).toEqual([201, null, expect.stringMatching(/^seg_/)]);
  expect([await countSegments(), await countAudit()]).toEqual([1, 1]);
  expect(await read(await createSegment(key, 'Frozen'))).toEqual([201, 'true', answer[2]]);
});

test('work in steps: killed before its answer is stored, the call is executed again once its lease has lapsed', async () => {
  const key = newKey();
  const call = (on = app) => send('/sender-domain/check', {}, { key, on });
  // The caller of a process that lives on gets the answer even when it could not be stored.
  expect((await call(appOn(endAt(ctx.db, storesAnswer)))).status).toBe(200);
  expect([await countAudit(), await readKeys()]).toEqual([1, [{ status: null, answer: null }]]);
  expect(await read(await call())).toEqual([409, null, 'idempotency_key_in_use']);
  await lapseLeases();
  expect((await call()).status).toBe(200);
  expect((await call()).headers.get('idempotent-replayed')).toBe('true');
  expect(await countAudit()).toBe(2);
});

test('a key is known for 24 hours, and then removed', async () => {
  const key = newKey();
  const first = await read(await createSegment(key));
  clock.advance(24 * hour - 1);
  expect(await read(await createSegment(key))).toEqual([201, 'true', first[2]]);
  clock.advance(1);
  expect(await read(await createSegment(key))).toEqual([201, null, expect.not.stringMatching(String(first[2]))]);
  expect([await countSegments(), (await readKeys()).length]).toEqual([2, 1]);
  clock.advance(24 * hour - 1);
  await forgetIdempotencyKeys(ctx);
  expect((await readKeys()).length).toBe(1);
  clock.advance(1);
  await forgetIdempotencyKeys(ctx);
  expect(await readKeys()).toEqual([]);
});

test('a shop has a maximum number of keys; those that it has still count', async () => {
  const key = newKey();
  const first = await read(await createSegment(key));
  const fill = idempotencyLimits.keys - 1;
  await ctx.db.query(sql`
    insert into idempotency_keys (tenant_id, digest, fingerprint, fence, leased_until, status, created_at, expires_at)
    select ${tenant.id}, sha256(no::text::bytea), ''::bytea, 1, 'infinity', 200, ${clock.now()}::timestamptz,
      ${clock.now()}::timestamptz + interval '1 minute'
    from generate_series(1, ${fill}::int) as no`);
  const refused = await createSegment(newKey(), 'Others');
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
  expect(await refused.json()).toMatchObject({ code: 'too_many_idempotency_keys' });
  expect(await read(await createSegment(key))).toEqual([201, 'true', first[2]]);
  expect((await createSegment(null, 'Others')).status).toBe(201);
  clock.advance(60_000);
  while ((await forgetIdempotencyKeys(ctx)) > 0);
  expect((await createSegment(newKey(), 'More')).status).toBe(201);
});

test('an answer that is too large is not kept, and the call is still executed once', async () => {
  const key = newKey();
  const body = `<mj-text>${'x'.repeat(idempotencyLimits.answerBytes)}</mj-text>`;
  const create = () => createMessage(key, body);
  expect((await create()).status).toBe(201);
  const audit = await countAudit();
  const again = await create();
  expect(again.status).toBe(409);
  expect(await again.json()).toMatchObject({
    code: 'idempotency_answer_not_kept',
    detail: expect.stringContaining('status 201'),
  });
  expect([await countAudit(), (await readKeys())[0]!.answer]).toEqual([audit, null]);
});

test('no secret of an answer can be read in the table', async () => {
  const { source } = (await (await send('/sources', { name: 'Till', kind: 'server' }, {})).json()) as {
    source: { id: string };
  };
  const calls: [EndpointName, string, object, (answer: never) => string][] = [
    ['addApiKey', '/keys', { name: 'Export', scopes: ['contacts.read'] }, ({ value }: { value: string }) => value],
    ['rotateKey', `/sources/${source.id}/keys`, { kind: 'secret' }, ({ value }: { value: string }) => value],
    ['replaceWebhookSecret', '/webhook-secret/replace', {}, ({ secret }: { secret: string }) => secret],
    [
      'inviteUser',
      '/users',
      { email: 'new@shop.test', role: 'support' },
      ({ link }: { link: string }) => link.split('/').at(-1)!,
    ],
  ];
  for (const [name, path, body, secretOf] of calls) {
    const key = newKey();
    const first = await send(path, body, { key, ...asUser() });
    const secret = secretOf((await first.json()) as never);
    expect([first.status, secret.length], name).toEqual([endpoints[name].status, expect.any(Number)]);
    expect(secret.length).toBeGreaterThan(15);
    const again = await send(path, body, { key, ...asUser() });
    expect([again.headers.get('idempotent-replayed'), secretOf((await again.json()) as never)]).toEqual([
      'true',
      secret,
    ]);
    const rows = await ctx.db.query<{ text: string }>(
      sql`select k::text as text from idempotency_keys k where tenant_id = ${tenant.id}`,
    );
    const dump = rows.map(({ text }) => text).join('\n');
    // Bytes are shown in hexadecimal.
    for (const text of [secret, key]) expect(dump).not.toContain(Buffer.from(text).toString('hex'));
    expect(dump).not.toContain(secret);
    expect(dump).not.toContain(key);
  }
  expect((await readKeys()).length).toBe(calls.length);
});

test('an erased person is named in no stored answer, and what named them is still not executed again', async () => {
  const email = `anna${made}@example.com`;
  const id = await findOrCreateByEmail(ctx, tenant.id, email);
  await ctx.db.query(sql`update contacts set user_id = '7', phone = '+4915112345678' where id = ${id}`);
  const names = [`For ${email.toUpperCase()}`, `For ${id}`, 'For +4915112345678', 'For 7', '7'];
  const keys = names.map(newKey);
  for (const [index, name] of names.entries()) expect((await createSegment(keys[index]!, name)).status).toBe(201);
  const own = tenant;
  tenant = await newTenant();
  await createSegment(keys[0]!, names[0]);
  tenant = own;
  const erase = () => send(`/contacts/${id}/erase`, {}, { key: keys[0]! });
  expect((await erase()).status).toBe(202);
  await completeErasures(ctx, clock);

  const answers = await Promise.all(names.map(async (name, index) => read(await createSegment(keys[index]!, name))));
  const gone = [409, null, 'idempotency_answer_not_kept'];
  // A number inside a longer text is just a number.
  expect(answers).toEqual([gone, gone, gone, [201, 'true', expect.stringMatching(/^seg_/)], gone]);
  expect(await countSegments()).toBe(names.length);
  expect((await readKeys()).map(({ answer }) => answer !== null).filter(Boolean).length).toBe(1);
  // The erasure itself keeps no answer that would name them.
  expect((await erase()).headers.get('idempotent-replayed')).toBeNull();
});
