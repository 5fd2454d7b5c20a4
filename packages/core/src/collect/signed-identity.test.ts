import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sql } from '../db/index.ts';
import { addSource, findSourceByKey, revokeKey, rotateKey, showKey } from '../sources/index.ts';
import { collect, createTestContext } from '../testing/index.ts';
import { countQuarantine, listQuarantine, replayQuarantined } from './quarantine.ts';
import { isSignedPerson } from './signed-identity.ts';

const { ctx, clock, newTenant } = await createTestContext();

const sign = (key: string, subject: string) => createHmac('sha256', key).update(subject).digest('hex');
let made = 0;

/** A shop with one browser source. `send` sends one event and returns its result and what is stored. */
async function setUp() {
  const { id } = await newTenant();
  const { source } = await addSource(ctx, id, { name: 'Shop', kind: 'browser' });
  const known = async () => (await findSourceByKey(ctx, 'write', source.writeKey!))!;
  const identity = source.keys.find(({ kind }) => kind === 'identity')!;
  const key = (await showKey(ctx, id, source.id, identity.id)).value!;
  const send = async (event: object) => {
    const sent = { id: `signed ${++made}`, type: 'identified', ...event };
    const { results } = await collect(ctx, await known(), [sent]);
    const rows = await ctx.db.query<Record<string, unknown>>(sql`
      select is_trusted, anonymous_id, user_id, email, properties, context, row_to_json(e)::text as whole
      from events e where tenant_id = ${id} order by seq desc limit 1`);
    return { result: results[0]!, stored: rows[0] };
  };
  return { tenantId: id, source, identity, key, known, send };
}

test('a signed user id is trusted; an address sent with it stays a claim', async () => {
  const { key, send } = await setUp();
  const { result, stored } = await send({
    userId: 'anna-1',
    email: 'Anna@Example.com',
    anonymousId: 'v',
    signature: sign(key, 'anna-1'),
    properties: { firstName: 'Anna', language: 'de', timezone: 'Europe/Berlin', lastName: 'B', vip: true, phone: '1' },
    context: { url: 'https://shop.test', claimed: { vip: 'forged' } },
  });
  expect(result).toEqual({ id: expect.any(String), result: 'accepted' });
  expect(stored).toMatchObject({
    is_trusted: true,
    user_id: 'anna-1',
    email: null,
    anonymous_id: 'v',
    properties: { firstName: 'Anna', lastName: 'B', language: 'de', timezone: 'Europe/Berlin' },
    context: { url: 'https://shop.test', claimed: { vip: true, phone: '1', email: 'anna@example.com' } },
  });
  expect(stored!.whole).not.toContain(sign(key, 'anna-1'));
});

test.each(['guest', 'undefined', '0', '{{ customer.id }}', 'null'])(
  'a placeholder cannot be signed for: %j is nobody, and the address beside it is judged by its own signature',
  async (userId) => {
    const { known, key, send } = await setUp();
    const alone = await send({ userId, signature: sign(key, userId) });
    expect(alone.result).toMatchObject({ result: 'quarantined', code: 'signature_invalid' });
    expect(alone.result.reason).toContain('placeholder');
    expect((await send({ userId, email: 'anna@example.com', signature: sign(key, userId) })).result).toMatchObject({
      code: 'signature_invalid',
    });
    const { stored } = await send({
      userId,
      email: 'anna@example.com',
      signature: sign(key, 'email:anna@example.com'),
    });
    expect(stored).toMatchObject({ is_trusted: true, user_id: null, email: 'anna@example.com' });
    expect(isSignedPerson(ctx, await known(), { userId }, sign(key, userId))).toBe(false);
  },
);

test('a number is signed as its digits', async () => {
  const { key, send } = await setUp();
  expect((await send({ userId: 17, signature: sign(key, '17') })).stored).toMatchObject({
    is_trusted: true,
    user_id: '17',
  });
});

test('an address is signed trimmed and in lower case, however the page writes it', async () => {
  const { key, send } = await setUp();
  const signature = sign(key, 'email:anna@example.com');
  const { stored } = await send({ email: ' Anna@Example.COM', signature: signature.toUpperCase() });
  expect(stored).toMatchObject({ is_trusted: true, user_id: null, email: 'anna@example.com', context: {} });
});

test('without a signature it is a claim as before, traits and all', async () => {
  const { send } = await setUp();
  const { stored } = await send({ userId: 'anna', email: 'anna@example.com', properties: { vip: true } });
  expect(stored).toMatchObject({
    is_trusted: false,
    user_id: 'anna',
    email: 'anna@example.com',
    properties: { vip: true },
    context: {},
  });
});

test('an event with an invalid signature is quarantined with instructions, and not stored', async () => {
  const { source, key, send } = await setUp();
  const other = await setUp();
  const faults: [object, RegExp][] = [
    [
      { userId: 'anna', signature: sign(key, 'ben') },
      /of the user id with the identity key \(beckon sources keys show/,
    ],
    [
      { email: 'anna@example.com', signature: sign(key, 'email:Anna@Example.com') },
      /trimmed lower-case e-mail address/,
    ],
    // A user name that a shopper chose, and what an attacker may do with its signature.
    [{ email: 'anna@example.com', signature: sign(key, 'anna@example.com') }, /email: and the trimmed/],
    [
      { userId: 'email:anna@example.com', signature: sign(key, 'email:anna@example.com') },
      /could be taken for an address/,
    ],
    [{ userId: 'anna', email: 'a@b.example', signature: sign(key, 'email:a@b.example') }, /of the user id/],
    [{ userId: 'anna', signature: sign(other.key, 'anna') }, /does not match/],
    [{ userId: 'anna', signature: sign(source.writeKey!, 'anna') }, /does not match/],
    [{ userId: 'anna', signature: '' }, /not 64 hexadecimal digits/],
    [{ userId: 'anna', signature: 7 }, /not 64 hexadecimal digits/],
    [{ userId: 'anna', signature: `${sign(key, 'anna')} ` }, /not 64 hexadecimal digits/],
    [{ anonymousId: 'v', signature: sign(key, 'v') }, /without userId or email/],
    [{ type: 'page_viewed', userId: 'anna', signature: sign(key, 'anna') }, /belongs to identified alone/],
  ];
  for (const [event, reason] of faults) {
    const { result, stored } = await send(event);
    expect(result, JSON.stringify(event)).toMatchObject({
      result: 'quarantined',
      code: 'signature_invalid',
      reason: expect.stringMatching(reason),
    });
    expect(stored).toBeUndefined();
  }
});

test('over the overlap signatures of both keys are good, then only those of the new one', async () => {
  const { tenantId, source, key, send } = await setUp();
  const { value } = await rotateKey(ctx, tenantId, source.id, { kind: 'identity', overlapSeconds: 60 });
  const results = async () =>
    Promise.all(
      [key, value!].map(async (one) => (await send({ userId: 'anna', signature: sign(one, 'anna') })).result.result),
    );
  expect(await results()).toEqual(['accepted', 'accepted']);
  clock.advance(60_000);
  expect(await results()).toEqual(['quarantined', 'accepted']);
});

test('a source without identity keys says so', async () => {
  const { tenantId, source, identity, key, send } = await setUp();
  await revokeKey(ctx, tenantId, source.id, identity.id);
  const { result } = await send({ userId: 'anna', signature: sign(key, 'anna') });
  expect(result.reason).toContain(`beckon sources keys rotate ${source.id} --kind identity`);
});

test('a replay judges the signature by the keys of the time it came', async () => {
  const { tenantId, source, key, send } = await setUp();
  await send({ userId: 'anna', signature: sign(key, 'anna'), properties: { firstName: 7 } });
  await send({ userId: 'ben', signature: sign(key, 'anna') });
  await ctx.db.query(sql`
    update quarantine set raw = convert_to(replace(convert_from(raw, 'UTF8'), ':7', ':"Anna"'), 'UTF8')`);
  await rotateKey(ctx, tenantId, source.id, { kind: 'identity', overlapSeconds: 60 });
  clock.advance(3_600_000);
  const entries = await listQuarantine(ctx, tenantId, { limit: 10, before: null });
  const results = [];
  for (const { id } of entries) results.push((await replayQuarantined(ctx, tenantId, id)).result);
  expect(results.sort()).toEqual(['accepted', 'quarantined']);
  expect(await countQuarantine(ctx, tenantId)).toBe(1);
});

test('a server is trusted because of its key; an additional signature has no effect', async () => {
  const tenant = await newTenant();
  const { results } = await collect(ctx, tenant.server, [
    { id: 'a', type: 'identified', userId: 'anna', signature: 'x', properties: { vip: true } },
  ]);
  expect(results).toEqual([{ id: 'a', result: 'accepted' }]);
  const [stored] = await ctx.db.query(sql`select is_trusted, properties from events where tenant_id = ${tenant.id}`);
  expect(stored).toEqual({ is_trusted: true, properties: { vip: true } });
});

test('no signature but the one of the key makes a browser trusted', async () => {
  const { source, known } = await setUp();
  const browser = await known();
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.stringMatching(/^[0-9a-f]{64}$/),
        fc.string().map((key) => sign(key, 'anna')),
        fc.anything({ withBigInt: false }),
      ),
      async (signature) => {
        const { results } = await collect(ctx, browser, [
          { id: `forged ${++made}`, type: 'identified', userId: 'anna', signature },
        ]);
        const [row] = await ctx.db.query<{ trusted: number }>(
          sql`select count(*)::int as trusted from events where source_id = ${source.id} and is_trusted`,
        );
        expect(row!.trusted).toBe(0);
        const isLeftOut = signature === undefined || signature === null || JSON.stringify(signature) === undefined;
        if (!isLeftOut && JSON.stringify(signature) !== 'null') expect(results[0]!.result).toBe('quarantined');
      },
    ),
    { numRuns: 100 },
  );
});

test('a type that is not on the list of its source is quarantined with the command that allows it', async () => {
  const tenant = await newTenant();
  const source = { ...tenant.browser, allowedTypes: ['page_viewed'] };
  const { results } = await collect(ctx, source, [
    { id: 'a', type: 'page_viewed' },
    { id: 'b', type: 'wish_made' },
  ]);
  expect(results).toEqual([
    { id: 'a', result: 'accepted' },
    {
      id: 'b',
      result: 'quarantined',
      code: 'type_not_allowed',
      reason: `wish_made is not among the allowed types of this source: beckon sources update ${source.id} --add-type wish_made`,
    },
  ]);
  // A replay uses the current list of keys; the source has none.
  const [entry] = await listQuarantine(ctx, tenant.id, { limit: 10, before: null });
  expect(await replayQuarantined(ctx, tenant.id, entry!.id)).toEqual({ result: 'accepted' });
});
