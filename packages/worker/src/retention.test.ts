import { setTimeout as pause } from 'node:timers/promises';
import { consumers, contactsConsumer, projections } from '@beckon/core/consumers';
import { listContacts } from '@beckon/core/contacts';
import { sql } from '@beckon/core/db';
import { type Consumer, ConsumerRunner, reapply, rebuild } from '@beckon/core/log';
import { deliver } from '@beckon/core/messages';
import { readStats, recountLog, recountOrders } from '@beckon/core/metrics';
import { subscribe } from '@beckon/core/newsletter';
import { requestErasure } from '@beckon/core/privacy';
import { putRetentionSettings, readFailedRemovals, readRetentionRuns, runRetention } from '@beckon/core/retention';
import { changeMembers, createSegment, keepMemberships, personData } from '@beckon/core/segments';
import { readRetentionSettings } from '@beckon/core/tenants';
import {
  applyAll,
  collect,
  completeErasures,
  createTestContext,
  drain,
  runReadyJobs,
  type TestTenant,
} from '@beckon/core/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const { ctx, clock, newTenant } = await createTestContext();
const evidence = { ipPrefix: '203.0.113.0/24', userAgent: 'Browser', origin: 'https://shop.test' };
const day = 24 * 60 * 60 * 1_000;

const [shoppersConsumer] = projections;
const applyAllConsumers = async () => {
  for (const consumer of consumers) await applyAll(ctx, consumer);
};
const keep = async (tenant: TestTenant, settings: object) =>
  putRetentionSettings(ctx, tenant.id, { ...(await readRetentionSettings(ctx, tenant.id)), ...settings });
const remove = (maxBatches = 1_000) => runRetention(ctx, projections, maxBatches);
const countOf = async (table: string, tenant: TestTenant) => {
  const [row] = await ctx.db.query<{ count: number }>(
    sql`select count(*)::int as count from ${sql.trusted(table)} where tenant_id = ${tenant.id}`,
  );
  return row!.count;
};
const all = { filters: [], search: null, limit: 200, before: null };

/** All figures that come from events. */
async function figures(tenant: TestTenant) {
  const rows = (table: string) =>
    ctx.db.query(
      sql`select * from ${sql.trusted(table)} t where tenant_id = ${tenant.id} order by to_jsonb(t)::text collate "C"`,
    );
  const { orders, revenue, events, contacts, zeroValueOrders, bots } = await readStats(ctx, tenant.id);
  return {
    stats: { orders, revenue, events, contacts, zeroValueOrders, bots },
    contacts: await listContacts(ctx, tenant.id, all),
    orders: await rows('orders'),
    activity: await rows('source_activity'),
    schemas: await rows('source_schemas'),
    widgets: await rows('widget_uses'),
    recount: await recountOrders(ctx, tenant.id),
  };
}

const event = fc.oneof(
  fc.record({ what: fc.constant('order'), who: fc.nat(3), number: fc.nat(6), age: fc.nat(100) }),
  fc.record({ what: fc.constant('profile'), who: fc.nat(3), number: fc.nat(6), age: fc.nat(100) }),
  fc.record({
    what: fc.constantFrom('page', 'widget', 'bot', 'claimed order'),
    who: fc.nat(3),
    number: fc.nat(6),
    age: fc.nat(100),
  }),
  fc.record({ what: fc.constant('custom'), who: fc.nat(3), number: fc.nat(6), age: fc.nat(100) }),
);
let made = 0;
type Made = { what: string; who: number; number: number };

async function send(tenant: TestTenant, { what, who, number }: Made) {
  const id = `retained ${++made}`;
  const order = { orderId: `o${number}`, total: number * 700, currency: number % 3 ? 'USD' : 'EUR' };
  const server = (type: string, properties: object) =>
    collect(ctx, tenant.server, [{ id, type, email: `p${who}@example.com`, anonymousId: `v${who}`, properties }]);
  const browser = (type: string, properties: object, context = {}) =>
    collect(ctx, tenant.browser, [{ id, type, anonymousId: `v${who}`, properties, context }]);
  if (what === 'order') await server('placed_order', order);
  else if (what === 'profile') await server('contact_updated', { firstName: `N${number}` });
  else if (what === 'custom') await server(`thing_${number}`, { [`p${number}`]: who });
  else if (what === 'claimed order') await browser('placed_order', order);
  else if (what === 'widget') await browser('widget_viewed', { widget: 'newsletter', formId: `f${number}` });
  else await browser('page_viewed', { path: `/${number}`, ...(number > 3 && { [`q${number}`]: [number] }) });
}

test('after events have left the log, a rebuild gives the same figures', async () => {
  let gone = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 5, maxLength: 25 }), fc.nat(60), async (events, days) => {
      const tenant = await newTenant();
      await putRetentionSettings(ctx, tenant.id, {
        ...(await readRetentionSettings(ctx, tenant.id)),
        eventsDays: 1 + days,
      });
      const start = clock.now().getTime();
      for (const each of events.toSorted((a, b) => b.age - a.age)) {
        clock.set(new Date(start + (100 - each.age) * day).toISOString());
        await send(tenant, each);
      }
      clock.set(new Date(start + 100 * day).toISOString());
      await applyAllConsumers();
      const before = await figures(tenant);
      const logged = await countOf('events', tenant);
      await remove();
      gone += logged - (await countOf('events', tenant));
      expect(await figures(tenant)).toEqual(before);
      for (const projection of projections) await rebuild(ctx, projection);
      await applyAllConsumers();
      expect(await figures(tenant)).toEqual(before);
    }),
    { numRuns: 30 },
  );
  expect(gone).toBeGreaterThan(50);
}, 120_000);

test('behavior goes after 26 months; orders, profiles and what we say ourselves stay', async () => {
  const tenant = await newTenant();
  for (const what of ['order', 'profile', 'page', 'widget', 'custom', 'claimed order'])
    await send(tenant, { what, who: 0, number: 4 });
  await subscribe(ctx, tenant.browser, { email: 'news@example.com', wordingVersion: 'v1', wording: 'News.' }, evidence);
  await applyAllConsumers();
  clock.advance(790 * day);
  await remove();
  expect(await countOf('events', tenant)).toBe(7);
  clock.advance(2 * day);
  await remove();
  const left = await ctx.db.query<{ type: string }>(
    sql`select type from events where tenant_id = ${tenant.id} order by type`,
  );
  expect(left.map(({ type }) => type)).toEqual(['contact_updated', 'newsletter_requested', 'placed_order']);
  expect(await readStats(ctx, tenant.id)).toMatchObject({ events: 7, orders: 1 });
});

test('who entered and left segments goes with behavior; who is a member stays', async () => {
  const tenant = await newTenant();
  await send(tenant, { what: 'profile', who: 0, number: 0 });
  await applyAllConsumers();
  const [contact] = await listContacts(ctx, tenant.id, all);
  const segment = await createSegment(ctx, tenant.id, { name: 'By hand', description: '', definition: null });
  const contacts = [contact!.id];
  await changeMembers(ctx, tenant.id, segment.id, { contacts, membership: 'in' });
  await keepMemberships(ctx, []);
  const [own] = await ctx.db.query<Record<string, unknown>>(personData.export!(tenant.id, contact!.id).segmentChanges!);
  expect(own).toMatchObject({ segment: 'By hand', change: 'entered', reason: 'by_hand' });
  clock.advance(790 * day);
  await remove();
  expect(await countOf('segment_changes', tenant)).toBe(1);
  clock.advance(2 * day);
  await remove();
  expect(await countOf('segment_changes', tenant)).toBe(0);
  expect(await countOf('segment_members', tenant)).toBe(1);
});

test('an event that a consumer has not read stays, and so does all that came after it', async () => {
  const tenant = await newTenant();
  await send(tenant, { what: 'page', who: 0, number: 1 });
  await applyAll(ctx, shoppersConsumer!);
  clock.advance(800 * day);
  await remove();
  expect(await countOf('events', tenant)).toBe(1);
  await applyAllConsumers();
  clock.advance(day);
  await remove();
  expect(await countOf('events', tenant)).toBe(0);
});

test('visitors without a contact go after 30 days with their timeline; those of a contact stay', async () => {
  const tenant = await newTenant();
  await send(tenant, { what: 'page', who: 1, number: 1 });
  await send(tenant, { what: 'order', who: 2, number: 1 });
  await send(tenant, { what: 'page', who: 2, number: 1 });
  await applyAllConsumers();
  clock.advance(29 * day);
  await remove();
  expect([await countOf('visitors', tenant), await countOf('timeline', tenant)]).toEqual([2, 3]);
  clock.advance(2 * day);
  await remove();
  expect([await countOf('visitors', tenant), await countOf('timeline', tenant)]).toEqual([1, 2]);
});

test('500 made-up visitors are gone after a month', async () => {
  const tenant = await newTenant();
  const events = Array.from({ length: 500 }, (_, number) => ({
    id: `up ${number}`,
    type: 'page_viewed',
    anonymousId: `made up ${number}`,
  }));
  await collect(ctx, tenant.browser, events);
  await applyAllConsumers();
  expect(await countOf('visitors', tenant)).toBe(500);
  clock.advance(31 * day);
  await remove();
  expect([await countOf('visitors', tenant), await countOf('timeline', tenant)]).toEqual([0, 0]);
});

test('an unconfirmed sign-up is removed after 90 days; a contact known by anything else stays', async () => {
  const tenant = await newTenant();
  const signUp = (email: string) =>
    subscribe(ctx, tenant.browser, { email, wordingVersion: 'v1', wording: 'News.' }, evidence);
  await signUp('never@example.com');
  await signUp('p1@example.com');
  await send(tenant, { what: 'order', who: 1, number: 1 });
  await applyAllConsumers();
  await runReadyJobs(ctx);
  clock.advance(89 * day);
  await signUp('late@example.com');
  await runReadyJobs(ctx);
  await remove();
  expect(await countOf('contacts', tenant)).toBe(3);
  clock.advance(2 * day);
  await remove();
  expect((await listContacts(ctx, tenant.id, all)).map(({ email }) => email).toSorted()).toEqual([
    'late@example.com',
    'p1@example.com',
  ]);
  const left = await ctx.db.query(sql`
    select 1 from sign_ups s where tenant_id = ${tenant.id} and not exists (select from contacts c where c.id = s.contact_id)
    union all select 1 from consent_evidence s where tenant_id = ${tenant.id} and not exists (select from contacts c where c.id = s.contact_id)`);
  expect(left).toEqual([]);
});

test('jobs that are done, closed quarantine and old deliveries go in their time; what waits for a decision stays', async () => {
  const tenant = await newTenant();
  await subscribe(ctx, tenant.browser, { email: 'anna@example.com', wordingVersion: 'v1', wording: 'News.' }, evidence);
  await send(tenant, { what: 'order', who: 0, number: 1 });
  const [, , jobs] = [await applyAllConsumers(), await runReadyJobs(ctx), await countOf('finished_jobs', tenant)];
  await collect(ctx, tenant.browser, [
    { id: 'bad 1', type: 'Bad' },
    { id: 'bad 2', type: 'Bad' },
  ]);
  await ctx.db.query(sql`
    update quarantine set resolved_at = ${clock.now()}, resolution = 'accepted' where tenant_id = ${tenant.id} and event_id = 'bad 1'`);
  const look = async () => [
    await countOf('finished_jobs', tenant),
    await countOf('quarantine', tenant),
    await countOf('deliveries', tenant),
  ];
  const variables = async () =>
    (
      await ctx.db.query<{ variables: object }>(sql`select variables from deliveries where tenant_id = ${tenant.id}`)
    )[0]!.variables;
  expect(await look()).toEqual([jobs, 2, 1]);
  clock.advance(31 * day);
  await remove();
  expect(await look()).toEqual([0, 2, 1]);
  expect(Object.keys(await variables()).length).toBeGreaterThan(0);
  clock.advance(60 * day);
  await remove();
  expect(await look()).toEqual([0, 1, 1]);
  expect(await variables()).toEqual({});
  clock.advance(701 * day);
  await remove();
  expect(await look()).toEqual([0, 1, 0]);
});

test('a long removal continues where it stopped, in batches, and is recorded', async () => {
  const tenant = await newTenant();
  const settings = await readRetentionSettings(ctx, tenant.id);
  await putRetentionSettings(ctx, tenant.id, { ...settings, eventsDays: 1, visitorsDays: null });
  for (let batch = 0; batch < 5; batch++) {
    const events = Array.from({ length: 500 }, (_, number) => ({
      id: `b ${batch} ${number}`,
      type: 'page_viewed',
      anonymousId: `v${number % 9}`,
    }));
    await collect(ctx, tenant.browser, events);
  }
  await applyAllConsumers();
  clock.advance(2 * day);
  let calls = 0;
  while (
    (await readRetentionRuns(ctx, tenant.id)).some(
      ({ kind, finishedAt }) => kind === 'eventsDays' && finishedAt === null,
    )
  ) {
    await remove(1);
    expect(++calls).toBeLessThan(400);
  }
  expect(await countOf('events', tenant)).toBe(0);
  const run = (await readRetentionRuns(ctx, tenant.id)).find(({ kind }) => kind === 'eventsDays');
  expect(run).toMatchObject({ removedLastRun: 2_500, removedEver: 2_500, isOverdue: false });
  expect(await countOf('visitors', tenant)).toBe(9);
  clock.advance(4 * day);
  expect((await readRetentionRuns(ctx, tenant.id)).every(({ isOverdue }) => isOverdue)).toBe(true);
});

test('nothing leaves the log while a rebuild sets its consumer back', async () => {
  const tenant = await newTenant();
  await send(tenant, { what: 'page', who: 0, number: 1 });
  await applyAllConsumers();
  clock.advance(800 * day);
  // Nothing else is due, so that the removal is at the event at once.
  await remove(0);
  await ctx.db.query(sql`
    update retention_runs set next_at = ${new Date(clock.now().getTime() + day)}
    where tenant_id <> ${tenant.id} or kind <> 'eventsDays'`);
  const { promise: cleared, resolve: goOn } = Promise.withResolvers<void>();
  const { promise: reached, resolve: arrive } = Promise.withResolvers<void>();
  const rebuilding = rebuild(ctx, {
    ...shoppersConsumer!,
    async clear(tx) {
      await shoppersConsumer!.clear(tx);
      arrive();
      await cleared;
    },
  });
  await reached;
  const removing = remove();
  await pause(300);
  expect(await countOf('events', tenant)).toBe(1);
  goOn();
  await Promise.all([rebuilding, removing]);
  // It has not been read again: it stays until then, and counts.
  expect(await countOf('events', tenant)).toBe(1);
  await applyAllConsumers();
  clock.advance(day);
  await remove();
  expect(await countOf('events', tenant)).toBe(0);
  expect(await readStats(ctx, tenant.id)).toMatchObject({ events: 1 });
});

/** The contacts consumer with a fault that sets events of one type aside. */
const failing: Consumer = {
  ...contactsConsumer,
  async apply(inTx, events) {
    if (events.some(({ type }) => type === 'poison_sent')) throw new Error('a fault of ours');
    await contactsConsumer.apply(inTx, events);
  },
};

/** A shop that keeps behavior for ten days; the contacts consumer quarantines its second event. */
async function setAsideOne() {
  const tenant = await newTenant();
  await keep(tenant, { eventsDays: 10, quarantineDays: 1 });
  await collect(ctx, tenant.server, [
    { id: '1', type: 'thing_done', userId: 'u' },
    { id: '2', type: 'poison_sent', userId: 'u' },
  ]);
  const runner = new ConsumerRunner(ctx, failing, { holder: `with a fault ${++made}`, maxAttempts: 1 });
  await drain(ctx, runner, failing);
  await runner.release();
  await applyAllConsumers();
  const [entry] = await ctx.db.query<{ id: string; seq: number }>(sql`
    select id, seq from quarantine where tenant_id = ${tenant.id} and resolved_at is null`);
  return { tenant, entry: entry! };
}

/** Consumers that have not counted what they have passed. */
const wrongCounts = async ({ id }: TestTenant) =>
  (await recountLog(ctx)).filter(({ tenantId, inLog, applied }) => tenantId === id && inLog !== applied);

test('an event that a consumer has quarantined stays in the log until it is resolved, and is then removed', async () => {
  const { tenant, entry } = await setAsideOne();
  expect(await wrongCounts(tenant)).toEqual([]);
  clock.advance(11 * day);
  await remove();
  expect(await countOf('events', tenant)).toBe(1);
  expect(await wrongCounts(tenant)).toEqual([]);
  // The fault is mended, and the entry is replayed.
  await reapply(ctx, contactsConsumer, tenant.id, entry.id, entry.seq);
  expect(await readStats(ctx, tenant.id)).toMatchObject({ events: 2 });
  // Its closed entry is old enough to go before the event is looked for.
  await keep(tenant, { eventsDays: null });
  clock.advance(3 * day);
  await remove();
  await keep(tenant, { eventsDays: 10 });
  await remove();
  expect(await countOf('events', tenant)).toBe(0);
  clock.advance(day);
  await remove();
  expect(await countOf('quarantine', tenant)).toBe(0);
  for (const projection of projections) await rebuild(ctx, projection);
  await applyAllConsumers();
  expect(await readStats(ctx, tenant.id)).toMatchObject({ events: 2 });
  expect(await wrongCounts(tenant)).toEqual([]);
});

test('an event quarantined by a consumer counts once after a successful rebuild, and is then removed', async () => {
  const { tenant, entry } = await setAsideOne();
  clock.advance(11 * day);
  await remove();
  await rebuild(ctx, contactsConsumer);
  // Not read again yet.
  clock.advance(day);
  await remove();
  expect(await countOf('events', tenant)).toBe(1);
  await applyAllConsumers();
  expect(await wrongCounts(tenant)).toEqual([]);
  await expect(reapply(ctx, contactsConsumer, tenant.id, entry.id, entry.seq)).rejects.toThrow(
    'no open quarantine entry',
  );
  clock.advance(day);
  await remove();
  expect(await countOf('events', tenant)).toBe(0);
  expect(await readStats(ctx, tenant.id)).toMatchObject({ events: 2 });
  expect(await wrongCounts(tenant)).toEqual([]);
});

test('an erasure finds what a browser did before its visitor was removed and came back', async () => {
  const tenant = await newTenant();
  await collect(ctx, tenant.browser, [
    { id: '1', type: 'page_viewed', anonymousId: 'returning', properties: { path: '/orders/of-anna' } },
  ]);
  await applyAllConsumers();
  clock.advance(40 * day);
  await remove();
  await collect(ctx, tenant.server, [
    { id: '2', type: 'contact_updated', email: 'anna@shop.test', anonymousId: 'returning' },
  ]);
  await applyAllConsumers();
  const [anna] = await listContacts(ctx, tenant.id, all);
  await requestErasure(ctx, tenant.id, anna!.id, 'api_key');
  await completeErasures(ctx, clock);
  const left = await ctx.db.query(sql`
    select 1 from events where tenant_id = ${tenant.id} and (anonymous_id = 'returning' or properties ? 'path')`);
  expect(left).toEqual([]);
});

test('contacts of trusted behavior that has left the log are the same after a rebuild, their browsers too', async () => {
  const tenant = await newTenant();
  await keep(tenant, { eventsDays: 5, visitorsDays: null });
  await collect(ctx, tenant.browser, [{ id: '0', type: 'page_viewed', anonymousId: 'b1' }]);
  await collect(ctx, tenant.server, [{ id: '1', type: 'thing_done', userId: 'u1', anonymousId: 'b1' }]);
  await applyAllConsumers();
  const look = () =>
    ctx.db.query(sql`
      select c.user_id, l.since is not null as linked from contacts c left join visitor_links l on l.contact_id = c.id
      where c.tenant_id = ${tenant.id}`);
  const before = await look();
  clock.advance(6 * day);
  await remove();
  for (const projection of projections) await rebuild(ctx, projection);
  await applyAllConsumers();
  expect(await look()).toEqual(before);
});

test('a failure in one shop does not stop the others, is recorded, and is retried in an hour', async () => {
  const tenants = [await newTenant(), await newTenant()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const [bad, good] = tenants as [TestTenant, TestTenant];
  await ctx.db.query(sql`
    insert into finished_jobs (id, tenant_id, kind, attempts, created_at, finished_at)
    select 'job_' || t, t, 'delivery.send', 1, ${clock.now()}, ${clock.now()}
    from unnest(array[${bad.id}, ${good.id}]::text[]) t`);
  await ctx.db.query(sql`
    create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$`);
  await ctx.db.query(
    sql.trusted(
      `create trigger refuse before delete on finished_jobs for each row when (old.tenant_id = '${bad.id}') execute function refuse()`,
    ),
  );
  clock.advance(40 * day);
  await remove();
  expect([await countOf('finished_jobs', bad), await countOf('finished_jobs', good)]).toEqual([1, 0]);
  const failed = [{ tenantId: bad.id, kind: 'jobsDays', failure: expect.stringContaining('the database refused it') }];
  expect(await readFailedRemovals(ctx)).toEqual(failed);
  clock.advance(3 * day);
  await remove();
  const run = async () => (await readRetentionRuns(ctx, bad.id)).find(({ kind }) => kind === 'jobsDays');
  expect(await run()).toMatchObject({ isOverdue: true });
  await ctx.db.query(sql`drop trigger refuse on finished_jobs`);
  clock.advance(59 * 60_000);
  await remove();
  expect(await countOf('finished_jobs', bad)).toBe(1);
  clock.advance(60_000);
  await remove();
  expect(await countOf('finished_jobs', bad)).toBe(0);
  expect(await readFailedRemovals(ctx)).toEqual([]);
  expect(await run()).toMatchObject({ isOverdue: false });
});

test('a pace that a contact chose and the weekly cap hold, however short the shop keeps its deliveries', async () => {
  const tenant = await newTenant();
  await keep(tenant, { deliveriesDays: 1 });
  await ctx.db.query(sql`update tenants set weekly_cap = 1 where id = ${tenant.id}`);
  const contact = async (frequency: string | null) => {
    const id = ctx.ids.newId('ctc');
    await ctx.db.query(sql`
      insert into contacts (id, tenant_id, email, email_verified_at, created_at, frequency)
      values (${id}, ${tenant.id}, ${`${id}@example.com`}, ${clock.now()}, ${clock.now()}, ${frequency})`);
    await ctx.db.query(sql`
      insert into consent_state (tenant_id, contact_id, type, state, since, said_at, position)
      select ${tenant.id}, ${id}, t, 'granted', ${clock.now()}, ${clock.now()}, 1 from unnest(array['email', 'marketing']) t`);
    return id;
  };
  const [monthly, capped] = [await contact('monthly'), await contact(null)];
  const send = async (contactId: string) => {
    const businessKey = `pace ${++made}`;
    await deliver(ctx, { tenantId: tenant.id, contactId, message: 'welcome', businessKey });
    await runReadyJobs(ctx);
    const [row] = await ctx.db.query(sql`select status, reason from deliveries where business_key = ${businessKey}`);
    return row;
  };
  expect([await send(monthly), await send(capped)]).toMatchObject([{ status: 'sent' }, { status: 'sent' }]);
  clock.advance(6 * day);
  await remove();
  expect(await send(capped)).toMatchObject({ status: 'due', reason: 'weekly_cap' });
  clock.advance(23 * day);
  await remove();
  expect(await send(monthly)).toMatchObject({ status: 'due', reason: 'frequency' });
  clock.advance(3 * day);
  await runReadyJobs(ctx);
  // What was sent is deleted when no pace can depend on it any more.
  clock.advance(32 * day);
  await remove();
  expect(await countOf('deliveries', tenant)).toBe(0);
});

test('a clock that was ahead for a moment does not stop later removals', async () => {
  const tenant = await newTenant();
  await keep(tenant, { jobsDays: 10 });
  const now = clock.now();
  clock.advance(365 * day);
  await remove();
  clock.set(now.toISOString());
  clock.advance(20 * day);
  await remove();
  const runs = await readRetentionRuns(ctx, tenant.id);
  expect(new Set(runs.map(({ finishedAt }) => finishedAt))).toEqual(new Set([clock.now().toISOString()]));
});
