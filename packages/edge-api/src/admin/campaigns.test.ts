import type { CampaignDetail, CampaignPreview, CampaignRecipient } from '@beckon/contract';
import { sql } from '@beckon/core/db';
import { makeUnsubscribeToken } from '@beckon/core/links';
import { beforeEach, expect, test } from 'vitest';
import { type CampaignShop, createCampaignShop } from '../testing/campaign-shop.ts';

let shop: CampaignShop;
beforeEach(async () => {
  shop = await createCampaignShop(20);
});

const addressOf = (no: number) => `${no}@subscribers.test`;
const sentTo = () => shop.sender.sent.map(({ to }) => to.address).sort();
const refused = async (method: string, path: string, body?: object) => {
  const { status, body: problem } = await shop.call<{ code: string; detail: string; errors?: { path: string }[] }>(
    method,
    path,
    body,
  );
  expect(status).toBeGreaterThanOrEqual(400);
  return problem;
};

test('a campaign is sent to each recipient once, and its counts add up', async () => {
  const id = await shop.draft();
  expect(await shop.read(id)).toMatchObject({ status: 'draft', channel: 'email', progress: { recipients: 0 } });
  await shop.ask('POST', `/campaigns/${id}/launch`, { version: 1 });
  expect(await shop.read(id)).toMatchObject({ status: 'scheduled' });
  await shop.work();
  expect(await shop.read(id)).toMatchObject({
    status: 'sent',
    progress: { recipients: 20, sent: 20, skipped: 0, failed: 0, uncertain: 0, waiting: 0 },
    skipped: [],
    waiting: [],
  });
  expect(new Set(sentTo()).size).toBe(20);
  expect(shop.sender.sent).toHaveLength(20);
  expect(shop.sender.sent[0]!.subject).toBe('Subject of news');
  const { body } = await shop.call<{ data: { id: string }[] }>('GET', '/campaigns?status=sent');
  expect(body.data.map((one) => one.id)).toEqual([id]);
});

test('a contact in two boxes gets one message; who is in an excluded box gets none (case C3)', async () => {
  const [first, second, third, ...rest] = shop.contactIds;
  const include = [
    { kind: 'contacts' as const, contacts: [first!, second!, third!] },
    { kind: 'contacts' as const, contacts: [second!, ...rest.slice(0, 2)] },
  ];
  const exclude = [{ kind: 'contacts' as const, contacts: [third!] }];
  const id = await shop.draft({ audience: { include, exclude } });
  const preview = await shop.ask<CampaignPreview>('GET', `/campaigns/${id}/preview`);
  expect(preview).toMatchObject({ recipients: 4, heldBack: [], isEstimate: false, faults: [] });
  expect(preview.warnings).toEqual(['Only 4 contacts would get it.']);
  // Launched twice at once.
  const launches = await Promise.all([1, 2].map(() => shop.call('POST', `/campaigns/${id}/launch`, { version: 1 })));
  expect(launches.map(({ status }) => status).sort()).toEqual([200, 409]);
  await shop.work();
  expect(sentTo()).toEqual([1, 2, 4, 5].map(addressOf).sort());
});

test('the preview says who is held back and why, and the gate then says the same', async () => {
  const { ctx, tenant, contactIds } = shop;
  await shop.app.request(`/u/${makeUnsubscribeToken(ctx, tenant.id, contactIds[0]!, null)}`, { method: 'POST' });
  await ctx.db.query(sql`delete from consent_state where contact_id = ${contactIds[1]!} and type = 'email'`);
  const audience = { include: [{ kind: 'contacts' as const, contacts: contactIds }] };
  const id = await shop.launch({ audience });
  const { heldBack } = await shop.ask<CampaignPreview>('GET', `/campaigns/${id}/preview`);
  expect(heldBack.map(({ reason, count }) => [reason, count]).sort()).toEqual([
    ['no_consent', 1],
    ['suppressed', 1],
  ]);
  await shop.work();
  const { progress, skipped } = await shop.read(id);
  expect(progress).toMatchObject({ recipients: 20, sent: 18, skipped: 2 });
  expect(skipped).toEqual(heldBack);
});

test('who got a campaign, and who did not open it, are boxes', async () => {
  const { ctx, tenant, contactIds } = shop;
  const first = await shop.launch({ audience: { include: [{ kind: 'contacts', contacts: contactIds.slice(0, 5) }] } });
  await shop.work();
  const [opened] = await ctx.db.query<{ id: string }>(sql`
    select id from deliveries where contact_id = ${contactIds[0]!} and tenant_id = ${tenant.id}`);
  await shop.ask('POST', '/provider-events', { events: [{ id: '1', deliveryId: opened!.id, kind: 'opened' }] });
  shop.sender.sent.length = 0;
  await shop.launch({ audience: { include: [{ kind: 'did_not_open', campaign: first }] } });
  await shop.work();
  expect(sentTo()).toEqual([2, 3, 4, 5].map(addressOf));
  shop.sender.sent.length = 0;
  await shop.launch({
    audience: {
      include: [{ kind: 'segment', segment: 'newsletter' }],
      exclude: [{ kind: 'got_campaign', campaign: first }],
    },
  });
  await shop.work();
  expect(sentTo()).toHaveLength(15);
  expect(sentTo()).not.toContain(addressOf(1));
});

test('a paused campaign begins no message until it is resumed, and each recipient gets one', async () => {
  const id = await shop.launch({ throttle: { max: 5, seconds: 60 } });
  await shop.work();
  expect(shop.sender.sent).toHaveLength(5);
  expect(await shop.ask('POST', `/campaigns/${id}/pause`)).toMatchObject({ status: 'paused', pauseReason: 'by_user' });
  await shop.pass(600_000, 60_000);
  expect(shop.sender.sent).toHaveLength(5);
  const { version, definition } = await shop.read(id);
  await shop.ask('PATCH', `/campaigns/${id}`, { version, definition: { ...definition, throttle: null } });
  await shop.ask('POST', `/campaigns/${id}/resume`);
  await shop.work();
  expect(new Set(sentTo()).size).toBe(20);
  expect(shop.sender.sent).toHaveLength(20);
  expect(await shop.read(id)).toMatchObject({ status: 'sent', progress: { sent: 20, waiting: 0 } });
});

test('what is stopped is accounted for, and can be sent to those who have not got it', async () => {
  const id = await shop.launch({ throttle: { max: 5, seconds: 60 } });
  await shop.work();
  const stopped = await shop.ask('POST', `/campaigns/${id}/stop`);
  expect(stopped).toMatchObject({
    status: 'sent',
    progress: { recipients: 20, sent: 5, skipped: 15, waiting: 0 },
    skipped: [{ reason: 'campaign_stopped', count: 15 }],
  });
  expect(stopped.stoppedAt).not.toBeNull();
  await shop.pass(600_000, 60_000);
  expect(shop.sender.sent).toHaveLength(5);
  await shop.ask('POST', `/campaigns/${id}/send-missing`);
  await shop.pass(240_000, 60_000);
  expect(await shop.read(id)).toMatchObject({ status: 'sent', stoppedAt: null, progress: { sent: 20, skipped: 0 } });
  expect(new Set(sentTo()).size).toBe(20);
  expect(shop.sender.sent).toHaveLength(20);
  expect((await refused('POST', `/campaigns/${id}/send-missing`)).code).toBe('conflict');
});

test('an address that the platform refuses fails alone; who bounced is not sent to again (case C4)', async () => {
  shop.sender.answer = ({ to }) =>
    to.address === addressOf(7)
      ? { outcome: 'failed', reason: '554 no', bounce: 'hard' }
      : to.address === addressOf(8)
        ? { outcome: 'failed', reason: '550 5.7.1 policy' }
        : { outcome: 'sent', vendorId: null };
  const id = await shop.launch();
  await shop.work();
  for (let passes = 0; passes < 10; passes++) await shop.pass(60_000);
  expect(await shop.read(id)).toMatchObject({ status: 'sent', progress: { sent: 18, failed: 2, waiting: 0 } });
  expect(shop.sender.sent).toHaveLength(18);
  const { body } = await shop.call<{ data: CampaignRecipient[] }>('GET', `/campaigns/${id}/recipients?state=failed`);
  expect(body.data.map(({ reason }) => reason).sort()).toEqual(['550 5.7.1 policy', '554 no']);
  shop.sender.answer = () => ({ outcome: 'sent', vendorId: null });
  await shop.ask('POST', `/campaigns/${id}/send-missing`);
  await shop.work();
  expect(await shop.read(id)).toMatchObject({ progress: { sent: 19, failed: 1 } });
  expect(sentTo().filter((address) => address === addressOf(7))).toEqual([]);
});

test('a platform that takes no more today is waited for; the campaign says until when (case C8)', async () => {
  const until = shop.clock.now().getTime() + 12 * 3_600_000;
  const taken = new Set<string>();
  shop.sender.answer = ({ to }) => {
    if (taken.size >= 8 && shop.clock.now().getTime() < until)
      return { outcome: 'retry', reason: '429 daily limit', retryAfter: until - shop.clock.now().getTime() };
    taken.add(to.address);
    return { outcome: 'sent', vendorId: null };
  };
  const id = await shop.launch();
  await shop.work();
  const { status, progress, waiting } = await shop.read(id);
  expect({ status, progress }).toMatchObject({ status: 'sending', progress: { sent: 8, waiting: 12 } });
  expect(waiting).toMatchObject([{ reason: '429 daily limit', text: '429 daily limit', count: 12 }]);
  expect(new Date(waiting[0]!.nextAt!).getTime()).toBeGreaterThan(until - 1);
  await shop.pass(24 * 3_600_000, 3_600_000);
  expect(await shop.read(id)).toMatchObject({ status: 'sent', progress: { sent: 20, waiting: 0 } });
  expect(new Set(sentTo()).size).toBe(20);
  expect(shop.sender.sent).toHaveLength(20);
});

test('what may have arrived is not sent again; a report settles it (case C7)', async () => {
  shop.sender.answer = ({ to }) =>
    to.address === addressOf(3) ? { outcome: 'uncertain', reason: 'no answer' } : { outcome: 'sent', vendorId: null };
  const id = await shop.launch();
  await shop.work();
  expect(await shop.read(id)).toMatchObject({ status: 'sent', progress: { sent: 19, uncertain: 1 } });
  const [delivery] = await shop.ctx.db.query<{ id: string }>(sql`
    select id from deliveries where tenant_id = ${shop.tenant.id} and status = 'uncertain'`);
  await shop.ask('POST', '/provider-events', { events: [{ id: '1', deliveryId: delivery!.id, kind: 'delivered' }] });
  expect(await shop.read(id)).toMatchObject({ progress: { sent: 20, uncertain: 0 } });
});

test('what is missing is named before the launch, with its place', async () => {
  const empty = await shop.ask('POST', '/campaigns', { name: 'Empty' });
  const { faults } = await shop.ask<CampaignPreview>('GET', `/campaigns/${empty.id}/preview`);
  expect(faults).toEqual(['choose a message', 'say who gets the campaign']);
  const problem = await refused('POST', `/campaigns/${empty.id}/launch`, { version: 1 });
  expect(problem).toMatchObject({ code: 'validation_failed' });
  expect(problem.errors!.map(({ path }) => path)).toEqual(['definition.message', 'definition.audience.include']);
  await shop.publish({ key: 'service', category: 'transactional' });
  const id = await shop.draft({ message: 'service' });
  expect((await refused('POST', `/campaigns/${id}/launch`, { version: 1 })).detail).toMatch(/without consent/);
});

test('a copy has everything but the time, and is a draft; twice with one key is one copy (case H3)', async () => {
  const id = await shop.launch({
    throttle: { max: 3, seconds: 60 },
    schedule: { kind: 'at', at: '2027-12-01T09:00:00Z' },
  });
  const clone = () =>
    shop.app.request(`/api/v1/campaigns/${id}/clone`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${shop.tenant.apiKey}`,
        'content-type': 'application/json',
        'idempotency-key': '"one"',
      },
      body: '{}',
    });
  const [one, other] = await Promise.all([clone(), clone()]);
  const made = [one, other].filter(({ status }) => status === 201);
  expect(made.length).toBeGreaterThan(0);
  const { definition, ...copy } = (await made[0]!.json()) as CampaignDetail;
  const original = (await shop.read(id)).definition;
  expect(definition).toEqual({ ...original, schedule: { kind: 'now' } });
  expect(copy).toMatchObject({ name: 'Spring (copy)', status: 'draft', version: 1, launchedAt: null });
  const { body } = await shop.call<{ data: object[] }>('GET', '/campaigns');
  expect(body.data).toHaveLength(2);
});

test('a campaign can be archived before and after it was sent, and not while it is sent', async () => {
  const id = await shop.launch({ throttle: { max: 1, seconds: 60 } });
  await shop.work();
  expect((await refused('POST', `/campaigns/${id}/archive`)).detail).toMatch(/it is sending/);
  await shop.ask('POST', `/campaigns/${id}/stop`);
  expect(await shop.ask('POST', `/campaigns/${id}/archive`)).toMatchObject({
    status: 'archived',
    progress: { sent: 1 },
  });
  const { body } = await shop.call<{ data: object[] }>('GET', '/campaigns');
  expect(body.data).toEqual([]);
});

test('after the launch the pace alone can be changed, and only from the current version', async () => {
  const id = await shop.launch({ throttle: { max: 1, seconds: 60 } });
  await shop.work();
  const { version, definition } = await shop.read(id);
  const other = await refused('PATCH', `/campaigns/${id}`, {
    version,
    definition: { ...definition, message: 'welcome' },
  });
  expect(other).toMatchObject({ code: 'conflict', errors: [{ path: 'definition.message' }] });
  expect(await refused('PATCH', `/campaigns/${id}`, { version: 1, name: 'Late' })).toMatchObject({
    code: 'conflict',
    errors: [{ path: 'version' }],
  });
});

test('with approval, another user than the editor approves the version that is launched', async () => {
  await shop.ask('PATCH', '/settings', { campaignsNeedApproval: true });
  const id = await shop.draft();
  expect((await shop.read(id)).approval).toEqual({ isNeeded: true, isGiven: false, by: null });
  expect((await refused('POST', `/campaigns/${id}/launch`, { version: 1 })).detail).toMatch(/approve/);
  expect((await refused('POST', `/campaigns/${id}/approve`, { version: 1 })).detail).toMatch(/another user/);
  const asUser = (path: string, body: object) =>
    shop.app.request(`/api/v1/campaigns/${id}/${path}`, {
      method: 'POST',
      headers: { cookie: `user=${shop.tenant.id}`, 'content-type': 'application/json', origin: 'https://admin.test' },
      body: JSON.stringify(body),
    });
  expect((await asUser('approve', { version: 1 })).status).toBe(200);
  // A change ends the approval.
  await shop.ask('PATCH', `/campaigns/${id}`, { version: 2, name: 'Summer' });
  expect((await refused('POST', `/campaigns/${id}/launch`, { version: 3 })).code).toBe('conflict');
  expect((await asUser('approve', { version: 3 })).status).toBe(200);
  await shop.ask('POST', `/campaigns/${id}/launch`, { version: 4 });
  await shop.work();
  expect(shop.sender.sent).toHaveLength(20);
});
