import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const generous = { perSecond: 1, burst: 100_000 };

/** An API with its two doors for events; `from` is the address that a request comes from. */
async function openApis(limits: NonNullable<Parameters<typeof createTestApi>[0]>['limits'] & object) {
  const from = { address: '203.0.113.1' };
  const api = await createTestApi({ limits, clientAddress: () => from.address });
  let made = 0;
  const doors = {
    collect: (key: string = api.tenant.writeKey, note = '') =>
      api.app.request('/v1/collect', {
        method: 'POST',
        headers: { authorization: `Bearer ${key}` },
        body: JSON.stringify({ events: [{ id: `c${++made}`, type: 'thing_done', properties: { note } }] }),
      }),
    segment: (key: string = api.tenant.writeKey) =>
      api.app.request('/v1/track', {
        method: 'POST',
        headers: { authorization: `Bearer ${key}` },
        body: JSON.stringify({ messageId: `s${++made}`, event: 'Thing Done', anonymousId: 'v' }),
      }),
  };
  return { ...api, from, ...doors };
}
type Send = (key?: string) => Response | Promise<Response>;
const statusesOf = async (send: Send, times: number, key?: string) => {
  const statuses: number[] = [];
  for (let call = 0; call < times; call++) statuses.push((await send(key)).status);
  return statuses;
};

test.each(['collect', 'segment'] as const)(
  'at %s a network that floods uses up its own budget, and not that of the key',
  async (door) => {
    const api = await openApis({
      collectPerAddress: { perSecond: 1, burst: 10 },
      collectPerKey: { perSecond: 1, burst: 20 },
    });
    const flood = await statusesOf(api[door], 100);
    expect(flood.filter((status) => status === 429)).toHaveLength(90);
    api.from.address = '198.51.100.1';
    expect(new Set(await statusesOf(api[door], 10))).not.toContain(429);
  },
);

test('both doors take from the same budgets', async () => {
  const api = await openApis({ collectPerAddress: { perSecond: 1, burst: 4 }, collectPerKey: generous });
  expect(await statusesOf(api.collect, 4)).toEqual(Array(4).fill(202));
  expect(await statusesOf(api.segment, 1)).toEqual([429]);
  const other = await openApis({ collectPerAddress: generous, collectPerKey: { perSecond: 1, burst: 4 } });
  expect(await statusesOf(other.segment, 4)).toEqual(Array(4).fill(200));
  expect(await statusesOf(other.collect, 1)).toEqual([429]);
});

test('servers are not limited by their network, only by their key', async () => {
  const api = await openApis({
    collectPerAddress: { perSecond: 1, burst: 1 },
    collectPerKey: { perSecond: 1, burst: 10 },
  });
  const { secretKey } = api.tenant;
  expect(await statusesOf(api.collect, 5, secretKey)).toEqual(Array(5).fill(202));
  expect(await statusesOf(api.segment, 6, secretKey)).toEqual([...Array(5).fill(200), 429]);
});

/** Doors where few wrong keys may be tried; `asked` counts how often the database was asked for a key. */
async function openGuarded() {
  const api = await openApis({ wrongKeysPerNetwork: { perSecond: 1, burst: 5 } });
  const asked = { times: 0 };
  const { query } = api.ctx.db;
  api.ctx.db.query = ((statement, options) => {
    if (statement.text.includes('source_keys')) asked.times++;
    return query.call(api.ctx.db, statement, options);
  }) as typeof query;
  let made = 0;
  const wrong = {
    collect: () => api.collect(`pk_wrong${++made}`),
    query: () => api.app.request(`/v1/collect?key=pk_wrong${++made}`, { method: 'POST', body: '{"events":[]}' }),
    segment: () => api.segment(`pk_wrong${++made}`),
    form: () => api.app.request(`/v1/form-token?key=pk_wrong${++made}`),
    preflight: () => api.app.request(`/v1/collect?key=pk_wrong${++made}`, { method: 'OPTIONS' }),
    admin: () => api.app.request('/api/v1/contacts', { headers: { authorization: `Bearer sk_wrong${++made}` } }),
  };
  return { ...api, asked, wrong };
}

test.each(['collect', 'query', 'segment', 'form', 'preflight', 'admin'] as const)(
  'a network that tries keys which do not exist is limited before the database is asked (%s)',
  async (door) => {
    const api = await openGuarded();
    expect(await statusesOf(api.wrong[door], 30)).toEqual([...Array(5).fill(401), ...Array(25).fill(429)]);
    expect(api.asked.times).toBe(5);
    api.clock.advance(1_000);
    expect(await statusesOf(api.wrong[door], 2)).toEqual([401, 429]);
    api.from.address = '198.51.100.1';
    expect(await statusesOf(api.wrong[door], 1)).toEqual([401]);
  },
);

test('where wrong keys are tried, a server is let in, and so are pages whose key is known', async () => {
  const api = await openGuarded();
  expect(await statusesOf(api.collect, 1)).toEqual([202]);
  expect(await statusesOf(api.wrong.collect, 6)).toEqual([...Array(5).fill(401), 429]);
  // Longer than a key is remembered without asking.
  for (let passed = 0; passed < 4; passed++) {
    api.clock.advance(6_000);
    await statusesOf(api.wrong.collect, 7);
    expect(await statusesOf(api.collect, 1)).toEqual([202]);
  }
  expect(await statusesOf(api.collect, 1, api.tenant.secretKey)).toEqual([202]);
  expect(await statusesOf(api.segment, 1, api.tenant.secretKey)).toEqual([200]);
  const answer = await api.app.request('/v1/collect?key=pk_other', {
    method: 'POST',
    body: '{}',
    headers: { origin: 'https://shop.test' },
  });
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([429, 'https://shop.test']);
});

test('good keys cost nothing, and neither does a wrong one that is known as such', async () => {
  const api = await openGuarded();
  for (let shop = 0; shop < 20; shop++) {
    expect(await statusesOf(api.collect, 1, (await api.newTenant()).writeKey)).toEqual([202]);
  }
  expect(await statusesOf(api.collect, 20, 'pk_lapsed')).toEqual(Array(20).fill(401));
  expect(await statusesOf(api.wrong.collect, 5)).toEqual([...Array(4).fill(401), 429]);
});

test.each([
  ['wrong keys', (n: number) => JSON.stringify({ writeKey: `pk_wrong${n}`, batch: [] })],
  ['the same wrong key', () => JSON.stringify({ writeKey: 'pk_wrong', batch: [] })],
  ['no key', () => '{"batch":[]}'],
  ['no JSON', () => '{'],
])('a network whose Segment messages have %s in the body is limited before they are read', async (_, bodyOf) => {
  const api = await openGuarded();
  let read = 0;
  const send = (text: string) => {
    const pull = (controller: ReadableStreamDefaultController) => {
      read++;
      controller.enqueue(new TextEncoder().encode(text));
      controller.close();
    };
    const body = new ReadableStream({ pull }, { highWaterMark: 0 });
    return api.app.request('/v1/batch', { method: 'POST', body, duplex: 'half' } as RequestInit);
  };
  let sent = 0;
  const statuses = await statusesOf(() => send(bodyOf(++sent)), 30);
  expect(statuses.slice(5)).toEqual(Array(25).fill(429));
  expect(read).toBeLessThanOrEqual(5);
  const good = JSON.stringify({ writeKey: api.tenant.secretKey, batch: [] });
  expect((await send(good)).status).toBe(429);
  api.clock.advance(10_000);
  expect(await statusesOf(() => send(good), 10)).toEqual(Array(10).fill(200));
});

const large = { note: 'x'.repeat(6_960) };
const ten = (more: object = {}) =>
  Array.from({ length: 10 }, (_, at) => ({ id: `l${at}`, type: 'thing_done', ...more }));

test.each([
  ['large', { events: ten({ properties: large }) }],
  ['small, with a context that is stored with each event', { context: large, events: ten() }],
])('a batch that is %s takes more of the budget of its network, which makes up for it later', async (_, batch) => {
  const api = await openApis({ collectPerAddress: { perSecond: 1, burst: 5 }, collectPerKey: generous });
  const body = JSON.stringify(batch);
  const headers = { authorization: `Bearer ${api.tenant.writeKey}` };
  expect((await api.app.request('/v1/collect', { method: 'POST', headers, body })).status).toBe(202);
  const refused = await api.collect();
  // Of five one was taken for the call and seven for 70 kB: three are owed, and one more is needed.
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '4']);
  api.clock.advance(4_000);
  expect((await api.collect()).status).toBe(202);
});
