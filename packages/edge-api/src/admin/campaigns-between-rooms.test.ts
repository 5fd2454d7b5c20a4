import { advanceCampaigns } from '@beckon/core/campaigns';
import { suppress } from '@beckon/core/consent';
import { contactsConsumer } from '@beckon/core/consumers';
import { joinTransaction, sql } from '@beckon/core/db';
import { makeUnsubscribeToken } from '@beckon/core/links';
import { rebuild } from '@beckon/core/log';
import { requestErasure } from '@beckon/core/privacy';
import { runRetention } from '@beckon/core/retention';
import { applyAll, runReadyJobs, runs } from '@beckon/core/testing';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { type CampaignShop, createCampaignShop } from '../testing/campaign-shop.ts';

let shop: CampaignShop;
beforeEach(async () => {
  shop = await createCampaignShop(10);
});

const sentTo = () => shop.sender.sent.map(({ to }) => to.address);
const addressOf = (no: number) => `${no}@subscribers.test`;
const server = async (events: object[]) => {
  const answer = await shop.app.request('/api/v1/events', {
    method: 'POST',
    headers: { authorization: `Bearer ${shop.tenant.secretKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ events }),
  });
  expect(answer.status).toBeLessThan(300);
  await applyAll(shop.ctx);
};
const isWhole = ({ progress }: Awaited<ReturnType<CampaignShop['read']>>) => {
  const { recipients, sent, skipped, failed, uncertain, waiting } = progress;
  return sent + skipped + failed + uncertain + waiting === recipients;
};

test('two recipients who turn out to be one person get one message', async () => {
  await server([{ id: '1', type: 'contact_created', userId: 'anna' }]);
  const [anna] = await shop.ctx.db.query<{ id: string }>(sql`
    select id from contacts where tenant_id = ${shop.tenant.id} and user_id = 'anna'`);
  const contacts = [...shop.contactIds.slice(0, 2), anna!.id];
  const id = await shop.launch({
    audience: { include: [{ kind: 'contacts', contacts }] },
    throttle: { max: 1, seconds: 60 },
  });
  await advanceCampaigns(shop.ctx);
  await server([{ id: '2', type: 'identified', userId: 'anna', email: addressOf(1) }]);
  await shop.pass(300_000, 60_000);
  const detail = await shop.read(id);
  expect(detail).toMatchObject({ status: 'sent', progress: { recipients: 3, sent: 2, waiting: 0 } });
  expect(isWhole(detail)).toBe(true);
  expect(sentTo().sort()).toEqual([addressOf(1), addressOf(2)]);
});

test('who is erased between the launch and the sending gets nothing, and stays in the counts', async () => {
  const id = await shop.launch({ throttle: { max: 3, seconds: 60 } });
  await shop.work();
  const left = shop.contactIds.filter((_, no) => !sentTo().includes(addressOf(no + 1)));
  await requestErasure(shop.ctx, shop.tenant.id, left[0]!, 'api_key');
  await shop.pass(300_000, 60_000);
  const detail = await shop.read(id);
  expect(detail).toMatchObject({ status: 'sent', progress: { recipients: 10, sent: 9, skipped: 1 } });
  expect(detail.skipped).toMatchObject([{ reason: 'erased', count: 1 }]);
});

test('who unsubscribes between the launch and the sending gets nothing', async () => {
  const id = await shop.launch({ throttle: { max: 3, seconds: 60 } });
  await shop.work();
  const left = shop.contactIds.find((_, no) => !sentTo().includes(addressOf(no + 1)))!;
  await shop.app.request(`/u/${makeUnsubscribeToken(shop.ctx, shop.tenant.id, left, null)}`, { method: 'POST' });
  await shop.pass(300_000, 60_000);
  expect(await shop.read(id)).toMatchObject({ status: 'sent', progress: { sent: 9, skipped: 1 } });
});

test('the link of a mail says by which message its reader unsubscribed', async () => {
  await shop.launch({ audience: { include: [{ kind: 'contacts', contacts: shop.contactIds.slice(0, 2) }] } });
  await shop.work();
  const mail = shop.sender.sent[0]!;
  const link = new URL(/<(.*)>/.exec(mail.headers['List-Unsubscribe']!)![1]!).pathname;
  for (let times = 0; times < 2; times++)
    expect((await shop.app.request(link, { method: 'POST', body: 'List-Unsubscribe=One-Click' })).status).toBe(200);
  const rows = await shop.ctx.db.query<{ id: string }>(sql`
    select id from deliveries where tenant_id = ${shop.tenant.id} and unsubscribed_at is not null`);
  expect(rows).toEqual([{ id: mail.vendorKey }]);
});

test('a crash between the ledger and the deliveries repeats and skips none', async () => {
  const { ctx } = shop;
  let ended = 0;
  const failing = {
    ...ctx,
    db: {
      ...ctx.db,
      transaction: ((work, options) =>
        ctx.db.transaction(async (tx) => {
          const result = await work(tx);
          const [{ made } = { made: 0 }] = await tx.query<{ made: number }>(sql`
            select count(*)::int as made from deliveries where tenant_id = ${shop.tenant.id}`);
          if (made > 0 && ended === 0) {
            ended++;
            throw new Error('the process ends here');
          }
          return result;
        }, options)) as typeof ctx.db.transaction,
    },
  };
  const id = await shop.launch();
  await advanceCampaigns(failing);
  await advanceCampaigns(failing);
  expect(ended).toBe(1);
  await shop.work();
  expect(await shop.read(id)).toMatchObject({ status: 'sent', progress: { sent: 10 } });
  expect(new Set(sentTo()).size).toBe(10);
  expect(sentTo()).toHaveLength(10);
});

test('two workers at once turn each recipient into one delivery', async () => {
  const id = await shop.launch();
  await Promise.all([1, 2, 3, 4].map(() => advanceCampaigns(shop.ctx)));
  await Promise.all([1, 2, 3, 4].map(() => advanceCampaigns(shop.ctx)));
  await Promise.all([runReadyJobs(shop.ctx), runReadyJobs(shop.ctx)]);
  await shop.work();
  expect(await shop.read(id)).toMatchObject({ status: 'sent', progress: { sent: 10 } });
  expect(sentTo()).toHaveLength(10);
});

test('who is erased in the moment in which the campaign moves on is counted once', async () => {
  const { ctx, tenant, contactIds } = shop;
  shop.clock.set('2027-03-01T09:00:00Z');
  const id = await shop.launch({ window: { from: '10:00', until: '20:00' } });
  await advanceCampaigns(ctx);
  shop.clock.set('2027-03-01T11:00:00Z');
  const moved = await ctx.db.transaction(async (tx) => {
    await requestErasure({ ...ctx, db: joinTransaction(tx) }, tenant.id, contactIds[0]!, 'api_key');
    const advancing = advanceCampaigns(ctx);
    await Promise.race([advancing, new Promise((resolve) => setTimeout(resolve, 1_000))]);
    return { advancing };
  });
  await moved.advancing;
  await shop.work();
  expect(await shop.read(id)).toMatchObject({
    ...{ status: 'sent', skipped: [{ reason: 'erased', count: 1 }] },
    progress: { recipients: 10, sent: 9, skipped: 1, waiting: 0 },
  });
});

test('a rebuild of the contacts while a campaign is sent changes nothing of it', async () => {
  const id = await shop.launch({ throttle: { max: 3, seconds: 60 } });
  await shop.work();
  await rebuild(shop.ctx, contactsConsumer);
  await applyAll(shop.ctx);
  await shop.pass(300_000, 60_000);
  expect(await shop.read(id)).toMatchObject({ status: 'sent', progress: { sent: 10 } });
});

test('a stranger with the public key, and a role without the permission, cannot launch', async () => {
  const id = await shop.draft();
  const launch = (headers: Record<string, string>) =>
    shop.app.request(`/api/v1/campaigns/${id}/launch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://admin.test', ...headers },
      body: '{"version":1}',
    });
  expect((await launch({ authorization: `Bearer ${shop.tenant.writeKey}` })).status).toBeGreaterThanOrEqual(401);
  expect((await launch({ authorization: `Bearer ${shop.tenant.secretKey}` })).status).toBe(403);
  expect((await launch({ cookie: `user=${shop.tenant.id}; role=analyst` })).status).toBe(403);
  const other = await shop.newTenant();
  expect((await launch({ authorization: `Bearer ${other.apiKey}` })).status).toBe(404);
  expect(await shop.read(id)).toMatchObject({ status: 'draft' });
});

test('who is erased after retention has deleted the deliveries stays counted as sent', async () => {
  const { ctx, tenant, clock, contactIds } = shop;
  const id = await shop.launch();
  await shop.work();
  const { settings } = await shop.ask<{ settings: object }>('GET', '/retention');
  await shop.ask('PUT', '/retention', { ...settings, deliveriesDays: 40, variablesDays: 40 });
  clock.advance(50 * 24 * 3_600_000);
  await runRetention(ctx, [], 1_000);
  const kept = await ctx.db.query(sql`select 1 from deliveries where tenant_id = ${tenant.id}`);
  expect(kept).toEqual([]);
  await requestErasure(ctx, tenant.id, contactIds[0]!, 'api_key');
  expect(await shop.read(id)).toMatchObject({ progress: { recipients: 10, sent: 10, skipped: 0, waiting: 0 } });
});

type Fact = 'granted' | 'unsubscribed' | 'complained' | 'bounced' | 'marketing off' | 'address_blocked';
const facts: Fact[] = ['granted', 'unsubscribed', 'complained', 'bounced', 'marketing off', 'address_blocked'];

test('Feature: marketing-automation, Property 11: Suppression list is respected by every campaign send', async () => {
  const { ctx, tenant, contactIds } = shop;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...facts), { minLength: 10, maxLength: 10 }), async (given) => {
      await ctx.db.query(sql`delete from suppressions where tenant_id = ${tenant.id}`);
      await ctx.db.query(sql`
        update consent_state set state = 'granted' where tenant_id = ${tenant.id}`);
      const id = await shop.launch();
      // Fixed before the suppression: what counts is the moment of the sending.
      await advanceCampaigns(ctx);
      for (const [no, fact] of given.entries()) {
        const contactId = contactIds[no]!;
        if (fact === 'unsubscribed')
          await shop.app.request(`/u/${makeUnsubscribeToken(ctx, tenant.id, contactId, null)}`, { method: 'POST' });
        else if (fact === 'marketing off')
          await ctx.db.query(sql`
            update consent_state set state = 'revoked' where contact_id = ${contactId} and type = 'marketing'`);
        else if (fact === 'complained' || fact === 'bounced' || fact === 'address_blocked')
          await suppress(ctx, tenant.id, 'email', addressOf(no + 1), fact);
      }
      shop.sender.sent.length = 0;
      await shop.work();
      const expected = given.flatMap((fact, no) => (fact === 'granted' ? [addressOf(no + 1)] : []));
      expect(sentTo().sort()).toEqual(expected.sort());
      expect(await shop.read(id)).toMatchObject({
        status: 'sent',
        progress: { sent: expected.length, skipped: 10 - expected.length },
      });
      await ctx.db.query(sql`delete from deliveries where tenant_id = ${tenant.id}`);
    }),
    { numRuns: runs(100) },
  );
}, 300_000);
