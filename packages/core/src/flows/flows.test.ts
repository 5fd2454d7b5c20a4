import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sql } from '../db/index.ts';
import { createTestContext, runs } from '../testing/index.ts';
import { advanceRuns, archiveFlow } from './index.ts';
import { createFlowWorld, day, hour, minute } from './testing/world.ts';

const context = await createTestContext({ maxConnections: 6 });
const { ctx, clock, newTenant } = context;
const world = createFlowWorld(context);
const { name, order, send, settle, pass, publish, runsOf, stepsOf, deliveriesTo, refusalsOf } = world;
const tenant = await newTenant();
// A new reaction starts at the end of the log.
await settle();

const on = (...types: string[]) => ({ kind: 'event' as const, events: types.map((event) => ({ event })) });
const mail = (id = 'mail') => ({ id, kind: 'send' as const, message: 'welcome' });
const wait = (amount: number, unit: 'minutes' | 'hours' | 'days' = 'hours', id = 'wait') =>
  ({ id, kind: 'wait', amount, unit }) as const;

test('Feature: marketing-automation, Property 12: Trigger → enrolled in flow immediately (5.1)', async () => {
  const shop = await newTenant();
  await publish(shop, { trigger: on('trial_started'), steps: [wait(1), mail()] });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 * day }), async (age) => {
      const userId = name('user');
      await send(shop, 'trial_started', { userId }, {}, { at: new Date(clock.now().getTime() - age) });
      await settle();
      expect(await runsOf(shop, userId)).toEqual(['active at wait']);
    }),
    { numRuns: runs(100) },
  );
});

test('Feature: marketing-automation, Property 13: Second enrolment in same flow rejected (5.4)', async () => {
  const shop = await newTenant();
  await publish(shop, { trigger: on('trial_started'), reentry: { rule: 'always' }, steps: [wait(1), mail()] });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.boolean(), async (repeats, together) => {
      const userId = name('user');
      for (let sent = 0; sent <= repeats; sent++) {
        await send(shop, 'trial_started', { userId });
        if (!together) await settle();
      }
      await settle();
      expect(await runsOf(shop, userId)).toEqual(['active at wait']);
      expect(await refusalsOf(shop, userId)).toEqual(Array.from({ length: repeats }, () => 'inside'));
    }),
    { numRuns: runs(100) },
  );
});

test('Feature: marketing-automation, Property 14: Exit condition → removed immediately (5.3)', async () => {
  const shop = await newTenant();
  await publish(shop, {
    trigger: on('trial_started'),
    exits: [
      { event: 'trial_ended', conditions: [{ property: 'plan', comparison: { operator: 'equals', value: 'gold' } }] },
    ],
    steps: [wait(2), mail()],
  });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('gold', 'silver'),
      fc.constantFrom('after', 'together', 'before'),
      async (plan, moment) => {
        const userId = name('user');
        const started = clock.now();
        const end = () => send(shop, 'trial_ended', { userId }, { plan }, { at: new Date(started.getTime() + 1) });
        if (moment === 'before') await end();
        if (moment === 'before') await settle();
        await send(shop, 'trial_started', { userId }, {}, { at: started });
        if (moment === 'after') await settle();
        if (moment !== 'before') await end();
        await settle();
        const inside = (await runsOf(shop, userId)).filter((run) => run.startsWith('active'));
        expect(inside).toEqual(plan === 'gold' ? [] : ['active at wait']);
        await pass(3 * hour);
        expect(await deliveriesTo(shop, userId)).toEqual(plan === 'gold' ? [] : ['mail due']);
      },
    ),
    { numRuns: runs(100) },
  );
});

test('an order that was placed before the contact entered ends nothing', async () => {
  await publish(tenant, { trigger: on('quiz_taken'), steps: [wait(1), mail()] });
  const userId = name('user');
  await send(tenant, 'placed_order', { userId }, order());
  clock.advance(minute);
  await send(tenant, 'quiz_taken', { userId });
  await settle();
  expect(await runsOf(tenant, userId)).toEqual(['active at wait']);
  await send(tenant, 'placed_order', { userId }, order());
  await settle();
  expect(await runsOf(tenant, userId)).toEqual(['exited: exit_event']);
});

test('a message that is due but not sent yet is taken back when its contact leaves', async () => {
  await publish(tenant, { trigger: on('gift_seen'), steps: [mail(), wait(1, 'days')] });
  const userId = name('user');
  await send(tenant, 'gift_seen', { userId });
  await settle();
  expect(await deliveriesTo(tenant, userId)).toEqual(['mail due']);
  await send(tenant, 'placed_order', { userId }, order());
  await settle();
  expect(await deliveriesTo(tenant, userId)).toEqual(['mail skipped: left_flow']);
});

test('a browser cannot order: what it calls an order lets no contact enter, but ends a run', async () => {
  await publish(tenant, { trigger: on('placed_order'), exits: [], steps: [mail('thanks')] });
  await publish(tenant, { trigger: on('basket_left'), steps: [wait(1), mail()] });
  const [userId, anonymousId] = [name('user'), name('browser')];
  await send(tenant, 'contact_updated', { userId, anonymousId });
  await send(tenant, 'basket_left', { userId });
  await settle();
  await send(tenant, 'placed_order', { anonymousId }, order(), { source: 'browser' });
  await settle();
  expect(await runsOf(tenant, userId)).toEqual(['exited: exit_event']);
});

test('what happened more than three days ago lets no contact enter', async () => {
  await publish(tenant, { trigger: on('visit_paid'), steps: [mail()] });
  const [late, tooLate] = [name('user'), name('user')];
  await send(tenant, 'visit_paid', { userId: late }, {}, { at: new Date(clock.now().getTime() - 2 * day) });
  await send(tenant, 'visit_paid', { userId: tooLate }, {}, { at: new Date(clock.now().getTime() - 4 * day) });
  await settle();
  expect(await runsOf(tenant, late)).toEqual(['finished: finished']);
  expect(await runsOf(tenant, tooLate)).toEqual([]);
});

test('only the audience enters', async () => {
  const filter = { kind: 'property', property: 'tier', comparison: { operator: 'equals', value: 'gold' } } as const;
  await publish(tenant, { trigger: on('sale_opened'), audience: filter, steps: [mail()] });
  const [gold, silver] = [name('user'), name('user')];
  await send(tenant, 'contact_updated', { userId: gold }, { tier: 'gold' });
  await send(tenant, 'contact_updated', { userId: silver }, { tier: 'silver' });
  await send(tenant, 'sale_opened', { userId: gold });
  await send(tenant, 'sale_opened', { userId: silver });
  await settle();
  expect(await runsOf(tenant, gold)).toEqual(['finished: finished']);
  expect(await runsOf(tenant, silver)).toEqual([]);
  expect(await refusalsOf(tenant, silver)).toEqual(['not_in_audience']);
});

test('a contact enters again as the re-entry rule says', async () => {
  const again = { amount: 7, unit: 'days' } as const;
  await publish(tenant, { trigger: on('lap_run'), reentry: { rule: 'after', after: again }, steps: [mail()] });
  const userId = name('user');
  const enterAgain = async () => {
    await send(tenant, 'lap_run', { userId });
    await settle();
    return (await runsOf(tenant, userId)).length;
  };
  expect(await enterAgain()).toBe(1);
  clock.advance(7 * day - 1);
  expect(await enterAgain()).toBe(1);
  clock.advance(1);
  expect(await enterAgain()).toBe(2);
  expect(await refusalsOf(tenant, userId)).toEqual(['too_soon']);
});

test('with a key, a contact is inside once for each of its values (B10, B13)', async () => {
  const shop = await newTenant();
  await publish(shop, {
    trigger: on('placed_order'),
    exits: [],
    reentry: { rule: 'once', key: 'orderId' },
    steps: [wait(1), mail('thanks')],
  });
  const userId = name('user');
  const [first, second] = [order(), order()];
  await send(shop, 'placed_order', { userId }, first);
  await send(shop, 'placed_order', { userId }, first);
  await send(shop, 'placed_order', { userId }, second);
  await settle();
  expect(await runsOf(shop, userId)).toEqual(['active at wait', 'active at wait']);
  await send(shop, 'placed_order', { userId }, first);
  await pass(2 * hour);
  expect(await deliveriesTo(shop, userId)).toEqual(['thanks due', 'thanks due']);
  expect(await refusalsOf(shop, userId)).toEqual(['inside', 'inside']);
});

test('the second of two messages without a wait between them leaves as well, in order (B7)', async () => {
  const shop = await newTenant();
  await publish(shop, { trigger: on('trial_started'), steps: [mail('a'), wait(1, 'minutes'), mail('b'), mail('c')] });
  const userId = name('user');
  await send(shop, 'trial_started', { userId });
  await settle();
  expect(await deliveriesTo(shop, userId)).toEqual(['a due']);
  await pass(minute - 1);
  expect(await deliveriesTo(shop, userId)).toEqual(['a due']);
  await pass(1);
  expect(await deliveriesTo(shop, userId)).toEqual(['a due', 'b due', 'c due']);
});

test('nothing runs after the step that leaves the flow (B9)', async () => {
  const shop = await newTenant();
  const all = { kind: 'field', field: 'orderCount', comparison: { operator: 'less_than', value: 100 } } as const;
  const branch = { id: 'branch', kind: 'branch', filter: all, yes: [{ id: 'leave', kind: 'exit' }], no: [] } as const;
  await publish(shop, { trigger: on('trial_started'), steps: [{ ...branch, yes: [...branch.yes], no: [] }, mail()] });
  const userId = name('user');
  await send(shop, 'trial_started', { userId });
  await settle();
  expect(await runsOf(shop, userId)).toEqual(['exited: exit_step']);
  expect(await stepsOf(shop, userId)).toEqual(['branch: yes', 'leave: exited']);
  expect(await deliveriesTo(shop, userId)).toEqual([]);
});

test('a message that was handed over before the step that leaves the flow is still sent, until an exit event', async () => {
  const shop = await newTenant();
  const steps = [mail('last'), { id: 'leave', kind: 'exit' as const }];
  await publish(shop, { trigger: on('trial_started'), exits: [{ event: 'trial_ended' }], steps });
  const [stays, goes] = [name('user'), name('user')];
  for (const userId of [stays, goes]) await send(shop, 'trial_started', { userId });
  await settle();
  await send(shop, 'trial_ended', { userId: goes });
  await settle();
  expect(await deliveriesTo(shop, stays)).toEqual(['last due']);
  expect(await deliveriesTo(shop, goes)).toEqual(['last skipped: left_flow']);
});

const waitFor = (event: string, hours: number) => ({
  id: 'answer',
  kind: 'wait_for' as const,
  event,
  within: { amount: hours, unit: 'hours' as const },
  yes: [mail('yes')],
  no: [mail('no')],
});

test('a wait for an event is ended by that event, or by its time (B3)', async () => {
  const shop = await newTenant();
  await publish(shop, { trigger: on('trial_started'), exits: [], steps: [waitFor('placed_order', 48)] });
  const [buyer, other, early] = [name('user'), name('user'), name('user')];
  await send(shop, 'placed_order', { userId: early }, order());
  clock.advance(minute);
  for (const userId of [buyer, other, early]) await send(shop, 'trial_started', { userId });
  await settle();
  await pass(6 * hour);
  await send(shop, 'placed_order', { userId: buyer }, order());
  await settle();
  expect(await deliveriesTo(shop, buyer)).toEqual(['yes due']);
  await pass(42 * hour - 1);
  expect(await deliveriesTo(shop, other)).toEqual([]);
  await pass(1);
  expect(await deliveriesTo(shop, other)).toEqual(['no due']);
  expect(await deliveriesTo(shop, early)).toEqual(['no due']);
});

test('an answer that comes before the step is taken counts (B6)', async () => {
  const shop = await newTenant();
  await publish(shop, { trigger: on('trial_started'), steps: [mail(), waitFor('quiz_taken', 48)] });
  await fc.assert(
    fc.asyncProperty(fc.boolean(), fc.boolean(), async (isApplied, isReversed) => {
      const userId = name('user');
      const started = clock.now();
      const start = () => send(shop, 'trial_started', { userId }, {}, { at: started });
      // By address: another bucket of the log, which may be applied first.
      const answer = () => send(shop, 'quiz_taken', { userId }, {}, { at: new Date(started.getTime() + 100) });
      await (isReversed ? answer() : start());
      if (isApplied) await settle();
      await (isReversed ? start() : answer());
      await settle();
      expect(await stepsOf(shop, userId)).toEqual(['mail: sent', 'answer: event_happened', 'yes: sent']);
    }),
    { numRuns: runs(50) },
  );
});

test('one event ends one wait: the next wait for the same counts the next event', async () => {
  const shop = await newTenant();
  const second = { ...waitFor('quiz_taken', 48), id: 'again', yes: [mail('twice')], no: [] };
  await publish(shop, { trigger: on('trial_started'), steps: [{ ...waitFor('quiz_taken', 48), yes: [second] }] });
  const userId = name('user');
  await send(shop, 'trial_started', { userId });
  await send(shop, 'quiz_taken', { userId });
  await settle();
  expect(await runsOf(shop, userId)).toEqual(['active at again']);
  await send(shop, 'quiz_taken', { userId });
  await settle();
  expect(await deliveriesTo(shop, userId)).toEqual(['twice due']);
});

test('every run that waits continues exactly once, however often it is woken (B4)', async () => {
  const shop = await newTenant();
  const people = 40;
  await publish(shop, { trigger: on('trial_started'), steps: [waitFor('quiz_taken', 48)] });
  const users = Array.from({ length: people }, () => name('user'));
  for (const userId of users) await send(shop, 'trial_started', { userId });
  await settle();
  for (const userId of [...users, ...users]) await send(shop, 'quiz_taken', { userId });
  await Promise.all([settle(), settle(), settle()]);
  const [counts] = await ctx.db.query<{ runs: number; finished: number; sent: number }>(sql`
    select count(*)::int as runs, count(*) filter (where status = 'finished')::int as finished,
      (select count(*)::int from deliveries where tenant_id = ${shop.id}) as sent
    from flow_runs where tenant_id = ${shop.id}`);
  expect(counts).toEqual({ runs: people, finished: people, sent: people });
});

test('a window is met in the time zone of the contact, whatever the clocks do (B12)', async () => {
  const shop = await newTenant();
  clock.set('2027-10-28T12:00:00Z');
  const morning = { id: 'morning', kind: 'wait_until', from: '09:00', until: '10:00' } as const;
  await publish(shop, { trigger: on('trial_started'), steps: [wait(14, 'days'), morning, mail()] });
  const userId = name('user');
  await send(shop, 'contact_updated', { userId }, { timezone: 'America/New_York' });
  await send(shop, 'trial_started', { userId });
  await settle();
  clock.set('2027-11-11T13:59:59Z');
  await settle();
  expect(await deliveriesTo(shop, userId)).toEqual([]);
  clock.set('2027-11-11T14:00:00Z');
  await settle();
  expect(await deliveriesTo(shop, userId)).toEqual(['mail due']);
});

test('a window that was missed is waited for again', async () => {
  const shop = await newTenant();
  clock.set('2027-12-01T12:00:00Z');
  const morning = { id: 'morning', kind: 'wait_until', from: '09:00', until: '10:00', weekdays: [1] } as const;
  await publish(shop, { trigger: on('trial_started'), steps: [{ ...morning, weekdays: [1] }, mail()] });
  const userId = name('user');
  await send(shop, 'trial_started', { userId });
  await settle();
  // Monday, but workers were down until half past ten.
  clock.set('2027-12-06T10:30:00Z');
  await settle();
  expect(await deliveriesTo(shop, userId)).toEqual([]);
  clock.set('2027-12-13T09:00:00Z');
  await settle();
  expect(await deliveriesTo(shop, userId)).toEqual(['mail due']);
});

test('a message that is more than a day late is skipped, and what follows goes on', async () => {
  const shop = await newTenant();
  const steps = [wait(1), mail('late'), wait(30, 'hours', 'pause'), mail('next')];
  await publish(shop, { trigger: on('trial_started'), steps });
  await publish(shop, { trigger: on('trial_started'), lateMessages: 'send', steps: [wait(1), mail('anyway')] });
  const userId = name('user');
  await send(shop, 'trial_started', { userId });
  await settle();
  await pass(26 * hour);
  expect(await stepsOf(shop, userId)).toEqual(['wait: waited', 'late: too_late', 'wait: waited', 'anyway: sent']);
  await pass(5 * hour);
  expect(await deliveriesTo(shop, userId)).toEqual(['anyway due', 'next due']);
});

test('contacts are changed by steps: a property, and segments by hand', async () => {
  const shop = await newTenant();
  const segmentId = ctx.ids.newId('seg');
  await ctx.db.query(sql`
    insert into segments (id, tenant_id, name, description, created_at, updated_at)
    values (${segmentId}, ${shop.id}, 'Trial', '', ${clock.now()}, ${clock.now()})`);
  await publish(shop, {
    trigger: on('trial_started'),
    steps: [
      { id: 'tag', kind: 'update_contact', properties: { trial: true } },
      { id: 'add', kind: 'add_to_segment', segment: segmentId },
    ],
  });
  const userId = name('user');
  await send(shop, 'trial_started', { userId });
  await settle();
  expect(await stepsOf(shop, userId)).toEqual(['tag: updated', 'add: added']);
  const [contact] = await ctx.db.query<{ properties: object; isMember: boolean }>(sql`
    select c.properties, o.is_member as "isMember" from contacts c
    join segment_overrides o on o.contact_id = c.id and o.segment_id = ${segmentId}
    where c.tenant_id = ${shop.id} and c.user_id = ${userId}`);
  expect(contact).toEqual({ properties: { trial: true }, isMember: true });
});

test('a random split keeps to its weights', async () => {
  const shop = await newTenant();
  const people = 300;
  const parts = [
    { weight: 3, steps: [mail('most')] },
    { weight: 1, steps: [mail('few')] },
  ];
  await publish(shop, { trigger: on('trial_started'), steps: [{ id: 'split', kind: 'split', parts }] });
  for (let no = 0; no < people; no++) await send(shop, 'trial_started', { userId: name('user') });
  await settle();
  const rows = await ctx.db.query<{ step: string; count: number }>(sql`
    select origin ->> 'stepId' as step, count(*)::int as count from deliveries where tenant_id = ${shop.id} group by 1`);
  const count = (step: string) => rows.find((row) => row.step === step)?.count ?? 0;
  expect(count('most') + count('few')).toBe(people);
  // Three standard deviations around 225.
  expect(Math.abs(count('most') - 225)).toBeLessThan(23);
});

test('an archived flow lets its contacts go, and sends nothing of what was due', async () => {
  const shop = await newTenant();
  const flow = await publish(shop, { trigger: on('trial_started'), steps: [mail(), wait(1), mail('more')] });
  const userId = name('user');
  await send(shop, 'trial_started', { userId });
  await settle();
  await archiveFlow(ctx, shop.id, flow.id);
  await pass(2 * hour);
  expect(await runsOf(shop, userId)).toEqual(['exited: flow_archived']);
  expect(await deliveriesTo(shop, userId)).toEqual(['mail skipped: left_flow']);
  await send(shop, 'trial_started', { userId: name('user') });
  await settle();
  expect(await advanceRuns(ctx)).toBe(0);
});
