import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const generous = { perSecond: 1, burst: 100_000 };

/** An API with its two doors for events; `from` is the address that a request comes from. */
async function openDoors(limits: NonNullable<Parameters<typeof createTestApi>[0]>['limits'] & object) {
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
    const api = await openDoors({
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
  const api = await openDoors({ collectPerAddress: { perSecond: 1, burst: 4 }, collectPerKey: generous });
  expect(await statusesOf(api.collect, 4)).toEqual(Array(4).fill(202));
  expect(await statusesOf(api.segment, 1)).toEqual([429]);
  const other = await openDoors({ collectPerAddress: generous, collectPerKey: { perSecond: 1, burst: 4 } });
  expect(await statusesOf(other.segment, 4)).toEqual(Array(4).fill(200));
  expect(await statusesOf(other.collect, 1)).toEqual([429]);
});

test('servers are not limited by their network, only by their key', async () => {
  const api = await openDoors({
    collectPerAddress: { perSecond: 1, burst: 1 },
    collectPerKey: { perSecond: 1, burst: 10 },
  });
  const { secretKey } = api.tenant;
  expect(await statusesOf(api.collect, 5, secretKey)).toEqual(Array(5).fill(202));
  expect(await statusesOf(api.segment, 6, secretKey)).toEqual([...Array(5).fill(200), 429]);
});

const large = { note: 'x'.repeat(6_960) };
const ten = (more: object = {}) =>
  Array.from({ length: 10 }, (_, at) => ({ id: `l${at}`, type: 'thing_done', ...more }));

test.each([
  ['large', { events: ten({ properties: large }) }],
  ['small, with a context that is stored with each event', { context: large, events: ten() }],
])('a batch that is %s takes more of the budget of its network, which makes up for it later', async (_, batch) => {
  const api = await openDoors({ collectPerAddress: { perSecond: 1, burst: 5 }, collectPerKey: generous });
  const body = JSON.stringify(batch);
  const headers = { authorization: `Bearer ${api.tenant.writeKey}` };
  expect((await api.app.request('/v1/collect', { method: 'POST', headers, body })).status).toBe(202);
  const refused = await api.collect();
  // Of five one was taken for the call and seven for 70 kB: three are owed, and one more is needed.
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '4']);
  api.clock.advance(4_000);
  expect((await api.collect()).status).toBe(202);
});
