import type { CampaignRecipient } from '@beckon/contract';
import { sql } from '@beckon/core/db';
import { expect, test } from 'vitest';
import { type CampaignShop, createCampaignShop } from '../testing/campaign-shop.ts';

const minute = 60_000;
const hour = 60 * minute;
let shop: CampaignShop;
async function openShop(subscribers: number): Promise<void> {
  shop = await createCampaignShop(subscribers);
  shop.clock.set('2027-03-01T09:00:00Z');
}

const variations = [
  { key: 'a', name: 'Plain' },
  { key: 'b', name: 'Question', override: { subjects: { en: 'Is it spring?' } } },
];
const subjects = () =>
  [...Map.groupBy(shop.sender.sent, ({ subject }) => subject)].map(([of, all]) => [of, all.length]);

/** Lets some contacts who got a variation open it. */
async function open(variation: string, count: number): Promise<void> {
  const rows = await shop.ctx.db.query<{ id: string }>(sql`
    select id from deliveries where tenant_id = ${shop.tenant.id} and origin ->> 'variation' = ${variation}
    order by id limit ${count}`);
  const events = rows.map(({ id: deliveryId }) => ({ id: deliveryId, deliveryId, kind: 'opened' }));
  await shop.ask('POST', '/provider-events', { events });
}

test('a test goes to a sample, and its winner to the others after its time', async () => {
  await openShop(2_400);
  const id = await shop.launch({
    test: { variations, share: 10, metric: 'opens', decideAfter: { amount: 4, unit: 'hours' } },
  });
  await shop.work();
  expect(shop.sender.sent).toHaveLength(240);
  const shares = new Map(subjects() as [string, number][]);
  // Each with the probability of a half: 5 standard deviations are 39.
  expect(Math.abs(shares.get('Is it spring?')! - 120)).toBeLessThan(39);
  const { status, waiting, test: experiment } = await shop.read(id);
  expect({ status, waiting }).toEqual({
    status: 'sending',
    waiting: [{ reason: 'winner', text: 'The test has no winner yet.', count: 2_160, nextAt: null }],
  });
  expect(experiment).toMatchObject({ winner: null });
  await open('b', 40);
  await open('a', 10);
  await shop.pass(3 * hour + 59 * minute, hour);
  expect(shop.sender.sent).toHaveLength(240);
  await shop.pass(2 * minute, minute);
  expect(await shop.read(id)).toMatchObject({
    status: 'sent',
    progress: { recipients: 2_400, sent: 2_400 },
    test: { winner: 'b' },
  });
  expect(new Map(subjects() as [string, number][]).get('Is it spring?')).toBe(shares.get('Is it spring?')! + 2_160);
  expect(new Set(shop.sender.sent.map(({ to }) => to.address)).size).toBe(2_400);
}, 120_000);

test('the trailing variation can be chosen by hand, once', async () => {
  await openShop(400);
  const id = await shop.launch({ test: { variations, share: 10, metric: 'opens' } });
  await shop.work();
  await open('b', 10);
  await shop.pass(48 * hour, 12 * hour);
  expect(shop.sender.sent).toHaveLength(40);
  await shop.ask('POST', `/campaigns/${id}/winner`, { variation: 'a' });
  await shop.work();
  expect(await shop.read(id)).toMatchObject({ status: 'sent', test: { winner: 'a' }, progress: { sent: 400 } });
  expect(new Map(subjects() as [string, number][]).get('Subject of news')).toBeGreaterThan(360);
  const { body } = await shop.call<{ data: { action: string; summary: string }[] }>('GET', '/audit');
  expect(body.data[0]).toMatchObject({
    action: 'campaign.decided',
    summary: 'Variation a of campaign Spring chosen as the winner',
  });
});

test('contacts of a holdout get nothing, and are accounted for', async () => {
  await openShop(400);
  const holdout = { key: 'none', name: 'Nothing', isHoldout: true, weight: 1 };
  const sending = { key: 'all', name: 'Everyone else', weight: 9 };
  const id = await shop.launch({ test: { variations: [sending, holdout], share: 100, metric: 'revenue' } });
  await shop.work();
  const { status, progress, skipped } = await shop.read(id);
  const held = skipped.find(({ reason }) => reason === 'holdout')!.count;
  expect({ status, sum: progress.sent + held }).toEqual({ status: 'sent', sum: 400 });
  // A tenth: 5 standard deviations are 30.
  expect(Math.abs(held - 40)).toBeLessThan(30);
  expect(shop.sender.sent).toHaveLength(progress.sent);
  const { body } = await shop.call<{ data: CampaignRecipient[] }>('GET', `/campaigns/${id}/recipients?state=skipped`);
  expect(new Set(body.data.map(({ variation, deliveryId }) => `${variation} ${deliveryId}`))).toEqual(
    new Set(['none null']),
  );
});

test('a holdout cannot be chosen for the others, neither as the winner of the campaign nor of its experiment', async () => {
  await openShop(20);
  const holdout = { key: 'none', name: 'Nothing', isHoldout: true };
  const id = await shop.launch({ test: { variations: [variations[0]!, holdout], share: 50, metric: 'opens' } });
  await shop.work();
  const { test: experiment } = await shop.read(id);
  for (const path of [`/campaigns/${id}/winner`, `/experiments/${experiment!.experimentId}/winner`]) {
    const { status, body } = await shop.call<{ detail: string }>('POST', path, { variation: 'none' });
    expect({ status, detail: body.detail }).toEqual({
      status: 409,
      detail: 'Nothing sends nothing: stop the campaign instead',
    });
  }
  expect((await shop.read(id)).waiting).toMatchObject([{ reason: 'winner', count: 10 }]);
});

test('another message and another send time are variations too', async () => {
  await openShop(60);
  await shop.publish({
    key: 'other',
    contents: { en: { subject: 'Other', preheader: '', body: '<mj-text>Hi</mj-text>' } },
  });
  const later = { key: 'later', name: 'Later', message: 'other', delay: { amount: 3, unit: 'hours' as const } };
  const id = await shop.launch({
    test: { variations: [{ key: 'now', name: 'Now' }, later], share: 100, metric: 'clicks' },
  });
  await shop.work();
  const first = shop.sender.sent.length;
  expect(new Set(shop.sender.sent.map(({ subject }) => subject))).toEqual(new Set(['Subject of news']));
  await shop.pass(2 * hour, hour);
  expect(shop.sender.sent).toHaveLength(first);
  await shop.pass(hour);
  expect(subjects()).toEqual([
    ['Subject of news', first],
    ['Other', 60 - first],
  ]);
  expect(await shop.read(id)).toMatchObject({ status: 'sent' });
});
