import type { CampaignPreview } from '@beckon/contract';
import { sql } from '@beckon/core/db';
import { beforeEach, expect, test } from 'vitest';
import { type CampaignShop, createCampaignShop } from '../testing/campaign-shop.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

let shop: CampaignShop;
/** When each message was sent, by the clock of the product. */
let times: Date[];
beforeEach(async () => {
  shop = await createCampaignShop(12);
  times = [];
  shop.sender.answer = () => {
    times.push(shop.clock.now());
    return { outcome: 'sent', vendorId: null };
  };
});

const setZone = (zone: string) =>
  shop.ctx.db.query(sql`update tenants set timezone = ${zone} where id = ${shop.tenant.id}`);
const setZoneOf = (place: number, zone: string) =>
  shop.ctx.db.query(sql`update contacts set timezone = ${zone} where id = ${shop.contactIds[place]!}`);

/** The alerts that are open. */
const alerts = async () => {
  const { data } = await shop.ask<{ data: { rule: string; text: string; resolvedAt: string | null }[] }>(
    'GET',
    '/alerts',
  );
  return data.filter(({ resolvedAt }) => resolvedAt === null).map(({ rule, text }) => `${rule}: ${text}`);
};

test('a throttle holds in every window, and a higher one applies while it runs (case C2)', async () => {
  shop.clock.set('2027-03-01T09:00:00Z');
  const id = await shop.launch({ throttle: { max: 2, seconds: 60 } });
  await shop.work();
  await shop.pass(2 * minute, 1_000);
  expect(times).toHaveLength(6);
  for (const from of times)
    expect(times.filter((at) => at >= from && at.getTime() < from.getTime() + 60_000).length).toBeLessThanOrEqual(2);
  const { version, definition } = await shop.read(id);
  const throttle = { max: 10, seconds: 60 };
  await shop.ask('PATCH', `/campaigns/${id}`, { version, definition: { ...definition, throttle } });
  await shop.work();
  expect(times).toHaveLength(12);
  expect(await shop.read(id)).toMatchObject({ status: 'sent' });
});

test('what a throttle holds back does not begin after the window has ended', async () => {
  await setZone('Europe/Berlin');
  shop.clock.set('2027-03-01T16:50:00Z');
  const window = { from: '09:00', until: '18:00' };
  await shop.launch({ throttle: { max: 4, seconds: 3_600 }, window });
  await shop.work();
  await shop.pass(20 * hour, 10 * minute);
  const byClock = times.map((at) => at.toISOString());
  expect(byClock.filter((at) => at.startsWith('2027-03-01'))).toHaveLength(4);
  expect(byClock.filter((at) => at > '2027-03-01T17:00' && at < '2027-03-02T08:00')).toEqual([]);
  expect(byClock).toHaveLength(12);
});

test('a window is left out on other weekdays', async () => {
  await setZone('UTC');
  // A Saturday.
  shop.clock.set('2027-03-06T10:00:00Z');
  await shop.launch({ window: { from: '09:00', until: '10:30', weekdays: [1] } });
  await shop.work();
  await shop.pass(3 * day, 30 * minute);
  expect(new Set(times.map((at) => at.toISOString()))).toEqual(new Set(['2027-03-08T09:00:00.000Z']));
});

test('a warm-up sends more each day, by the days of the shop', async () => {
  await setZone('America/New_York');
  shop.clock.set('2027-03-01T20:00:00Z');
  const id = await shop.launch({ warmUp: { first: 2, growth: 50 } });
  await shop.work();
  await shop.pass(4 * day, hour);
  const days = times.map((at) => new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York' }).format(at));
  expect([...Map.groupBy(days, (one) => one)].map(([on, all]) => [on, all.length])).toEqual([
    ['2027-03-01', 2],
    ['2027-03-02', 3],
    ['2027-03-03', 4],
    ['2027-03-04', 3],
  ]);
  expect(await shop.read(id)).toMatchObject({ status: 'sent' });
});

test('the brake pauses a campaign; resumed by a user, it goes on without it', async () => {
  let bad = 0;
  shop.sender.answer = () =>
    ++bad <= 2 ? { outcome: 'failed', reason: '550 5.1.1', bounce: 'hard' } : { outcome: 'sent', vendorId: null };
  const id = await shop.launch({ throttle: { max: 4, seconds: 60 }, brake: { bounces: 25, minSent: 4 } });
  await shop.work();
  await shop.pass(5 * minute, minute);
  expect(await shop.read(id)).toMatchObject({
    status: 'paused',
    pauseReason: 'bounce_rate',
    progress: { sent: 2, failed: 2, waiting: 8 },
  });
  expect(await alerts()).toEqual(['campaign_braked: Spring was paused because too many of its messages bounced.']);
  await shop.ask('POST', `/campaigns/${id}/resume`);
  expect(await alerts()).toEqual([]);
  await shop.pass(5 * minute, minute);
  expect(await shop.read(id)).toMatchObject({ status: 'sent', progress: { sent: 10, failed: 2 } });
});

test('complaints brake as well, and just below its rate nothing is paused', async () => {
  const id = await shop.launch({ throttle: { max: 4, seconds: 60 }, brake: { complaints: 25, minSent: 4 } });
  await shop.work();
  const complain = async (count: number) => {
    const rows = await shop.ctx.db.query<{ id: string }>(sql`
      select id from deliveries where tenant_id = ${shop.tenant.id} and status = 'sent' order by id limit ${count}`);
    const events = rows.map(({ id: deliveryId }) => ({ id: deliveryId, deliveryId, kind: 'complained' }));
    await shop.ask('POST', '/provider-events', { events });
  };
  await complain(1);
  await shop.pass(minute);
  expect(await shop.read(id)).toMatchObject({ status: 'sending', progress: { sent: 8 } });
  await complain(3);
  await shop.pass(minute);
  expect(await shop.read(id)).toMatchObject({ status: 'paused', pauseReason: 'complaint_rate', progress: { sent: 8 } });
});

test('a scheduled campaign begins at its time, with the recipients of then', async () => {
  shop.clock.set('2027-03-01T09:00:00Z');
  const id = await shop.launch({ schedule: { kind: 'at', at: '2027-03-01T11:00:00+01:00' } });
  await shop.pass(59 * minute, minute);
  expect(times).toEqual([]);
  expect(await shop.read(id)).toMatchObject({ status: 'scheduled', startsAt: '2027-03-01T10:00:00.000Z' });
  await shop.ctx.db.query(sql`
    delete from consent_state where contact_id = ${shop.contactIds[0]!}`);
  await shop.pass(minute);
  expect(times).toHaveLength(11);
  expect(await shop.read(id)).toMatchObject({ status: 'sent', progress: { recipients: 11 } });
});

test('up to an hour late it begins; later it waits as paused until a user decides', async () => {
  shop.clock.set('2027-03-01T09:00:00Z');
  const schedule = { kind: 'at' as const, at: '2027-03-01T10:00:00Z' };
  const [late, overdue] = [await shop.launch({ schedule }), await shop.launch({ schedule, maxDelay: 30 })];
  // Nothing ran in between.
  shop.clock.set('2027-03-01T10:31:00Z');
  await shop.work();
  expect(await shop.read(late)).toMatchObject({ status: 'sent' });
  expect(await shop.read(overdue)).toMatchObject({ status: 'paused', pauseReason: 'overdue', launchedAt: null });
  expect(times).toHaveLength(12);
  expect(await alerts()).toHaveLength(1);
  await shop.ask('POST', `/campaigns/${overdue}/resume`);
  expect(await alerts()).toEqual([]);
  await shop.work();
  expect(await shop.read(overdue)).toMatchObject({ status: 'sent' });
});

test('a campaign that cannot begin is paused and says why; a segment that it needs cannot be archived', async () => {
  shop.clock.set('2027-03-01T09:00:00Z');
  const segment = await shop.ask<{ id: string; version: number }>('POST', '/segments', {
    name: 'VIP',
    definition: null,
  });
  const id = await shop.launch({
    audience: { include: [{ kind: 'segment', segment: segment.id }] },
    schedule: { kind: 'at', at: '2027-03-01T10:00:00Z' },
  });
  const archive = { version: segment.version, isArchived: true };
  const { status, body } = await shop.call<{ detail: string }>('PATCH', `/segments/${segment.id}`, archive);
  expect({ status, detail: body.detail }).toEqual({
    status: 409,
    detail: 'campaigns that are scheduled need it: Spring',
  });
  // As a restored backup may have it.
  await shop.ctx.db.query(sql`update segments set archived_at = ${shop.clock.now()} where id = ${segment.id}`);
  await shop.pass(hour);
  expect(await shop.read(id)).toMatchObject({ status: 'paused', pauseReason: 'cannot_start' });
  await shop.ask('POST', `/campaigns/${id}/resume`);
  await shop.ask('POST', `/campaigns/${id}/unschedule`);
  expect(await shop.read(id)).toMatchObject({ status: 'draft', startsAt: null });
});

test('by local time each zone has its own moment, shown before the launch', async () => {
  await setZone('Europe/Berlin');
  await setZoneOf(0, 'America/New_York');
  await setZoneOf(1, 'Asia/Kolkata');
  await setZoneOf(2, 'Not/AZone');
  // 02:30 does not exist in Berlin on this day: it is the first moment after the gap.
  shop.clock.set('2027-03-27T09:00:00Z');
  const id = await shop.launch({ schedule: { kind: 'local', at: '2027-03-28T02:30' } });
  const { zones } = await shop.ask<CampaignPreview>('GET', `/campaigns/${id}/preview`);
  expect(zones).toEqual([
    { zone: 'Asia/Kolkata', recipients: 1, at: '2027-03-27T21:00:00.000Z', hasPassed: false },
    { zone: 'Europe/Berlin', recipients: 10, at: '2027-03-28T01:00:00.000Z', hasPassed: false },
    { zone: 'America/New_York', recipients: 1, at: '2027-03-28T06:30:00.000Z', hasPassed: false },
  ]);
  expect(await shop.read(id)).toMatchObject({ status: 'scheduled', startsAt: '2027-03-27T12:30:00.000Z' });
  await shop.pass(day, 30 * minute);
  expect([...Map.groupBy(times, (at) => at.toISOString())].map(([at, all]) => [at, all.length])).toEqual([
    ['2027-03-27T21:00:00.000Z', 1],
    ['2027-03-28T01:00:00.000Z', 10],
    ['2027-03-28T06:30:00.000Z', 1],
  ]);
  expect(await shop.read(id)).toMatchObject({ status: 'sent' });
});

test('where the local time has passed at the launch, it is the next day, or at once if the marketer says so', async () => {
  await setZone('Europe/Berlin');
  await setZoneOf(0, 'America/New_York');
  shop.clock.set('2027-03-01T12:00:00Z');
  const schedule = { kind: 'local' as const, at: '2027-03-01T09:00' };
  const id = await shop.draft({ schedule });
  const { zones } = await shop.ask<CampaignPreview>('GET', `/campaigns/${id}/preview`);
  expect(zones).toEqual([
    { zone: 'America/New_York', recipients: 1, at: '2027-03-01T14:00:00.000Z', hasPassed: false },
    { zone: 'Europe/Berlin', recipients: 11, at: '2027-03-02T08:00:00.000Z', hasPassed: true },
  ]);
  await shop.ask('POST', `/campaigns/${id}/launch`, { version: 1 });
  await shop.pass(day, 30 * minute);
  expect(times.map((at) => at.toISOString()).filter((at) => at === '2027-03-02T08:00:00.000Z')).toHaveLength(11);
  shop.clock.set('2027-03-01T12:00:00Z');
  times.length = 0;
  await shop.launch({ schedule: { ...schedule, passed: 'at_once' } });
  await shop.work();
  expect(times.map((at) => at.toISOString())).toEqual(Array(11).fill('2027-03-01T12:00:00.000Z'));
});
