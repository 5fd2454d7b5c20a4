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
