import { expect, test } from 'vitest';
import { sql } from '../db/index.ts';
import { listEvents } from '../feed/index.ts';
import { Appender, type EventSource } from '../log/index.ts';
import { readStats } from '../metrics/index.ts';
import { sourcesConsumer } from '../sources/index.ts';
import { applyAll, createTestContext } from '../testing/index.ts';
import { type CollectOptions, collectEvents } from './collect.ts';
import { AddressBook, forgetAddresses, readAddresses } from './visitor-addresses.ts';
import { VisitorPace } from './visitor-pace.ts';

const { ctx, clock, newTenant } = await createTestContext();
const appender = new Appender(ctx.db, { deadline: 10_000 });
const chrome = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0';
const googlebot = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

let made = 0;
const page = (more: object = {}) => ({ id: `page ${++made}`, type: 'page_viewed', anonymousId: 'v', ...more });
const send = (source: EventSource, events: object[], options: CollectOptions = {}, envelope: object = {}) =>
  collectEvents(ctx, appender, source, JSON.stringify({ ...envelope, events }), options);
const contexts = async (tenantId: string) =>
  (
    await ctx.db.query<{ context: Record<string, unknown> }>(
      sql`select context from events where tenant_id = ${tenantId} order by seq`,
    )
  ).map(({ context }) => context);

test('the user agent is reduced to device, browser and system; its text and any address are not in the log', async () => {
  const tenant = await newTenant();
  const spoken = {
    url: 'https://shop.test',
    userAgent: chrome,
    ip: '203.0.113.7',
    client: { os: 'forged' },
    bot: false,
  };
  await send(tenant.browser, [page({ context: spoken }), page()], { userAgent: chrome }, { context: spoken });
  const kept = {
    url: 'https://shop.test',
    client: { device: 'desktop', browser: 'Chrome', browserVersion: '131', os: 'Windows', osVersion: '10' },
  };
  expect(await contexts(tenant.id)).toEqual([kept, kept]);
});

test('a server may hand the user agent of its visitors on; its own is not looked at', async () => {
  const tenant = await newTenant();
  await send(tenant.server, [page({ context: { userAgent: googlebot, ip: '203.0.113.7' } }), page()], {
    userAgent: 'node',
  });
  expect(await contexts(tenant.id)).toEqual([
    { client: { device: 'bot', browser: 'Googlebot', browserVersion: '2' }, bot: true, botReason: 'user_agent' },
    {},
  ]);
});

test('bots are stored, marked with the reason, and shown apart from visitors', async () => {
  const tenant = await newTenant();
  const browser = { userAgent: chrome };
  await send(tenant.browser, [page({ anonymousId: 'person' })], browser);
  await send(tenant.browser, [page({ anonymousId: 'crawler' })], { userAgent: googlebot });
  await send(tenant.browser, [page({ anonymousId: 'robot', context: { webdriver: true } })], browser);
  await applyAll(ctx);
  await applyAll(ctx, sourcesConsumer);
  expect((await contexts(tenant.id)).map(({ bot, botReason }) => [bot, botReason])).toEqual([
    [undefined, undefined],
    [true, 'user_agent'],
    [true, 'automation'],
  ]);
  expect(await readStats(ctx, tenant.id)).toMatchObject({ visitors: 1, events: 3, bots: { visitors: 2, events: 2 } });
  const list = async (bots?: 'with' | 'without' | 'only') =>
    (await listEvents(ctx, tenant.id, { limit: 10, before: null, type: null, bots })).map(({ event }) => [
      event.anonymousId,
      event.isBot,
    ]);
  expect(await list()).toHaveLength(3);
  expect(await list('without')).toEqual([['person', false]]);
  expect(await list('only')).toEqual([
    ['robot', true],
    ['crawler', true],
  ]);
});

test('the context of a server event marks no visitor as a bot', async () => {
  const tenant = await newTenant();
  await send(tenant.server, [page({ context: { bot: 'perhaps' } })]);
  const [listed] = await listEvents(ctx, tenant.id, { limit: 1, before: null, type: null });
  expect(listed!.event.isBot).toBe(false);
});

test('a visitor with more events in a minute than a person can cause is a bot from then on; hours of queued events are not', async () => {
  const tenant = await newTenant();
  const pace = new VisitorPace();
  const minutesAgo = (minutes: number) => clock.now().getTime() - minutes * 60_000;
  const many = (visitor: string, at: (index: number) => number) =>
    Array.from({ length: 400 }, (_, index) => page({ anonymousId: visitor, occurredAt: at(index) }));
  await send(
    tenant.browser,
    many('offline', (index) => minutesAgo(400 - index)),
    { pace },
  );
  await send(
    tenant.browser,
    many('fast', () => minutesAgo(5)),
    { pace },
  );
  await send(
    tenant.server,
    many('fast', () => minutesAgo(5)),
    { pace },
  );
  const rows = await ctx.db.query(sql`
    select anonymous_id as visitor, count(*)::int as bots from events
    where tenant_id = ${tenant.id} and context->>'botReason' = 'pace' group by 1`);
  expect(rows).toEqual([{ visitor: 'fast', bots: 100 }]);
});

test('a quarantined event keeps the data about its browser, for a replay', async () => {
  const tenant = await newTenant();
  await send(tenant.browser, [page({ email: 'broken' })], { userAgent: googlebot });
  const [entry] = await ctx.db.query(
    sql`select envelope::text from quarantine_envelopes where tenant_id = ${tenant.id}`,
  );
  expect(entry).toEqual({ envelope: expect.stringContaining('"isBot": true') });
  expect(JSON.stringify(entry)).not.toContain('Mozilla');
});

test('a network is kept once a day per visitor, for 30 days, and no whole address is stored', async () => {
  const tenant = await newTenant();
  const addresses = new AddressBook();
  const from = (ipPrefix: string) => ({ addresses, ipPrefix });
  await send(tenant.browser, [page(), page(), page({ anonymousId: undefined })], from('203.0.113.0/24'));
  await send(tenant.browser, [page()], from('203.0.113.0/24'));
  await send(tenant.server, [page()], from('198.51.100.0/24'));
  await addresses.flush(ctx);
  await addresses.flush(ctx);
  expect(await readAddresses(ctx, tenant.id, 'v')).toEqual([{ day: '2026-03-01', ipPrefix: '203.0.113.0/24' }]);
  const day = 24 * 60 * 60 * 1_000;
  clock.advance(day);
  await send(tenant.browser, [page()], from('2001:db8:1::/48'));
  await addresses.flush(ctx);
  clock.advance(29 * day - 1);
  await forgetAddresses(ctx);
  expect(await readAddresses(ctx, tenant.id, 'v')).toHaveLength(2);
  clock.advance(1);
  expect(await readAddresses(ctx, tenant.id, 'v')).toEqual([{ day: '2026-03-02', ipPrefix: '2001:db8:1::/48' }]);
  expect(await forgetAddresses(ctx)).toBe(1);
  clock.advance(day);
  expect(await forgetAddresses(ctx)).toBe(1);
  expect(await ctx.db.query(sql`select 1 from visitor_addresses where tenant_id = ${tenant.id}`)).toEqual([]);
});

test('networks that could not be written wait for the next time', async () => {
  const tenant = await newTenant();
  const addresses = new AddressBook();
  addresses.note(tenant.id, 'v', '203.0.113.0/24', clock.now());
  const away = { ...ctx, db: { ...ctx.db, query: () => Promise.reject(new Error('away')) } };
  await expect(addresses.flush(away)).rejects.toThrow('away');
  await addresses.flush(ctx);
  expect(await readAddresses(ctx, tenant.id, 'v')).toHaveLength(1);
});

test('one event of a visitor that no longer sends as a bot does not bring it back among the people', async () => {
  const tenant = await newTenant();
  await send(tenant.browser, [page({ anonymousId: 'x' })], { userAgent: googlebot });
  await send(tenant.browser, [page({ anonymousId: 'x' })], { userAgent: chrome });
  await applyAll(ctx);
  await applyAll(ctx, sourcesConsumer);
  expect(await readStats(ctx, tenant.id)).toMatchObject({ visitors: 0, bots: { visitors: 1, events: 1 } });
});
