import type { Attribution, CampaignMetrics, CampaignReport, Dashboard, FlowReport } from '@beckon/contract';
import { attributeMarked } from '@beckon/core/attribution';
import { consumers } from '@beckon/core/consumers';
import { sql } from '@beckon/core/db';
import { advanceRuns } from '@beckon/core/flows';
import { applyAll, runReadyJobs } from '@beckon/core/testing';
import { beforeAll, expect, test } from 'vitest';
import { type CampaignShop, createCampaignShop } from '../testing/campaign-shop.ts';

const hour = 3_600_000;
let shop: CampaignShop;
beforeAll(async () => {
  shop = await createCampaignShop(10);
  shop.clock.set('2027-03-01T09:00:00Z');
  await shop.ask('PATCH', '/settings', { currency: 'EUR' });
});

const addressOf = (no: number) => `${no}@subscribers.test`;

/** Lets everything follow from what the shop's server and platforms have said. */
async function follow(): Promise<void> {
  for (let rounds = 0; rounds < 2; rounds++) {
    for (const consumer of consumers) await applyAll(shop.ctx, consumer);
    while ((await advanceRuns(shop.ctx)) > 0);
    await shop.work();
    await runReadyJobs(shop.ctx);
  }
  await attributeMarked(shop.ctx);
}

let told = 0;
async function tell(type: string, no: number, properties: object): Promise<void> {
  const event = {
    id: `told ${++told}`,
    type,
    email: addressOf(no),
    occurredAt: shop.clock.now().toISOString(),
    properties,
  };
  const answer = await shop.app.request('/api/v1/events', {
    method: 'POST',
    headers: { authorization: `Bearer ${shop.tenant.secretKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ events: [event] }),
  });
  expect(answer.status, await answer.clone().text()).toBeLessThan(300);
  await follow();
}

async function report(kind: string, campaignId: string, no: number): Promise<void> {
  const [delivery] = await shop.ctx.db.query<{ id: string }>(sql`
    select d.id from deliveries d join contacts c on c.id = d.contact_id
    where d.origin ->> 'campaignId' = ${campaignId} and c.email = ${addressOf(no)}`);
  await shop.ask('POST', '/provider-events', {
    events: [{ id: `report ${++told}`, deliveryId: delivery!.id, kind, detail: 'https://shop.test/' }],
  });
  await follow();
}

const euros = (amount: number) => ({ amount, currency: 'EUR' });
const reportOf = (id: string) => shop.ask<CampaignReport>('GET', `/campaigns/${id}/metrics`);

test('from a draft to its revenue: test send, launch, reports of the platform, an order, its refund and its cancellation (case F4)', async () => {
  const id = await shop.draft();
  const [message] = (await shop.ask<{ data: { id: string; key: string }[] }>('GET', '/messages')).data.filter(
    ({ key }) => key === 'news',
  );
  await shop.ask('POST', `/messages/${message!.id}/test`, { to: 'marketer@example.com' });
  await follow();
  expect(shop.sender.sent.map(({ to }) => to.address)).toEqual(['marketer@example.com']);

  await shop.ask('POST', `/campaigns/${id}/launch`, { version: 1 });
  await follow();
  await report('delivered', id, 1);
  await report('clicked', id, 1);
  await report('opened', id, 2);
  await report('complained', id, 3);
  await shop.ask('POST', '/costs', {
    campaignId: id,
    ...{ amount: 2_500, currency: 'EUR', category: 'email', day: '2027-03-01' },
  });
  shop.clock.advance(2 * hour);
  await tell('placed_order', 1, { orderId: '501', total: 10_000, currency: 'EUR' });
  // Two days later, by a contact who only opened: outside of the window of opens.
  shop.clock.advance(48 * hour);
  await tell('placed_order', 2, { orderId: '502', total: 7_000, currency: 'EUR' });
  expect(await reportOf(id)).toMatchObject({
    ...{ status: 'sent', sent: 10, delivered: 10, opened: 2, clicked: 1, complained: 1 },
    ...{ openRate: 20, clickRate: 10, complaintRate: 10 },
    ...{ orders: 1, conversions: 1, conversionRate: 10 },
    ...{ gross: euros(10_000), refunded: euros(0), revenue: euros(10_000), roi: '300.00' },
  });

  await tell('order_refunded', 1, { orderId: '501', refundId: 'r1', amount: 4_000, currency: 'EUR' });
  expect(await reportOf(id)).toMatchObject({
    ...{ orders: 1, gross: euros(10_000), refunded: euros(4_000), revenue: euros(6_000), roi: '140.00' },
  });
  await tell('order_cancelled', 1, { orderId: '501' });
  expect(await reportOf(id)).toMatchObject({
    ...{ orders: 0, conversions: 0, gross: euros(10_000), refunded: euros(10_000), revenue: euros(0), roi: '-100.00' },
  });
  const { data } = await shop.ask<{ data: { orderCount: number; lifetimeValue: object }[] }>(
    'GET',
    `/contacts?search=${encodeURIComponent(addressOf(1))}`,
  );
  expect(data[0]).toMatchObject({ orderCount: 0, lifetimeValue: euros(0) });
});

test('credits, the metrics of campaigns and of flows, and the dashboard say the same', async () => {
  const flow = await shop.ask<{ id: string; version: number }>('POST', '/flows', {
    name: 'Thanks',
    definition: {
      version: 1,
      trigger: { kind: 'event', events: [{ event: 'gift_given' }] },
      exits: [],
      steps: [{ id: 'thanks', kind: 'send', message: 'news' }],
    },
  });
  await shop.ask('POST', `/flows/${flow.id}/publish`, { version: flow.version });
  const id = await shop.launch();
  await follow();
  await report('clicked', id, 4);
  await tell('gift_given', 5, {});
  const [sent] = await shop.ctx.db.query<{ id: string }>(sql`
    select id from deliveries where origin ->> 'flowId' = ${flow.id} and status = 'sent'`);
  await shop.ask('POST', '/provider-events', { events: [{ id: 'flow', deliveryId: sent!.id, kind: 'clicked' }] });
  await follow();
  shop.clock.advance(hour);
  await tell('placed_order', 4, { orderId: '601', total: 5_000, currency: 'EUR' });
  await tell('placed_order', 5, { orderId: '602', total: 3_000, currency: 'EUR' });
  expect(await shop.ask<FlowReport>('GET', `/flows/${flow.id}/metrics`)).toMatchObject({
    ...{ sent: 1, delivered: 1, clicked: 1, clickRate: 100, enrolled: 1, completed: 1, completionRate: 100 },
    ...{ averageTimeToComplete: 0, orders: 1, revenue: euros(3_000) },
    messageMetrics: [{ step: 'thanks', messageName: 'news', sent: 1, delivered: 1, clicked: 1 }],
  });
  const { groups } = await shop.ask<Attribution>('GET', '/attribution?groupBy=campaign');
  expect(groups.find(({ key }) => key === id)).toMatchObject({ net: 5_000 });
  const compared = await shop.ask<{ data: CampaignMetrics[] }>('GET', `/metrics/campaigns?ids=${id}`);
  expect(compared.data[0]).toMatchObject({ revenue: euros(5_000) });
  expect(await shop.ask<Dashboard>('GET', '/metrics/dashboard')).toMatchObject({
    activeFlows: 1,
    revenue: euros(8_000),
    topCampaigns: [{ campaignId: id, revenue: euros(5_000) }, { revenue: euros(0) }],
    topFlows: [{ flowId: flow.id, revenue: euros(3_000) }],
    // Who complained about the first campaign did not get the second.
    messages: { sent: 20, delivered: 20 },
  });
});
