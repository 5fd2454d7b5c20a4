import { createECDH, createHmac, randomBytes } from 'node:crypto';
import type { CollectResponse } from '@beckon/contract';
import { sql } from '@beckon/core/db';
import { rotateKey } from '@beckon/core/sources';
import { applyAll } from '@beckon/core/testing';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const { app, ctx, tenant: shop, post, newTenant } = await createTestApi();
const { value: identityKey } = await rotateKey(ctx, shop.id, shop.browser.id, { kind: 'identity' });

const send = async (tenant: { secretKey: string }, path: string, body: unknown) => {
  const answer = await app.request(path, {
    method: 'POST',
    headers: { authorization: `Bearer ${tenant.secretKey}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as CollectResponse };
};
const contactsOf = async (tenantId: string) => {
  await applyAll(ctx);
  return ctx.db.query(sql`
    select user_id as "userId", email, order_count::int as orders from contacts where tenant_id = ${tenantId}
    order by email nulls last, user_id`);
};
const ordersOf = async (tenantId: string) => {
  await applyAll(ctx);
  const rows = await ctx.db.query<{ id: string }>(
    sql`select order_id as id from orders where tenant_id = ${tenantId} order by order_id`,
  );
  return rows.map(({ id }) => id);
};
const order = (id: string, more: object) => ({
  id,
  type: 'placed_order',
  properties: { orderId: id, total: 1000, currency: 'USD' },
  ...more,
});

test.each(['undefined', 0, 'guest', '{{ customer.id }}', 'NULL'])(
  'two people with the user id %j stay two people, and the answer says so',
  async (userId) => {
    const tenant = await newTenant();
    const { body } = await send(tenant, '/api/v1/events', {
      events: [
        order('u1', { userId, email: 'pa@shop.test', anonymousId: 'va' }),
        order('u2', { userId, email: 'pb@shop.test', anonymousId: 'vb' }),
      ],
    });
    expect(body.accepted).toBe(2);
    const warnings = [`userId: ${JSON.stringify(String(userId))} stands for nobody and was left out`];
    expect(body.results).toEqual([
      { id: 'u1', result: 'accepted', warnings },
      { id: 'u2', result: 'accepted', warnings },
    ]);
    expect(await contactsOf(tenant.id)).toEqual([
      { userId: null, email: 'pa@shop.test', orders: 1 },
      { userId: null, email: 'pb@shop.test', orders: 1 },
    ]);
  },
);

test("Segment's API does not join them either, by user id or by visitor", async () => {
  const tenant = await newTenant();
  const track = (messageId: string, more: object) => ({
    messageId,
    type: 'track',
    event: 'Order Completed',
    properties: { order_id: messageId, total: 10, currency: 'USD' },
    ...more,
  });
  const { status } = await send(tenant, '/v1/batch', {
    batch: [
      track('s1', { userId: 'null', anonymousId: 'undefined', context: { traits: { email: 'pa@shop.test' } } }),
      track('s2', { userId: 'null', anonymousId: 'undefined', context: { traits: { email: 'pb@shop.test' } } }),
      track('s3', { userId: 17, anonymousId: 'undefined', context: { traits: { email: 'pc@shop.test' } } }),
    ],
  });
  expect(status).toBe(200);
  expect(await contactsOf(tenant.id)).toEqual([
    { userId: null, email: 'pa@shop.test', orders: 1 },
    { userId: null, email: 'pb@shop.test', orders: 1 },
    { userId: '17', email: 'pc@shop.test', orders: 1 },
  ]);
});

const long = (digits: string) => `57646141303878${digits}`;

test("two orders whose long numbers differ in the last digit are two, through Segment's API", async () => {
  const tenant = await newTenant();
  for (const [messageId, number] of [
    ['o1', long('5752')],
    ['o2', long('5753')],
  ]) {
    const body = `{"messageId":"${messageId}","type":"track","event":"Order Completed","userId":"a",
      "properties":{"order_id":${number},"total":10,"currency":"USD","products":[{"product_id":${number}}]}}`;
    expect((await send(tenant, '/v1/track', body)).status).toBe(200);
  }
  expect(await ordersOf(tenant.id)).toEqual([long('5752'), long('5753')]);
  const rows = await ctx.db.query<{ product: string }>(sql`
    select properties -> 'items' -> 0 ->> 'productId' as product from events where tenant_id = ${tenant.id} order by seq`);
  expect(rows.map(({ product }) => product)).toEqual([long('5752'), long('5753')]);
});

test('and so are two people and two orders of the native call', async () => {
  const tenant = await newTenant();
  const text = (id: string, number: string) =>
    `{"id":"${id}","type":"placed_order","userId":${number},"properties":{"orderId": ${number},"total":100,"currency":"USD"}}`;
  const { body } = await send(
    tenant,
    '/api/v1/events',
    `{"events":[${text('n1', long('5752'))},${text('n2', long('5753'))}]}`,
  );
  expect(body.accepted).toBe(2);
  expect(await ordersOf(tenant.id)).toEqual([long('5752'), long('5753')]);
  expect(await contactsOf(tenant.id)).toEqual([
    { userId: long('5752'), email: null, orders: 1 },
    { userId: long('5753'), email: null, orders: 1 },
  ]);
});

test.each(['5.76461413038785752E17', '576461413038785752.0', '17.5'])(
  'a number that cannot be kept is set aside with the reason: %s',
  async (number) => {
    const tenant = await newTenant();
    const { body } = await send(
      tenant,
      '/api/v1/events',
      `{"events":[{"id":"n","type":"placed_order","properties":{"orderId":${number},"total":1,"currency":"USD"}}]}`,
    );
    expect(body.results[0]).toMatchObject({
      code: 'property_invalid',
      reason: expect.stringContaining('cannot be kept exactly'),
    });
  },
);

const entryRequest = { email: 'wish@shop.test', wordingVersion: '1', wording: 'Tell me.' };

test('a waitlist entry may have a number as product id, and a placeholder counts as no variant', async () => {
  const given = { ...entryRequest, productId: 7210, variantId: 'undefined', anonymousId: 'null' };
  expect((await post('/v1/waitlist', given)).status).toBe(202);
  expect(
    await ctx.db.query(sql`
      select product_id, variant_id from waitlist_entries where tenant_id = ${shop.id}`),
  ).toEqual([{ product_id: '7210', variant_id: '' }]);
});

test.each(['undefined', '', '{{ product.id }}', null])(
  'the product id %j is refused at its field',
  async (productId) => {
    const answer = await post('/v1/waitlist', { ...entryRequest, productId });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'validation_failed', errors: [{ path: 'productId' }] });
  },
);

test('sign-ups without a visitor id share no visitor', async () => {
  for (const email of ['one@shop.test', 'two@shop.test']) {
    const given = { email, anonymousId: 'undefined', wordingVersion: '1', wording: 'Yes' };
    expect((await post('/v1/subscribe', given)).status).toBe(202);
  }
  expect(await ctx.db.query(sql`select distinct anonymous_id from sign_ups where tenant_id = ${shop.id}`)).toEqual([
    { anonymous_id: null },
  ]);
});

test('a guest can subscribe to push, and a user id can be a number', async () => {
  const pair = createECDH('prime256v1');
  const subscribe = async (identity: object) =>
    (
      await post('/v1/push/subscribe', {
        endpoint: `https://push.test/${randomBytes(16).toString('base64url')}`,
        p256dh: pair.generateKeys().toString('base64url'),
        auth: randomBytes(16).toString('base64url'),
        wordingVersion: 'v1',
        wording: 'News by push?',
        ...identity,
      })
    ).status;
  const sign = (subject: string) => createHmac('sha256', identityKey!).update(subject).digest('hex');
  expect(await subscribe({ userId: 'guest' })).toBe(200);
  expect(await subscribe({ userId: 'guest', signature: sign('guest') })).toBe(400);
  expect(await subscribe({ userId: 17, signature: sign('17') })).toBe(200);
  const answer = await post('/v1/preferences', { userId: 17, signature: sign('17') });
  expect(answer.status).toBe(200);
  expect((await post('/v1/preferences', { userId: 'guest', signature: sign('guest') })).status).toBe(403);
});
