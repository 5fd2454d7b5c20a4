import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type CollectResponse, eventCatalog } from '@beckon/contract';
import { sql } from '@beckon/core/db';
import { eventUuid } from '@beckon/core/lib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const plenty = { perSecond: 1e9, burst: 1e9 };
const { app, ctx, log, tenant } = await createTestApi({ limits: { collectPerKey: plenty, collectPerAddress: plenty } });

const runs = 1_000;
const batchesPerRun = 10;

const text = fc.string({ unit: 'binary', maxLength: 12 });
const value = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue({ stringUnit: 'binary', maxDepth: 2 }) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>('\0', '\ud800', '', -0, 1e21, null, [], {}, 'x'.repeat(8_001)) },
);
/** Few ids, so that many repeat. */
const id = fc.oneof(
  fc.integer({ min: 0, max: 3_000 }).map((number) => `id ${number}`),
  fc.uuid(),
  value,
);
const event = fc.record(
  {
    id,
    type: fc.oneof(fc.constantFrom(...Object.keys(eventCatalog)), fc.constantFrom('custom', 'custom_event'), value),
    occurredAt: fc.oneof(
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      fc.double(),
      value,
    ),
    anonymousId: fc.oneof(text, value),
    userId: fc.oneof(text, value),
    email: fc.oneof(fc.emailAddress(), value),
    properties: fc.oneof(fc.constant({ productId: 'p', orderId: 'o', total: 1, currency: 'USD' }), value),
    context: value,
  },
  { requiredKeys: ['id', 'type'] },
);
const fair = fc.record(
  {
    id: fc.oneof(
      fc.integer({ min: 0, max: 3_000 }).map((number) => `id ${number}`),
      fc.uuid(),
    ),
    type: fc.constantFrom('product_viewed', 'placed_order', 'page_viewed', 'custom_event'),
    properties: fc.constant({ productId: 'p', orderId: 'o', total: 1, currency: 'USD' }),
    occurredAt: fc.constantFrom('2026-02-01T00:00:00Z', 1_700_000_000_000),
    email: fc.constantFrom('anna@example.com', 'nobody'),
  },
  { requiredKeys: ['id', 'type', 'properties'] },
);
/** Numbers, keys and nests that JSON.stringify would never write. */
const oddText = fc.constantFrom(
  '{"id":"odd 1","type":"custom","n":1e999}',
  '{"id":"odd 2","type":"custom","__proto__":{"a":1}}',
  '{"id":"odd 3","id":"odd 4","type":"custom"}',
  `{"id":"odd 5","type":"custom","p":${'['.repeat(3_000)}${']'.repeat(3_000)}}`,
  '{"id":"odd 6","type":"custom","n":123456789012345678901234567890}',
  '{"id":"odd \\u0000","type":"custom"}',
);
const eventText = fc.oneof(
  { weight: 8, arbitrary: fair.map((given) => JSON.stringify(given)) },
  { weight: 8, arbitrary: event.map((given) => JSON.stringify(given)) },
  { weight: 1, arbitrary: value.map((given) => JSON.stringify(given)) },
  { weight: 1, arbitrary: oddText },
);
const envelope = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('', '"sentAt":1,', '"anonymousId":"v",', '"context":{"url":"x"},') },
  {
    weight: 1,
    arbitrary: fc.record({ sentAt: value, anonymousId: value, context: value }, { requiredKeys: [] }).map((given) => {
      const members = JSON.stringify(given).slice(1, -1);
      return members === '' ? '' : `${members},`;
    }),
  },
);
const whole = fc
  .tuple(envelope, fc.array(eventText, { minLength: 1, maxLength: 5 }), fc.constantFrom('events', 'ev\\u0065nts'))
  .map(([head, events, key]) => ({ body: Buffer.from(`{${head}"${key}":[${events.join(' , ')}]}`), events }));
const broken = fc
  .tuple(whole, fc.nat(), fc.integer({ min: 0, max: 255 }), fc.boolean())
  .map(([given, nat, byte, isCut]) => {
    const body = Buffer.from(given.body);
    body[nat % body.length] = byte;
    return { body: isCut ? body.subarray(0, nat % body.length) : body, events: null };
  });
const bytes = fc.uint8Array({ maxLength: 60 }).map((body) => ({ body: Buffer.from(body), events: null }));
const headers = fc.record(
  {
    'content-type': fc.constantFrom(
      'application/json',
      'text/plain',
      'application/json; charset=x',
      'text/html',
      ';;',
      '',
    ),
    'content-encoding': fc.constantFrom('identity', 'gzip', 'br', ' '),
    origin: fc.constantFrom('https://shop.test', 'https://evil.test', 'null', ':'),
    authorization: fc.constantFrom('Bearer', 'Bearer pk_x', 'Bearer sk_x', 'x'),
    'content-length': fc.constantFrom('-1', 'x', '5'),
  },
  { requiredKeys: [] },
);
const call = fc.record({
  sent: fc.oneof({ weight: 6, arbitrary: whole }, { weight: 3, arbitrary: broken }, { weight: 1, arbitrary: bytes }),
  headers: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: headers }),
  key: fc.oneof(
    { weight: 20, arbitrary: fc.constant(tenant.writeKey) },
    { weight: 1, arbitrary: text.map((given) => `pk_${given}`) },
  ),
  isPacked: fc.boolean(),
});
type Call = typeof call extends fc.Arbitrary<infer T> ? T : never;

const digest = (raw: string) => createHash('sha256').update(Buffer.from(raw)).digest('hex');
const accepted: string[] = [];
const stored = new Set<string>();
const setAside = new Set<string>();
let calls = 0;
let good = 0;

async function send({ sent, headers, key, isPacked }: Call): Promise<void> {
  const given = headers as Record<string, string>;
  const answer = await app.request(`/v1/collect?key=${encodeURIComponent(key.toWellFormed())}`, {
    method: 'POST',
    body: new Uint8Array(isPacked && given['content-encoding'] === 'gzip' ? gzipSync(sent.body) : sent.body),
    headers: given,
  });
  calls++;
  if (answer.status !== 202) {
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    return;
  }
  good++;
  const { results } = (await answer.json()) as CollectResponse;
  results.forEach(({ id, result }, index) => {
    if (result === 'quarantined') {
      if (sent.events) setAside.add(digest(sent.events[index]!));
      return;
    }
    stored.add(eventUuid(id!));
    if (result === 'accepted') accepted.push(eventUuid(id!));
  });
}

test('of 10,000 batches of any kind each is answered with 2xx or 4xx, and every acknowledged event is kept exactly once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: batchesPerRun, maxLength: batchesPerRun }), async (batch) => {
      await Promise.all(batch.map(send));
    }),
    // A counterexample is shown as it was found: shrinking would send to the same database again.
    { numRuns: runs, endOnFailure: true },
  );
  expect(calls).toBe(runs * batchesPerRun);
  expect(good).toBeGreaterThan(calls / 4);

  const inLog = (await ctx.db.query<{ id: string }>(sql`select id from events`)).map((row) => row.id);
  expect(accepted.toSorted()).toEqual(inLog.toSorted());
  expect([...stored].toSorted()).toEqual(inLog.toSorted());
  const kept = await ctx.db.query<{ digest: string }>(sql`select encode(digest, 'hex') as digest from quarantine`);
  const digests = new Set(kept.map((row) => row.digest));
  expect(digests.size).toBe(kept.length);
  expect([...setAside].filter((one) => !digests.has(one))).toEqual([]);
  expect(setAside.size).toBeGreaterThan(500);
  expect(inLog.length).toBeGreaterThan(500);
  expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
}, 120_000);
