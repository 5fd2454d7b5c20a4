import { createECDH, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Caller } from '../access/index.ts';
import { changeSegment } from '../admin/index.ts';
import { changeStock, putProducts } from '../catalog/index.ts';
import { recordConsent } from '../consent/index.ts';
import { contactsConsumer, membershipListeners } from '../consumers/index.ts';
import { sql } from '../db/index.ts';
import { deriveIdentityKey, type Id, keyedHash } from '../lib/index.ts';
import { makeToken } from '../links/index.ts';
import { type EventSource, type LoggedEvent, rebuild } from '../log/index.ts';
import { mergeParticipants } from '../persons/index.ts';
import { subscribePush } from '../push/index.ts';
import { createSegment, keepMemberships } from '../segments/index.ts';
import { findImportSource, saveSource } from '../sources/index.ts';
import { collect, createTestContext, runReadyJobs, type TestTenant } from '../testing/index.ts';
import { leaveWaitlist, readWaitlistEntries } from '../waitlists/index.ts';
import { startWaiting } from '../waitlists/join.ts';
import {
  advanceRuns,
  archiveFlow,
  changeFlow,
  enterByTime,
  flowsReaction,
  followCatalog,
  installFlows,
  markPausedRuns,
  pauseFlow,
  readFlow,
  readFlows,
  resumeFlow,
  startFlowRun,
} from './index.ts';
import { createFlowWorld, day, hour, minute } from './testing/world.ts';

const context = await createTestContext({ maxConnections: 6 });
const { ctx, clock, sender, newTenant } = context;
const { name, order, send, settle, pass, publish, runsOf, stepsOf, deliveriesTo, contactOf } = createFlowWorld(context);
// A new reaction starts at the end of the log.
await settle();

const on = (...types: string[]) => ({ kind: 'event' as const, events: types.map((event) => ({ event })) });
const mail = (id = 'mail') => ({ id, kind: 'send' as const, message: 'welcome' });
const text = (id = 'text') => ({ id, kind: 'send' as const, message: 'sale' });
const wait = (amount: number, unit: 'minutes' | 'hours' | 'days' = 'hours') =>
  ({ id: 'wait', kind: 'wait', amount, unit }) as const;

/** A shop with a text message, which waits at night. */
async function newShop(): Promise<TestTenant> {
  const tenant = await newTenant();
  await ctx.db.query(sql`update tenants set timezone = 'Europe/Berlin' where id = ${tenant.id}`);
  await ctx.db.query(sql`
    insert into messages (id, tenant_id, key, name, channel, category, subject, body, updated_at)
    values (${ctx.ids.newId('msg')}, ${tenant.id}, 'sale', 'Sale', 'sms', 'marketing', '', '20% off', ${clock.now()})`);
  return tenant;
}

let phones = 0;
const newPhone = () => `+49151${23_000_000 + phones++}`;

async function agree(tenant: TestTenant, contactId: Id<'ctc'>): Promise<void> {
  const granted = { contactId, action: 'granted', source: 'test', method: 'form', wordingVersion: null } as const;
  await ctx.db.transaction((tx) =>
    recordConsent({ ...ctx, db: tx }, tenant.id, [
      { ...granted, type: 'sms', evidence: {} },
      { ...granted, type: 'marketing', evidence: {} },
    ]),
  );
}

test('a segment that a live flow needs is not archived, so that no contact is kept inside other flows', async () => {
  const tenant = await newTenant();
  const filter = { kind: 'property', property: 'tier', comparison: { operator: 'equals', value: 'gold' } } as const;
  const segment = await createSegment(ctx, tenant.id, {
    name: 'VIP',
    description: '',
    definition: { version: 1, filter },
  });
  const audience = { kind: 'segment' as const, segment: segment.id };
  const flow = await publish(tenant, { trigger: on('placed_order'), exits: [], audience, steps: [mail()] });
  await publish(tenant, { trigger: on('trial_started'), steps: [wait(1), mail('second')] });
  const userId = name('user');
  await send(tenant, 'trial_started', { userId });
  await settle();
  const caller: Caller = {
    tenantId: tenant.id,
    actor: { kind: 'user', id: 'usr_1', name: 'anna@shop.test' },
    permissions: new Set(['segments.write']),
  };
  const archive = () => changeSegment(ctx, caller, segment.id, { version: segment.version, isArchived: true });
  await expect(archive()).rejects.toMatchObject({
    code: 'conflict',
    errors: [{ path: 'definition.audience.segment', message: `in the flow ${flow.name}` }],
  });
  await send(tenant, 'placed_order', { userId }, order());
  await settle();
  expect(await runsOf(tenant, userId)).toEqual(['exited: exit_event']);
  await archiveFlow(ctx, tenant.id, flow.id);
  expect(await archive()).toMatchObject({ isArchived: true });
});

test('the run of a contact without names goes on as that of the person who logs in', async () => {
  const tenant = await newTenant();
  const flow = await publish(tenant, { trigger: { kind: 'api' }, steps: [wait(1), mail()] });
  const [key] = await ctx.db.query<{ id: string }>(sql`
    select id from source_keys where source_id = ${tenant.browser.id} and kind = 'identity'`);
  const source: EventSource = { ...tenant.browser, identityKeyIds: [key!.id] };
  const pair = createECDH('prime256v1');
  const browser = {
    endpoint: `https://push.test/${randomBytes(16).toString('base64url')}`,
    p256dh: pair.generateKeys().toString('base64url'),
    auth: randomBytes(16).toString('base64url'),
    wordingVersion: 'v1',
    wording: 'News by push?',
  };
  const evidence = { ipPrefix: null, userAgent: null, origin: 'https://shop.test' };
  await subscribePush(ctx, source, browser, evidence, mergeParticipants);
  const [nameless] = await ctx.db.query<{ contactId: Id<'ctc'> }>(sql`
    select contact_id as "contactId" from push_subscriptions where tenant_id = ${tenant.id}`);
  await startFlowRun(ctx, tenant.id, flow.id, { contactId: nameless!.contactId, key: '' });
  const userId = name('user');
  const identityKey = Buffer.from(deriveIdentityKey(ctx.secrets.identity, key!.id));
  const signature = keyedHash(identityKey, userId).toString('hex');
  await subscribePush(ctx, source, { ...browser, userId, signature }, evidence, mergeParticipants);
  await pass(2 * hour);
  expect(await runsOf(tenant, userId)).toEqual(['finished: finished']);
});

test('while the history of contacts is rebuilt, no contact is moved or let in by what is missing of it', async () => {
  const tenant = await newTenant();
  const hasAnswered = { kind: 'event', event: 'quiz_taken' } as const;
  await publish(tenant, {
    trigger: on('trial_started'),
    exits: [],
    steps: [wait(1), { id: 'branch', kind: 'branch', filter: hasAnswered, yes: [mail('yes')], no: [mail('no')] }],
  });
  await publish(tenant, {
    trigger: { kind: 'elapsed', field: 'lastOrderAt', after: { amount: 1, unit: 'hours' } },
    steps: [mail('elapsed')],
  });
  const userId = name('user');
  await send(tenant, 'placed_order', { userId }, order());
  await send(tenant, 'quiz_taken', { userId });
  await send(tenant, 'trial_started', { userId });
  await settle();
  await rebuild(ctx, contactsConsumer);
  clock.advance(2 * hour);
  await advanceRuns(ctx);
  await enterByTime(ctx);
  await settle();
  await enterByTime(ctx);
  await settle();
  expect(await stepsOf(tenant, userId)).toEqual(['wait: waited', 'branch: yes', 'yes: sent', 'elapsed: sent']);
});

test('a run that failed takes back the message that waits', async () => {
  clock.set('2027-03-02T20:00:00Z');
  const tenant = await newShop();
  await publish(tenant, { trigger: on('sale_started'), steps: [text(), wait(1, 'minutes'), mail()] });
  const userId = name('user');
  await send(tenant, 'contact_updated', { userId }, { phone: newPhone() });
  await settle();
  const contactId = await contactOf(tenant, userId);
  await agree(tenant, contactId);
  await send(tenant, 'sale_started', { userId });
  await settle();
  await runReadyJobs(ctx);
  expect(await deliveriesTo(tenant, userId)).toEqual(['text due: quiet_hours']);
  await ctx.db.query(
    sql.composed(sql`create function refuse() returns trigger language plpgsql as $$
      begin if new.contact_id = '${sql.trusted(contactId)}' then raise exception 'refused'; end if; return new; end $$`),
  );
  await ctx.db.query(
    sql.composed(sql`create trigger refuse before insert on deliveries for each row execute function refuse()`),
  );
  for (let tries = 0; tries < 12; tries++) await pass(hour);
  await ctx.db.query(sql.composed(sql`drop function refuse() cascade`));
  expect(await runsOf(tenant, userId)).toEqual(['failed: failed']);
  expect(await deliveriesTo(tenant, userId)).toEqual(['text skipped: left_flow']);
});

test('what happens when a wait is over does not answer it, although a pause keeps the run there', async () => {
  const tenant = await newTenant();
  const flow = await publish(tenant, {
    trigger: on('trial_started'),
    exits: [],
    steps: [
      {
        id: 'answer',
        kind: 'wait_for',
        event: 'quiz_taken',
        within: { amount: 2, unit: 'hours' },
        yes: [mail('yes')],
        no: [mail('no')],
      },
    ],
  });
  const [inTime, late] = [name('user'), name('user')];
  for (const userId of [inTime, late]) await send(tenant, 'trial_started', { userId });
  await settle();
  await pauseFlow(ctx, tenant.id, flow.id);
  await markPausedRuns(ctx);
  await pass(2 * hour);
  await send(tenant, 'quiz_taken', { userId: inTime });
  clock.advance(1);
  await send(tenant, 'quiz_taken', { userId: late });
  await settle();
  await resumeFlow(ctx, tenant.id, flow.id);
  await markPausedRuns(ctx);
  await settle();
  expect(await stepsOf(tenant, inTime)).toEqual(['answer: event_happened', 'yes: sent']);
  expect(await stepsOf(tenant, late)).toEqual(['answer: timed_out', 'no: sent']);
});

test('a short pause drops nothing that waits for something else', async () => {
  clock.set('2027-03-02T12:00:00Z');
  const tenant = await newShop();
  await ctx.db.query(sql`update tenants set weekly_cap = 1 where id = ${tenant.id}`);
  const flow = await publish(tenant, { trigger: on('sale_started'), steps: [text('first'), text('second')] });
  const userId = name('user');
  await send(tenant, 'contact_updated', { userId }, { phone: newPhone() });
  await settle();
  await agree(tenant, await contactOf(tenant, userId));
  await send(tenant, 'sale_started', { userId });
  await settle();
  await runReadyJobs(ctx);
  expect((await deliveriesTo(tenant, userId)).sort()).toEqual(['first sent', 'second due: weekly_cap']);
  // Once while it still waits, and once over the end of its wait.
  for (const wait of [2 * day, 5 * day - minute]) {
    clock.advance(wait);
    await pauseFlow(ctx, tenant.id, flow.id);
    clock.advance(2 * minute);
    await runReadyJobs(ctx);
    await resumeFlow(ctx, tenant.id, flow.id);
  }
  await runReadyJobs(ctx);
  expect((await deliveriesTo(tenant, userId)).sort()).toEqual(['first sent', 'second sent']);
});

test('what happens to late messages after a pause is what the published version says, not the draft', async () => {
  const tenant = await newTenant();
  const flow = await publish(tenant, { trigger: on('trial_started'), lateMessages: 'skip', steps: [mail()] });
  const userId = name('user');
  await send(tenant, 'trial_started', { userId });
  await settle();
  await pauseFlow(ctx, tenant.id, flow.id);
  clock.advance(30 * hour);
  const { version, draft } = await readFlow(ctx, tenant.id, flow.id);
  await changeFlow(ctx, tenant.id, flow.id, { version, definition: { ...draft, lateMessages: 'send' } });
  await resumeFlow(ctx, tenant.id, flow.id);
  expect(await deliveriesTo(tenant, userId)).toEqual(['mail skipped: stale']);
});

test.each(['browser', 'contact'])(
  'a message that waits is taken back when an order becomes the contact’s with another %s',
  async (other) => {
    clock.set('2027-03-02T22:00:00Z');
    const tenant = await newShop();
    const sale = { trigger: on('sale_started'), exits: [{ event: 'placed_order' as const }] };
    await publish(tenant, { ...sale, steps: [text('finished')] });
    await publish(tenant, { ...sale, steps: [text('inside'), wait(3, 'days')] });
    const [userId, anonymousId] = [name('user'), name('browser')];
    const email = `${userId}@example.com`;
    await send(tenant, 'contact_updated', { email }, { phone: newPhone() });
    await settle();
    const [contact] = await ctx.db.query<{ id: Id<'ctc'> }>(sql`
    select id from contacts where tenant_id = ${tenant.id} and email = ${email}`);
    await agree(tenant, contact!.id);
    await send(tenant, 'sale_started', { email });
    await settle();
    await runReadyJobs(ctx);
    clock.advance(minute);
    if (other === 'browser') await send(tenant, 'placed_order', { anonymousId }, order(), { source: 'browser' });
    else await send(tenant, 'placed_order', { userId }, order());
    await settle();
    clock.advance(minute);
    await send(tenant, 'contact_updated', other === 'browser' ? { email, anonymousId } : { email, userId });
    await settle();
    clock.set('2027-03-03T09:00:00Z');
    await runReadyJobs(ctx);
    const left = { status: 'skipped', reason: 'left_flow' };
    expect(
      await ctx.db.query(sql`
      select status, reason from deliveries where tenant_id = ${tenant.id} and origin ->> 'kind' = 'flow'`),
    ).toEqual([left, left]);
    expect(
      await ctx.db.query(sql`select id from flow_runs where tenant_id = ${tenant.id} and status = 'active'`),
    ).toEqual([]);
  },
);

test.each([
  ['has left the waitlist', 'before its run has begun'],
  ['has left the waitlist', 'while its message waits'],
  ['has bought the product', 'before its run has begun'],
  ['has bought the product', 'while its message waits'],
])('who %s %s is not told that it is back in stock', async (deed, moment) => {
  const tenant = await newTenant();
  await installFlows(ctx, tenant.id);
  const mug = { id: 'mug', title: 'Mug', url: 'https://shop.test/mug', price: 1_000, currency: 'EUR' };
  await putProducts(ctx, tenant.id, [mug], followCatalog);
  const stock = (quantity: number) => changeStock(ctx, tenant.id, [{ productId: 'mug', quantity }], followCatalog);
  await stock(0);
  const userId = name('user');
  const email = `${userId}@example.com`;
  await send(tenant, 'contact_created', { userId, email });
  await settle();
  const contactId = await contactOf(tenant, userId);
  await ctx.db.transaction((tx) => startWaiting({ ...ctx, db: tx }, tenant.id, contactId, { productId: 'mug' }));
  await stock(5);
  await runReadyJobs(ctx);
  if (moment === 'while its message waits') await settle();
  const flow = (await readFlows(ctx, tenant.id)).find(({ key }) => key === 'back_in_stock')!;
  await pauseFlow(ctx, tenant.id, flow.id);
  const [entry] = await readWaitlistEntries(ctx, tenant.id, contactId);
  if (deed === 'has left the waitlist') {
    await leaveWaitlist(ctx, makeToken(ctx, 'leave_waitlist', tenant.id, entry!.id));
  } else {
    await send(tenant, 'placed_order', { userId }, { ...order(), items: [{ productId: 'mug' }] });
    await settle();
  }
  await resumeFlow(ctx, tenant.id, flow.id);
  await settle();
  await runReadyJobs(ctx);
  expect(sender.sent.filter(({ to }) => to.address === email)).toEqual([]);
  expect(await deliveriesTo(tenant, userId)).toEqual(
    moment === 'while its message waits' ? ['mail skipped: left_waitlist'] : [],
  );
});

test('an import brings contacts into segments, and into no flow', async () => {
  const tenant = await newTenant();
  await saveSource(ctx, { id: ctx.ids.newId('src'), tenantId: tenant.id, name: 'Import', kind: 'import' });
  const source = (await findImportSource(ctx, tenant.id))!;
  const filter = { kind: 'property', property: 'tier', comparison: { operator: 'equals', value: 'gold' } } as const;
  const segment = await createSegment(ctx, tenant.id, {
    name: 'Gold',
    description: '',
    definition: { version: 1, filter },
  });
  await keepMemberships(ctx, []);
  await publish(tenant, { trigger: { kind: 'segment', segment: segment.id, change: 'entered' }, steps: [wait(1)] });
  const [imported, live, both, later] = [name('user'), name('user'), name('user'), name('user')];
  const gold = (userId: string) => ({
    id: name('event'),
    type: 'contact_updated',
    userId,
    properties: { tier: 'gold' },
  });
  const asImport = (...users: string[]) =>
    collect(
      ctx,
      source,
      users.map((userId) => ({ ...gold(userId), occurredAt: '2020-03-01T12:00:00.000Z' })),
    );
  // One after the other in the log, so that a batch holds both kinds.
  await asImport(imported, both);
  await send(tenant, 'contact_updated', { userId: live }, { tier: 'gold' });
  await asImport(later);
  await send(tenant, 'contact_updated', { userId: both }, { tier: 'gold', lately: true });
  await settle();
  await keepMemberships(ctx, membershipListeners);
  const members = await ctx.db.query<{ userId: string }>(sql`
    select c.user_id as "userId" from segment_members m join contacts c on c.id = m.contact_id
    where m.segment_id = ${segment.id}`);
  expect(members.map(({ userId }) => userId).sort()).toEqual([imported, live, both, later].sort());
  expect(await runsOf(tenant, live)).toEqual(['active at wait']);
  expect(await runsOf(tenant, both)).toEqual(['active at wait']);
  expect([await runsOf(tenant, imported), await runsOf(tenant, later)]).toEqual([[], []]);
});

test('an event that is applied a second time lets its contact enter once', async () => {
  const tenant = await newTenant();
  await publish(tenant, { trigger: on('placed_order'), reentry: { rule: 'always' }, exits: [], steps: [mail()] });
  const userId = name('user');
  await send(tenant, 'placed_order', { userId }, order());
  await settle();
  expect(await runsOf(tenant, userId)).toHaveLength(1);
  const events = await ctx.db.query<LoggedEvent>(sql`
    select seq, bucket, tenant_id as "tenantId", source_id as "sourceId", id, type, is_trusted as "isTrusted",
      anonymous_id as "anonymousId", user_id as "userId", email, properties, context, catalog_version as "catalogVersion",
      occurred_at as "occurredAt", received_at as "receivedAt"
    from events where tenant_id = ${tenant.id} and type = 'placed_order'`);
  await ctx.db.transaction((tx) => flowsReaction.apply({ ...ctx, db: tx }, events));
  await settle();
  expect(await runsOf(tenant, userId)).toHaveLength(1);
});

test('what a bot did before a wait was reached does not answer it', async () => {
  const tenant = await newTenant();
  await publish(tenant, {
    trigger: on('trial_started'),
    exits: [],
    steps: [
      {
        id: 'asks',
        kind: 'wait_for',
        event: 'quiz_done',
        within: { amount: 2, unit: 'hours' },
        yes: [wait(9)],
        no: [{ ...wait(9), id: 'no' }],
      },
    ],
  });
  const [bot, human] = [name('user'), name('user')];
  for (const userId of [bot, human]) {
    await send(tenant, 'trial_started', { userId });
    // Stored before the run reaches its step: only the history says that it happened.
    clock.advance(1_000);
    const context = userId === bot ? { userAgent: 'Mozilla/5.0 (compatible; Googlebot/2.1)', ip: '203.0.113.7' } : {};
    await collect(ctx, tenant.server, [{ id: name('event'), type: 'quiz_done', userId, context }]);
  }
  await settle();
  await pass(3 * hour);
  expect(await runsOf(tenant, human)).toEqual(['active at wait']);
  expect(await runsOf(tenant, bot)).toEqual(['active at no']);
});

test('flows that would start each other without an end are refused, and named', async () => {
  const tenant = await newTenant();
  const { id: segment } = await createSegment(ctx, tenant.id, { name: 'VIP', description: '', definition: null });
  const started = (change: 'entered' | 'left') => ({ kind: 'segment' as const, segment, change });
  const add = { id: 'add', kind: 'add_to_segment' as const, segment };
  const remove = { id: 'remove', kind: 'remove_from_segment' as const, segment };
  const reentry = { rule: 'always' as const };
  const first = await publish(tenant, { trigger: started('entered'), reentry, exits: [], steps: [remove] });
  const second = { trigger: started('left'), reentry, exits: [], steps: [add] };
  await expect(publish(tenant, second)).rejects.toMatchObject({
    code: 'validation_failed',
    message: expect.stringMatching(
      new RegExp(`^flows would start each other without an end: (.+) → ${first.name} → \\1$`),
    ),
    errors: [{ path: 'definition.trigger.segment' }],
  });
  await expect(
    publish(tenant, { trigger: started('entered'), reentry, exits: [], steps: [remove, add] }),
  ).rejects.toMatchObject({ code: 'validation_failed' });
  await publish(tenant, { ...second, steps: [wait(1, 'days'), add] });
  await publish(tenant, { ...second, reentry: { rule: 'once' } });
});
