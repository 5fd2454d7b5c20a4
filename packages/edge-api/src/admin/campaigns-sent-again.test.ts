import { advanceCampaigns } from '@beckon/core/campaigns';
import { sql } from '@beckon/core/db';
import { applyAll } from '@beckon/core/testing';
import { beforeEach, expect, test } from 'vitest';
import { type CampaignShop, createCampaignShop } from '../testing/campaign-shop.ts';

const minute = 60_000;
let shop: CampaignShop;
beforeEach(async () => {
  shop = await createCampaignShop(10);
  shop.clock.set('2027-03-01T09:00:00Z');
});

const addressOf = (no: number) => `${no}@subscribers.test`;
const sentTo = () => shop.sender.sent.map(({ to }) => to.address);

async function tell(event: object): Promise<void> {
  const answer = await shop.app.request('/api/v1/events', {
    method: 'POST',
    headers: { authorization: `Bearer ${shop.tenant.secretKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ events: [event] }),
  });
  expect(answer.status).toBeLessThan(300);
  await applyAll(shop.ctx);
}

/** A campaign to the first subscriber and to Anna, who turn out to be one person when `join` is called. */
async function launchToTwo(window: { from: string; until: string } | null) {
  await tell({ id: '1', type: 'contact_created', userId: 'anna' });
  const [anna] = await shop.ctx.db.query<{ id: string }>(sql`
    select id from contacts where tenant_id = ${shop.tenant.id} and user_id = 'anna'`);
  const contacts = [shop.contactIds[0]!, anna!.id];
  const id = await shop.launch({ audience: { include: [{ kind: 'contacts', contacts }] }, window });
  await advanceCampaigns(shop.ctx);
  return { id, join: () => tell({ id: '2', type: 'identified', userId: 'anna', email: addressOf(1) }) };
}

const toOne = { status: 'sent', progress: { recipients: 2, sent: 1, skipped: 1, failed: 0, waiting: 0 } };

test.each([
  ['before they became deliveries', { from: '10:00', until: '20:00' }],
  ['as deliveries', null],
])('two recipients that a stop skipped %s, and who are one person by then, get one message', async (_, window) => {
  const { id, join } = await launchToTwo(window);
  await advanceCampaigns(shop.ctx);
  await shop.ask('POST', `/campaigns/${id}/stop`);
  await join();
  await shop.ask('POST', `/campaigns/${id}/send-missing`);
  await shop.pass(120 * minute, 60 * minute);
  expect(sentTo()).toEqual([addressOf(1)]);
  expect(await shop.read(id)).toMatchObject(toOne);
});

test('who has got the message as one contact does not get it as the other, whose message failed', async () => {
  const { id, join } = await launchToTwo(null);
  await shop.work();
  await shop.ctx.db.query(sql`
    update deliveries set status = 'failed', reason = 'refused'
    where tenant_id = ${shop.tenant.id} and status = 'skipped'`);
  await join();
  const { status } = await shop.call('POST', `/campaigns/${id}/send-missing`);
  expect(status).toBe(409);
  await shop.work();
  expect(sentTo()).toEqual([addressOf(1)]);
});

const refuse = () => ({ outcome: 'failed', reason: '550 5.7.1 policy' }) as const;
const take = () => ({ outcome: 'sent', vendorId: null }) as const;

test('what is sent to the missing keeps to the throttle', async () => {
  shop.sender.answer = refuse;
  const id = await shop.launch({ throttle: { max: 2, seconds: 60 } });
  await shop.pass(10 * minute, minute);
  expect(await shop.read(id)).toMatchObject({ status: 'sent', progress: { failed: 10 } });
  shop.sender.answer = take;
  await shop.ask('POST', `/campaigns/${id}/send-missing`);
  await shop.work();
  expect(shop.sender.sent).toHaveLength(2);
  await shop.pass(4 * minute, minute);
  expect(await shop.read(id)).toMatchObject({ status: 'sent', progress: { sent: 10, failed: 0 } });
});

test('what is sent to the missing waits until the window opens', async () => {
  shop.sender.answer = refuse;
  const id = await shop.launch({ window: { from: '08:00', until: '20:00' } });
  await shop.work();
  expect(await shop.read(id)).toMatchObject({ status: 'sent', progress: { failed: 10 } });
  shop.sender.answer = take;
  shop.clock.set('2027-03-01T23:00:00Z');
  const again = await shop.ask('POST', `/campaigns/${id}/send-missing`);
  expect(again.waiting).toMatchObject([{ count: 10, nextAt: '2027-03-02T08:00:00.000Z' }]);
  await shop.work();
  expect(shop.sender.sent).toEqual([]);
  await shop.pass(9 * 60 * minute);
  expect(await shop.read(id)).toMatchObject({ status: 'sent', progress: { sent: 10, failed: 0 } });
});

test('what a platform wants to be tried again is not sent after a stop, until it is sent to the missing', async () => {
  let id = '';
  shop.sender.answer = async () => {
    shop.sender.answer = take;
    await shop.ask('POST', `/campaigns/${id}/stop`);
    return { outcome: 'retry', reason: '451 later' };
  };
  id = await shop.launch({ throttle: { max: 1, seconds: 60 } });
  await shop.pass(120 * minute, 5 * minute);
  expect(shop.sender.sent).toEqual([]);
  expect(await shop.read(id)).toMatchObject({
    skipped: [{ reason: 'campaign_stopped', count: 10 }],
    progress: { sent: 0, skipped: 10, waiting: 0 },
  });
  await shop.ask('POST', `/campaigns/${id}/send-missing`);
  await shop.pass(20 * minute, minute);
  expect(await shop.read(id)).toMatchObject({ status: 'sent', progress: { sent: 10, skipped: 0 } });
});
