import { gzipSync } from 'node:zlib';
import { collectLimits, quarantineLimits, segmentLimits } from '@beckon/contract';
import { sql } from '@beckon/core/db';
import { startCpuTime } from '@beckon/core/testing';
import { beforeEach, expect, test } from 'vitest';
import { createTestApi, type TestApi } from '../testing/test-api.ts';

/** How much a small body with the public key can grow, at any endpoint. */
let api: TestApi;
beforeEach(async () => {
  api = await createTestApi();
});

const packed = { 'content-encoding': 'gzip' };
const text = (bytes: number) => 'x'.repeat(bytes);
/** Of strings that are short enough for the log. */
const contextOf = (bytes: number) =>
  Object.fromEntries(Array.from({ length: Math.ceil(bytes / 7_000) }, (_, at) => [`k${at}`, text(7_000)]));

/** Bytes on disk of tables that requests can fill, and, since TOAST compresses, the bytes of their values. */
async function stored(): Promise<number> {
  const [row] = await api.ctx.db.query<{ bytes: number }>(sql`
    select (select coalesce(sum(length(properties::text) + length(context::text)), 0) from events)::float
      + (select coalesce(sum(octet_length(raw)), 0) from quarantine)::float
      + (select coalesce(sum(length(envelope::text)), 0) from quarantine_envelopes)::float as bytes`);
  return row!.bytes;
}

/** Sends it and returns the response, the growth of memory and database, and how long the process was busy. */
async function measure(send: () => Response | Promise<Response>) {
  const before = { heap: process.memoryUsage().rss, stored: await stored() };
  const cost = startCpuTime();
  const answer = await send();
  const code = answer.status < 300 ? 'ok' : await api.codeOf(answer);
  return {
    answer: [answer.status, code],
    memory: process.memoryUsage().rss - before.heap,
    stored: (await stored()) - before.stored,
    milliseconds: cost(),
  };
}

function segmentBatch(messages: number, context: object): Promise<Response> {
  const batch = Array.from({ length: messages }, () => ({ type: 'track', event: 'A' }));
  const body = gzipSync(JSON.stringify({ writeKey: api.tenant.writeKey, context, batch }));
  expect(body.length).toBeLessThan(1_500);
  return api.app.request('/v1/batch', { method: 'POST', body, headers: packed }) as Promise<Response>;
}

test('a Segment batch of 1 kB with a context of 400 kB for each of its messages is refused, and costs next to nothing', async () => {
  for (const [messages, context] of [
    [150, contextOf(400_000)],
    // One string, as short as gzip makes it.
    [2_500, { note: text(400_000) }],
  ] as const) {
    const { answer, ...cost } = await measure(() => segmentBatch(messages, context));
    expect(answer).toEqual([400, 'validation_failed']);
    expect(cost.stored).toBe(0);
    expect(cost.memory).toBeLessThan(60_000_000);
    expect(cost.milliseconds).toBeLessThan(1_000);
  }
});

test('a context within its limit counts for each message of a Segment batch', async () => {
  const context = contextOf(7_000);
  const tooMany = Math.ceil(segmentLimits.storedBytes / 7_000);
  const refused = await measure(() => segmentBatch(tooMany, context));
  expect([refused.answer, refused.stored]).toEqual([[413, 'body_too_large'], 0]);
  const taken = await measure(() => segmentBatch(tooMany - 20, context));
  expect(taken.answer).toEqual([200, 'ok']);
  expect(taken.stored).toBeLessThan(1.1 * segmentLimits.storedBytes);
});

test.each([
  ['good events', (at: number) => ({ id: `e ${at}`, type: 'thing_done' })],
  ['events that are set aside', (at: number) => ({ id: `e ${at}` })],
])('a batch of %s comes to a bounded number of bytes, whatever its context', async (_, event) => {
  const send = (context: object) => {
    const events = Array.from({ length: collectLimits.eventsPerBatch }, (_, at) => event(at));
    return api.post('/v1/collect', gzipSync(JSON.stringify({ context, events })), packed);
  };
  const tooLarge = await measure(() => send(contextOf(50_000)));
  expect([tooLarge.answer, tooLarge.stored]).toEqual([[400, 'validation_failed'], 0]);
  const tooOften = await measure(() => send(contextOf(7_000)));
  expect([tooOften.answer, tooOften.stored]).toEqual([[413, 'body_too_large'], 0]);
  const taken = await measure(() => send({ note: text(3_500) }));
  expect(taken.answer).toEqual([202, 'ok']);
  expect(taken.stored).toBeLessThan(collectLimits.storedBytes);
  expect(taken.memory).toBeLessThan(150_000_000);
});

test('quarantined events share the envelope of their batch: it is stored once, and used by a replay', async () => {
  const context = { note: text(3_000) };
  await api.post('/v1/collect', { context, events: Array.from({ length: 100 }, (_, at) => ({ id: `e ${at}` })) });
  expect(await stored()).toBeLessThan(2 * 3_000 + 100 * 20);
  const rows = await api.ctx.db.query(sql`
    select count(distinct q.envelope_id)::int as envelopes, count(*)::int as entries
    from quarantine q join quarantine_envelopes v on v.id = q.envelope_id where v.envelope -> 'context' ->> 'note' <> ''`);
  expect(rows).toEqual([{ envelopes: 1, entries: 100 }]);
  await api.ctx.db.query(sql`delete from quarantine where tenant_id = ${api.tenant.id}`);
  expect(await api.ctx.db.query(sql`select id from quarantine_envelopes`)).toEqual([]);
});

test('a flood of bad events from a stranger fills at most the share of its source, and valid events are still accepted', async () => {
  const unlimited = { perSecond: 1e6, burst: 1e6 };
  // From many networks, so that no limit of theirs helps.
  api = await createTestApi({ limits: { collectPerAddress: unlimited, collectPerKey: unlimited } });
  const { ctx, tenant } = api;
  const flood = async (round: number) => {
    const events = Array.from({ length: 500 }, (_, at) => ({ id: `${round} ${at}`, note: text(1_500) }));
    return (await api.post('/v1/collect', gzipSync(JSON.stringify({ events })), packed)).status;
  };
  const good = async (id: string) => {
    const answer = await api.post('/v1/collect', { events: [{ id, type: 'page_viewed', anonymousId: 'v' }] });
    return ((await answer.json()) as { accepted: number }).accepted;
  };
  const statuses: number[] = [];
  let accepted = 0;
  for (let round = 0; round < 60; round += 4) {
    statuses.push(...(await Promise.all([0, 1, 2, 3].map((more) => flood(round + more)))));
    accepted += await good(`good ${round}`);
  }
  expect(new Set(statuses)).toEqual(new Set([202]));
  expect(accepted).toBe(15);
  const [kept] = await ctx.db.query<{ entries: number; bytes: number }>(sql`
    select count(*)::int as entries, sum(octet_length(raw))::int as bytes from quarantine
    where source_id = ${tenant.browser.id}`);
  expect(kept!.entries).toBeGreaterThan(9_000);
  // Two concurrent statements may each use the remaining space.
  expect(kept!.entries).toBeLessThanOrEqual(quarantineLimits.entriesPerSource + 5_000);
  expect(kept!.bytes).toBeLessThanOrEqual(quarantineLimits.bytesPerSource + 8_000_000);
  const queue = (await (await api.get('/api/v1/queue')).json()) as { quarantineOverflow: unknown[] };
  expect(queue.quarantineOverflow).toEqual([
    {
      source: 'Storefront',
      code: 'type_missing',
      reason: 'type is missing',
      dropped: 30_000 - kept!.entries,
      firstAt: expect.any(String),
      lastAt: expect.any(String),
    },
  ]);
  // Another source has a share of its own.
  const server = { authorization: `Bearer ${tenant.secretKey}` };
  await api.app.request('/api/v1/events', { method: 'POST', headers: server, body: '{"events":[{"id":"mine"}]}' });
  const own = await ctx.db.query(sql`select event_id from quarantine where source_id = ${tenant.server.id}`);
  expect(own).toEqual([{ event_id: 'mine' }]);
});
