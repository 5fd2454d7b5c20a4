import { type attributionModels, defaultAttributionSettings } from '@beckon/contract';
import { expect, test } from 'vitest';
import { contactsConsumer } from '../consumers/index.ts';
import { listContacts, readMerges, undoMerge } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { appendOwnEvent, rebuild } from '../log/index.ts';
import type { Transaction } from '../ports/index.ts';
import { requestErasure } from '../privacy/index.ts';
import { putCurrencyRates } from '../tenants/index.ts';
import { applyAll, collect, createTestContext, type TestTenant } from '../testing/index.ts';
import { attributeAll, attributeMarked, listAttributedOrders, readAttribution, readEarnings } from './index.ts';
import { putAttributionSettings } from './settings.ts';

const { ctx, clock, newTenant } = await createTestContext();
const ordered = new Date('2026-02-10T12:00:00Z');
clock.set('2026-02-20T12:00:00Z');
const minute = 60_000;
const day = 24 * 60 * minute;
const before = (milliseconds: number) => new Date(ordered.getTime() - milliseconds);

let made = 0;
const order = (properties: object = {}, more: object = {}) => ({
  ...{ id: `e ${++made}`, type: 'placed_order', userId: 'anna', occurredAt: ordered.toISOString() },
  properties: { orderId: '1', total: 10_000, currency: 'USD', ...properties },
  ...more,
});
const send = async (tenant: TestTenant, ...events: object[]) => {
  await collect(ctx, tenant.server, events);
  await settle();
};
const settle = async () => {
  await applyAll(ctx);
  await attributeMarked(ctx);
};

/** A message that a contact clicked or opened, as it is written to the log. */
async function act(
  tenant: TestTenant,
  at: Date,
  more: object = {},
  type: 'message_clicked' | 'message_opened' = 'message_clicked',
) {
  const { isMachine = false, userId = 'anna', ...given } = more as { isMachine?: boolean; userId?: string };
  await appendOwnEvent(ctx, tenant.own, {
    ...{ type, isTrusted: true, anonymousId: null, userId, email: null, occurredAt: at },
    context: isMachine ? { bot: true } : {},
    properties: {
      ...{ deliveryId: 'dlv_1', messageId: 'msg_1', message: 'news', channel: 'email', isMachine },
      campaignId: 'cmp_1',
      ...given,
    },
  });
  await settle();
}

const view = (anonymousId: string, at: Date, query = '') => ({
  ...{ id: `e ${++made}`, type: 'page_viewed', anonymousId, occurredAt: at.toISOString() },
  properties: { url: `https://shop.test/${query}` },
});
const browse = async (tenant: TestTenant, ...events: object[]) => {
  await collect(ctx, tenant.browser, events);
  await settle();
};

const days = { from: '2026-02-01', to: '2026-02-20' };
const report = (tenant: TestTenant, more: object = {}) => readAttribution(ctx, tenant.id, { ...days, ...more });
const list = (tenant: TestTenant, more: object = {}) =>
  listAttributedOrders(ctx, tenant.id, { ...days, limit: 50, before: null, ...more });
const creditsOf = async (tenant: TestTenant, model: (typeof attributionModels)[number] = 'linear') =>
  (await list(tenant, { model })).map(({ orderId, touchpoints }) => [
    orderId,
    ...touchpoints.map(({ kind, channel, net }) => `${kind} ${channel} ${net}`),
  ]);
const contactId = async (tenant: TestTenant, search: string) =>
  (await listContacts(ctx, tenant.id, { filters: [], search, limit: 1, before: null }))[0]!.id as Id<'ctc'>;

/** What is kept must be what is computed from the log now. */
async function expectRecount(tenant: TestTenant): Promise<void> {
  const kept = () =>
    ctx.db.query(sql`select * from order_credits where tenant_id = ${tenant.id} order by order_id, place`);
  const incremental = await kept();
  await attributeAll(ctx, tenant.id);
  await attributeMarked(ctx);
  expect(incremental).toEqual(await kept());
}

test('case F6: of an email clicked on day 0 and a text on day 1, the text gets the order of day 2, and the total is right', async () => {
  const tenant = await newTenant();
  await act(tenant, before(2 * day), { campaignId: 'cmp_1' });
  await act(tenant, before(day), { campaignId: 'cmp_2', channel: 'sms', deliveryId: 'dlv_2' });
  await send(tenant, order());
  const last = await report(tenant, { model: 'last', groupBy: 'channel' });
  expect(last.groups).toMatchObject([{ key: 'sms', orders: 1, customers: 1, net: 10_000 }]);
  expect(last.total).toEqual({ orders: 1, gross: 10_000, refunded: 0, net: 10_000 });
  const linear = await report(tenant, { model: 'linear', groupBy: 'campaign' });
  expect(linear.groups.map(({ key, net }) => [key, net])).toEqual([
    ['cmp_1', 5_000],
    ['cmp_2', 5_000],
  ]);
  expect(await report(tenant, { model: 'last', campaign: 'cmp_1' })).toMatchObject({ groups: [], total: { net: 0 } });
});

test('case F6: a click 5 days and a minute before the order gets nothing', async () => {
  const tenant = await newTenant();
  await act(tenant, before(5 * day + minute));
  await send(tenant, order());
  expect(await report(tenant)).toMatchObject({ groups: [], unattributed: { orders: 1, net: 10_000 } });
  await act(tenant, before(5 * day));
  expect(await report(tenant)).toMatchObject({ groups: [{ key: 'cmp_1', net: 10_000 }], unattributed: { orders: 0 } });
});

test('what machines did and what came after the order earns nothing', async () => {
  const tenant = await newTenant();
  await act(tenant, before(day), { isMachine: true });
  await act(tenant, before(-minute));
  await send(tenant, order());
  expect(await creditsOf(tenant)).toEqual([['1']]);
});

test('a refund lowers the credit, a cancellation takes it, and the order is no longer counted', async () => {
  const tenant = await newTenant();
  await act(tenant, before(2 * day));
  await act(tenant, before(day), { deliveryId: 'dlv_2', campaignId: 'cmp_2' });
  await send(tenant, order({ total: 101 }));
  await send(tenant, {
    id: 'r',
    type: 'order_refunded',
    properties: { orderId: '1', refundId: 'r', amount: 40, currency: 'USD' },
  });
  const refunded = await report(tenant, { model: 'linear' });
  expect(refunded.groups.map(({ key, gross, refunded, net }) => [key, gross, refunded, net])).toEqual([
    ['cmp_1', 51, 20, 31],
    ['cmp_2', 50, 20, 30],
  ]);
  await send(tenant, { id: 'c', type: 'order_cancelled', properties: { orderId: '1' } });
  const cancelled = await report(tenant, { model: 'linear' });
  expect(cancelled.total).toEqual({ orders: 0, gross: 101, refunded: 101, net: 0 });
  expect(cancelled.attributed).toMatchObject({ orders: 0, customers: 0, confidence: null });
  expect(await readEarnings(ctx, tenant.id, 'campaign', ['cmp_2', 'cmp_9'])).toEqual(
    new Map([
      ['cmp_2', { orders: 0, customers: 0, gross: 101, refunded: 101, net: 0 }],
      ['cmp_9', { orders: 0, customers: 0, gross: 0, refunded: 0, net: 0 }],
    ]),
  );
});

test('the confidence is the share that clicks and used coupons earned', async () => {
  const tenant = await newTenant();
  await act(tenant, before(2 * day));
  await act(tenant, before(day / 2), { deliveryId: 'dlv_2' }, 'message_opened');
  await send(tenant, order());
  const { groups } = await report(tenant, { model: 'position', groupBy: 'message' });
  expect(groups).toMatchObject([
    {
      key: 'msg_1',
      orders: 1,
      confidence: 0.5,
      breakdown: [
        { kind: 'click', touchpoints: 1, net: 5_000 },
        { kind: 'open', touchpoints: 1, net: 5_000 },
      ],
    },
  ]);
});

test('a coupon that the contact had got from a message is a touchpoint at the moment of the order', async () => {
  const tenant = await newTenant();
  await send(tenant, order({ orderId: 'earlier' }));
  const anna = await contactId(tenant, 'anna');
  await ctx.db.query(sql`
    insert into coupon_pools (tenant_id, key, name, created_at) values (${tenant.id}, 'welcome10', 'Welcome', ${before(day)})`);
  await ctx.db.query(sql`
    insert into coupon_codes (tenant_id, pool_key, code, added_at, holder, contact_id, given_at)
    values (${tenant.id}, 'welcome10', 'HELLO', ${before(day)}, 'h', ${anna}, ${before(day)}),
      (${tenant.id}, 'welcome10', 'OTHER', ${before(day)}, 'o', 'ctc_other', ${before(day)})`);
  await send(tenant, order({ orderId: '2', coupon: 'HELLO' }), order({ orderId: '3', coupon: 'OTHER' }));
  const touchpoints = (await list(tenant)).find(({ orderId }) => orderId === '2')!.touchpoints;
  expect(touchpoints).toMatchObject([{ kind: 'coupon', source: 'welcome10', at: ordered.toISOString(), net: 10_000 }]);
  expect(await creditsOf(tenant)).toContainEqual(['3']);
});

test('a visit counts from the moment that its browser is linked to the contact, also when that is later', async () => {
  const tenant = await newTenant();
  await browse(tenant, view('phone', before(day), '?utm_source=news'));
  await send(tenant, order());
  expect(await creditsOf(tenant)).toEqual([['1']]);
  await send(tenant, { id: 'link', type: 'identified', userId: 'anna', anonymousId: 'phone' });
  expect(await creditsOf(tenant)).toEqual([['1', 'visit web 10000']]);
  await browse(tenant, view('phone', before(2 * day)));
  expect(await creditsOf(tenant)).toEqual([['1', 'visit direct 5000', 'visit web 5000']]);
  await expectRecount(tenant);
});

test('a merge joins the touchpoints, undoing it divides them again, and a rebuild changes nothing', async () => {
  const tenant = await newTenant();
  await send(tenant, order(), order({ orderId: '2' }, { userId: undefined, email: 'anna@example.com' }));
  await act(tenant, before(day));
  expect((await creditsOf(tenant)).toSorted()).toEqual([['1', 'click email 10000'], ['2']]);
  await send(tenant, { id: 'both', type: 'identified', userId: 'anna', email: 'anna@example.com' });
  expect((await creditsOf(tenant)).toSorted()).toEqual([
    ['1', 'click email 10000'],
    ['2', 'click email 10000'],
  ]);
  await expectRecount(tenant);
  const kept = await contactId(tenant, 'anna@example.com');
  const [merge] = await readMerges(ctx, tenant.id, kept);
  await undoMerge(ctx, tenant.id, kept, merge!.id);
  await settle();
  expect((await creditsOf(tenant)).toSorted()).toEqual([['1', 'click email 10000'], ['2']]);
  await expectRecount(tenant);
  const credits = await list(tenant, { model: 'position' });
  await rebuild(ctx, contactsConsumer);
  await settle();
  expect(await list(tenant, { model: 'position' })).toEqual(credits);
});

test('the order of an erased contact stays in the total, without touchpoints', async () => {
  const tenant = await newTenant();
  await act(tenant, before(day));
  await send(tenant, order());
  await requestErasure(ctx, tenant.id, await contactId(tenant, 'anna'), 'api_key');
  await settle();
  expect(await report(tenant)).toMatchObject({ groups: [], unattributed: { orders: 1, net: 10_000 } });
  expect(
    await ctx.db.query(sql`select contact_id, first_touch, value from conversions where tenant_id = ${tenant.id}`),
  ).toEqual([{ contact_id: null, first_touch: null, value: 10_000 }]);
});

test('that an order was earned is written once, as it was then', async () => {
  const tenant = await newTenant();
  await act(tenant, before(2 * day));
  await send(tenant, order());
  await act(tenant, before(day), { deliveryId: 'dlv_2' });
  await send(tenant, {
    id: 'r',
    type: 'order_refunded',
    properties: { orderId: '1', refundId: 'r', amount: 40, currency: 'USD' },
  });
  const rows = await ctx.db.query(sql`
    select model, value, currency, first_touch -> 'deliveryId' as first, last_touch -> 'deliveryId' as last
    from conversions where tenant_id = ${tenant.id}`);
  expect(rows).toEqual([{ model: 'last_non_direct', value: 10_000, currency: 'USD', first: 'dlv_1', last: 'dlv_1' }]);
});

test('with other windows all orders are attributed again, and the model of the settings is the usual one', async () => {
  const tenant = await newTenant();
  await act(tenant, before(6 * day));
  await act(tenant, before(day), { deliveryId: 'dlv_2', campaignId: 'cmp_2' });
  await send(tenant, order());
  const { windows } = defaultAttributionSettings;
  await ctx.db.transaction((tx) =>
    putAttributionSettings({ ...ctx, db: tx }, tenant.id, { model: 'first', windows: { ...windows, emailClick: 144 } }),
  );
  await attributeMarked(ctx);
  expect(await report(tenant)).toMatchObject({ model: 'first', groups: [{ key: 'cmp_1', net: 10_000 }] });
  expect((await readEarnings(ctx, tenant.id, 'campaign', ['cmp_1'])).get('cmp_1')).toMatchObject({
    orders: 1,
    net: 10_000,
  });
});

test('case F5: orders in two currencies are never added up: one line each, or converted by the rate of the day', async () => {
  const tenant = await newTenant();
  await act(tenant, before(day));
  await send(tenant, order(), order({ orderId: '2', currency: 'EUR' }));
  const apart = await report(tenant);
  expect(apart.total).toEqual({ orders: 1, gross: 10_000, refunded: 0, net: 10_000 });
  expect(apart.otherCurrencies).toEqual([{ currency: 'EUR', orders: 1, gross: 10_000, refunded: 0, net: 10_000 }]);
  await ctx.db.transaction(async (tx) => {
    await putCurrencyRates({ ...ctx, db: tx }, tenant.id, [
      { currency: 'EUR', rate: '1.25', validFrom: '2026-02-11' },
      { currency: 'EUR', rate: '1.08345', validFrom: '2026-01-01' },
    ]);
    await attributeAll({ ...ctx, db: tx }, tenant.id);
  });
  await attributeMarked(ctx);
  const converted = await report(tenant);
  // 10,834.5 is rounded to the even unit.
  expect(converted.total).toEqual({ orders: 2, gross: 20_834, refunded: 0, net: 20_834 });
  expect(converted.otherCurrencies).toEqual([]);
  expect((await list(tenant)).find(({ orderId }) => orderId === '2')).toMatchObject({
    currency: 'USD',
    net: 10_834,
    rate: { currency: 'EUR', rate: '1.08345', validFrom: '2026-01-01' },
  });
});

test('days begin and end by the clock of the shop', async () => {
  const tenant = await newTenant();
  await ctx.db.query(sql`update tenants set timezone = 'America/New_York' where id = ${tenant.id}`);
  await send(
    tenant,
    order({}, { occurredAt: '2026-02-10T04:59:59Z' }),
    order({ orderId: '2' }, { occurredAt: '2026-02-10T05:00:00Z' }),
  );
  const of = async (on: string) => (await report(tenant, { from: on, to: on })).total.orders;
  expect([await of('2026-02-09'), await of('2026-02-10'), await of('2026-02-11')]).toEqual([1, 1, 0]);
});

test('an order that cannot be attributed does not stop the others, and is tried again when it changes', async () => {
  const tenant = await newTenant();
  await collect(ctx, tenant.server, [
    order({ orderId: 'good' }),
    order({ orderId: 'bad' }),
    order({ orderId: 'fine' }),
  ]);
  await applyAll(ctx);
  const failing = {
    ...ctx,
    db: {
      ...ctx.db,
      transaction: ((work, options) =>
        ctx.db.transaction((tx) => {
          const query: Transaction['query'] = (statement) => {
            const isFaulty =
              statement.text.includes('insert into order_credits') && String(statement.values[0]).includes('"bad"');
            if (isFaulty) throw new Error('a fault of this order');
            return tx.query(statement);
          };
          return work({ ...tx, query });
        }, options)) as typeof ctx.db.transaction,
    },
  };
  const attributed = async () =>
    (
      await ctx.db.query<{ orderId: string }>(sql`
        select order_id as "orderId" from order_credits where tenant_id = ${tenant.id} order by 1`)
    ).map(({ orderId }) => orderId);
  await attributeMarked(failing);
  expect(await attributed()).toEqual(['fine', 'good']);
  await send(tenant, {
    id: 'refund',
    type: 'order_refunded',
    userId: 'anna',
    properties: { orderId: 'bad', refundId: '1', amount: 1, currency: 'USD' },
  });
  expect(await attributed()).toEqual(['bad', 'fine', 'good']);
});
