import { expect, test } from 'vitest';
import { contactsConsumer } from '../consumers/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { requestErasure } from '../privacy/index.ts';
import { createSegment } from '../segments/index.ts';
import {
  applyAll,
  completeErasures,
  createTestContext,
  holdContact,
  runReadyJobs,
  untilWaiting,
} from '../testing/index.ts';
import {
  advanceRuns,
  archiveFlow,
  changeFlow,
  enterBySegment,
  enterByTime,
  explainFlow,
  flowsReaction,
  markPausedRuns,
  pauseFlow,
  publishFlow,
  readFlow,
  resumeFlow,
  startFlowRun,
} from './index.ts';
import { lockFlow } from './stored-flows.ts';
import { createFlowWorld, day, hour, minute } from './testing/world.ts';

const context = await createTestContext({ maxConnections: 8 });
const { ctx, clock, newTenant, sender } = context;
const world = createFlowWorld(context);
const { name, order, send, settle, pass, publish, runsOf, stepsOf, deliveriesTo, contactOf } = world;
// A new reaction starts at the end of the log.
await settle();

const on = (...types: string[]) => ({ kind: 'event' as const, events: types.map((event) => ({ event })) });
const mail = (id = 'mail') => ({ id, kind: 'send' as const, message: 'welcome' });
const wait = (amount: number, unit: 'minutes' | 'hours' | 'days' = 'hours', id = 'wait') =>
  ({ id, kind: 'wait', amount, unit }) as const;

test('a pause stops every message that has not begun to be sent, and resuming sends each once (B14)', async () => {
  const tenant = await newTenant();
  const flow = await publish(tenant, { trigger: on('trial_started'), steps: [mail(), wait(1), mail('second')] });
  const users = Array.from({ length: 30 }, () => name('user'));
  for (const userId of users) await send(tenant, 'trial_started', { userId, email: `${userId}@example.com` });
  await settle();
  await pauseFlow(ctx, tenant.id, flow.id);
  await markPausedRuns(ctx);
  const sentBefore = sender.sent.length;
  await runReadyJobs(ctx);
  await pass(2 * hour);
  await runReadyJobs(ctx);
  expect(sender.sent.length).toBe(sentBefore);
  expect(await deliveriesTo(tenant, users[0]!)).toEqual(['mail due: on_hold']);
  expect(await runsOf(tenant, users[0]!)).toEqual(['active at wait']);
  // What contacts do still counts: this one does not get the second message.
  await send(tenant, 'placed_order', { userId: users[0]! }, order());
  await settle();
  await resumeFlow(ctx, tenant.id, flow.id);
  await markPausedRuns(ctx);
  await settle();
  expect(await deliveriesTo(tenant, users[0]!)).toEqual(['mail skipped: left_flow']);
  expect(await deliveriesTo(tenant, users[1]!)).toEqual(['mail due', 'second due']);
  for (let rounds = 0; rounds < 5; rounds++) await runReadyJobs(ctx);
  // None of them has consented to marketing: the gate was asked again, and each has its reason.
  expect(await deliveriesTo(tenant, users[1]!)).toEqual(['mail skipped: no_consent', 'second skipped: no_consent']);
});

test('what became more than a day late during a pause is skipped, unless the flow sends late messages', async () => {
  const tenant = await newTenant();
  for (const lateMessages of ['skip', 'send'] as const) {
    const trigger = on(`trial_${lateMessages}`);
    const flow = await publish(tenant, { trigger, lateMessages, steps: [mail(), wait(1), mail('second')] });
    const userId = name('user');
    await send(tenant, `trial_${lateMessages}`, { userId });
    await settle();
    await pauseFlow(ctx, tenant.id, flow.id);
    await markPausedRuns(ctx);
    await pass(30 * hour);
    await resumeFlow(ctx, tenant.id, flow.id);
    await markPausedRuns(ctx);
    await settle();
    const [first, second] = await deliveriesTo(tenant, userId);
    expect(first).toBe(lateMessages === 'skip' ? 'mail skipped: stale' : 'mail due');
    expect(second).toBe(lateMessages === 'skip' ? undefined : 'second due');
    expect((await stepsOf(tenant, userId)).at(-1)).toBe(lateMessages === 'skip' ? 'second: too_late' : 'second: sent');
  }
});

test('no delivery passes the gate after a pause has returned, however they meet', async () => {
  const tenant = await newTenant();
  const flow = await publish(tenant, { trigger: on('trial_started'), steps: [mail()] });
  for (let rounds = 0; rounds < 15; rounds++) {
    const userId = name('user');
    await send(tenant, 'trial_started', { userId });
    await settle();
    const sending = runReadyJobs(ctx);
    await pauseFlow(ctx, tenant.id, flow.id);
    const begun = async () =>
      (
        await ctx.db.query(sql`
        select id from deliveries where tenant_id = ${tenant.id} and status not in ('due') order by id`)
      ).length;
    const atPause = await begun();
    await sending;
    await runReadyJobs(ctx);
    expect(await begun()).toBe(atPause);
    await resumeFlow(ctx, tenant.id, flow.id);
    await runReadyJobs(ctx);
    await ctx.db.query(sql`update deliveries set status = 'skipped' where tenant_id = ${tenant.id} and status = 'due'`);
  }
});

test('a run whose transaction is cut off anywhere is moved once all the same', async () => {
  const tenant = await newTenant();
  await publish(tenant, { trigger: on('trial_started'), steps: [mail('a'), mail('b'), wait(1), mail('c')] });
  const userId = name('user');
  await send(tenant, 'trial_started', { userId });
  await applyAll(ctx, contactsConsumer);
  await applyAll(ctx, flowsReaction);
  const tables = ['flow_runs', 'flow_run_steps', 'deliveries', 'jobs', 'job_keys'];
  for (const table of tables) {
    // Fails after everything before it was written.
    await ctx.db.query(
      sql.composed(sql`create function cut_off() returns trigger language plpgsql as $$
        begin raise exception 'cut off'; end $$`),
    );
    await ctx.db.query(
      sql.composed(sql`create trigger cut_off after insert or update on ${sql.trusted(table)}
        execute function cut_off()`),
    );
    await advanceRuns(ctx).catch(() => {});
    await ctx.db.query(sql.composed(sql`drop function cut_off() cascade`));
    expect(await deliveriesTo(tenant, userId), table).toEqual([]);
  }
  await pass(minute);
  expect(await stepsOf(tenant, userId)).toEqual(['a: sent', 'b: sent']);
  await Promise.all([pass(hour), advanceRuns(ctx), advanceRuns(ctx)]);
  await settle();
  expect(await deliveriesTo(tenant, userId)).toEqual(['a due', 'b due', 'c due']);
  expect(await runsOf(tenant, userId)).toEqual(['finished: finished']);
});

test('one run that fails holds up no other, is tried again, and ends in the end', async () => {
  const tenant = await newTenant();
  await publish(tenant, { trigger: on('trial_started'), steps: [mail()] });
  const [bad, good] = [name('user'), name('user')];
  for (const userId of [bad, good]) await send(tenant, 'trial_started', { userId });
  await applyAll(ctx, contactsConsumer);
  await applyAll(ctx, flowsReaction);
  const contactId = await contactOf(tenant, bad);
  await ctx.db.query(
    sql.composed(sql`create function refuse() returns trigger language plpgsql as $$
      begin if new.contact_id = '${sql.trusted(contactId)}' then raise exception 'refused'; end if; return new; end $$`),
  );
  await ctx.db.query(
    sql.composed(sql`create trigger refuse before insert on deliveries for each row execute function refuse()`),
  );
  await settle();
  expect(await runsOf(tenant, good)).toEqual(['finished: finished']);
  expect(await runsOf(tenant, bad)).toEqual(['active at mail']);
  for (let tries = 0; tries < 12; tries++) await pass(3 * hour);
  expect(await runsOf(tenant, bad)).toEqual(['failed: failed']);
  await ctx.db.query(sql.composed(sql`drop function refuse() cascade`));
});

test('two contacts that are inside become one that is inside once', async () => {
  const tenant = await newTenant();
  await publish(tenant, { trigger: on('trial_started'), steps: [mail(), wait(1), mail('second')] });
  const userId = name('user');
  const email = `${userId}@example.com`;
  await send(tenant, 'trial_started', { email });
  await settle();
  clock.advance(minute);
  await send(tenant, 'trial_started', { userId });
  await settle();
  await send(tenant, 'identified', { userId, email });
  await settle();
  expect((await runsOf(tenant, userId)).sort()).toEqual(['active at wait', 'exited: merged']);
  await pass(2 * hour);
  expect(await deliveriesTo(tenant, userId)).toEqual(['mail due', 'second due']);
  const skipped = await ctx.db.query(sql`
    select reason from deliveries where tenant_id = ${tenant.id} and status = 'skipped'`);
  expect(skipped).toEqual([{ reason: 'left_flow' }]);
});

test('an order of a browser that becomes known later ends the run before its next step', async () => {
  const tenant = await newTenant();
  await publish(tenant, { trigger: on('trial_started'), steps: [wait(1), mail()] });
  const [userId, anonymousId] = [name('user'), name('browser')];
  await send(tenant, 'trial_started', { userId });
  await settle();
  clock.advance(minute);
  const orderedAt = clock.now();
  await send(tenant, 'placed_order', { anonymousId }, order(), { source: 'browser' });
  await settle();
  expect(await runsOf(tenant, userId)).toEqual(['active at wait']);
  await send(tenant, 'contact_updated', { userId, anonymousId }, {}, { at: new Date(orderedAt.getTime() - 1) });
  await settle();
  await pass(hour);
  expect(await runsOf(tenant, userId)).toEqual(['exited: exit_event']);
  expect(await deliveriesTo(tenant, userId)).toEqual([]);
});

test('an erased contact leaves no run, no step and no reason', async () => {
  const tenant = await newTenant();
  const flow = await publish(tenant, { trigger: { kind: 'api' }, steps: [wait(1), mail()] });
  const left = () =>
    ctx.db.query(sql`
    select id from flow_runs where tenant_id = ${tenant.id} union all
    select run_id from flow_run_steps where tenant_id = ${tenant.id} union all
    select contact_id from flow_refusals where tenant_id = ${tenant.id}`);
  const userId = name('user');
  await send(tenant, 'contact_created', { userId, email: `${userId}@example.com` });
  await settle();
  const contactId = await contactOf(tenant, userId);
  expect((await startFlowRun(ctx, tenant.id, flow.id, { contactId, key: '' })).run).not.toBeNull();
  expect((await startFlowRun(ctx, tenant.id, flow.id, { contactId, key: '' })).refused).toBe(
    'The contact is already inside.',
  );
  await pass(2 * hour);
  expect(await left()).not.toEqual([]);
  await requestErasure(ctx, tenant.id, contactId, 'api_key');
  await completeErasures(ctx, clock);
  expect(await left()).toEqual([]);
});

test('published changes reach those inside as the publisher chooses', async () => {
  const tenant = await newTenant();
  const before = { trigger: on('trial_started'), steps: [wait(1), mail('old')] };
  const flow = await publish(tenant, before);
  const [keeps, moves] = [name('user'), name('user')];
  await send(tenant, 'trial_started', { userId: keeps });
  await settle();
  const definition = { ...(await readFlow(ctx, tenant.id, flow.id)).draft, steps: [wait(1), mail('new')] };
  const { after } = await changeFlow(ctx, tenant.id, flow.id, { version: flow.version, definition });
  await expect(changeFlow(ctx, tenant.id, flow.id, { version: flow.version, definition })).rejects.toMatchObject({
    code: 'conflict',
  });
  await publishFlow(ctx, tenant.id, flow.id, { version: after.version, runs: 'keep', includeDays: 0 });
  await send(tenant, 'trial_started', { userId: moves });
  await settle();
  const third = await changeFlow(ctx, tenant.id, flow.id, { version: after.version + 1, name: 'Trial' });
  await publishFlow(ctx, tenant.id, flow.id, { version: third.after.version, runs: 'keep', includeDays: 0 });
  await pass(hour);
  expect(await deliveriesTo(tenant, keeps)).toEqual(['old due']);
  expect(await deliveriesTo(tenant, moves)).toEqual(['new due']);
});

test('runs are moved to the new version if it has their step', async () => {
  const tenant = await newTenant();
  const flow = await publish(tenant, { trigger: on('trial_started'), steps: [wait(1), mail('old')] });
  const userId = name('user');
  await send(tenant, 'trial_started', { userId });
  await settle();
  const definition = { ...(await readFlow(ctx, tenant.id, flow.id)).draft, steps: [wait(1), mail('new')] };
  const { after } = await changeFlow(ctx, tenant.id, flow.id, { version: flow.version, definition });
  await publishFlow(ctx, tenant.id, flow.id, { version: after.version, runs: 'move', includeDays: 0 });
  await pass(hour);
  expect(await deliveriesTo(tenant, userId)).toEqual(['new due']);
});

test('a message or segment that is not there is refused with its place', async () => {
  const tenant = await newTenant();
  const filter = { kind: 'segment', segment: ctx.ids.newId('seg') } as const;
  const steps = [{ id: 'branch', kind: 'branch' as const, filter, yes: [{ ...mail(), message: 'nothing' }], no: [] }];
  await expect(publish(tenant, { trigger: on('trial_started'), steps })).rejects.toMatchObject({
    code: 'validation_failed',
    errors: [{ path: 'definition.steps.0.filter.segment' }, { path: 'definition.steps.0.yes.0.message' }],
  });
});

test('Feature: marketing-automation, Property 20: Win-back enrolment at 90 days without purchase (9.1)', async () => {
  const tenant = await newTenant();
  const elapsed = { kind: 'elapsed', field: 'lastOrderAt', after: { amount: 90, unit: 'days' } } as const;
  await publish(tenant, { trigger: elapsed, reentry: { rule: 'always' }, steps: [mail()] });
  const [once, again, imported] = [name('user'), name('user'), name('user')];
  for (const userId of [once, again]) await send(tenant, 'placed_order', { userId }, order());
  await send(tenant, 'placed_order', { userId: imported }, order(), {
    at: new Date(clock.now().getTime() - 400 * day),
  });
  await settle();
  const tick = async (milliseconds: number) => {
    clock.advance(milliseconds);
    await enterByTime(ctx);
    await settle();
  };
  await tick(89 * day);
  await send(tenant, 'placed_order', { userId: again }, order());
  await settle();
  await tick(day - 1);
  expect(await runsOf(tenant, once)).toEqual([]);
  await tick(1);
  expect(await runsOf(tenant, once)).toEqual(['finished: finished']);
  expect(await runsOf(tenant, again)).toEqual([]);
  await tick(89 * day);
  expect(await runsOf(tenant, again)).toEqual(['finished: finished']);
  await tick(200 * day);
  expect(await runsOf(tenant, once)).toHaveLength(1);
  expect(await runsOf(tenant, imported)).toEqual([]);
});

test('contacts whose time has come before enter when the publisher includes those days, once', async () => {
  const tenant = await newTenant();
  const elapsed = { kind: 'elapsed', field: 'lastOrderAt', after: { amount: 90, unit: 'days' } } as const;
  const [due, older] = [name('user'), name('user')];
  await send(tenant, 'placed_order', { userId: due }, order(), { at: new Date(clock.now().getTime() - 100 * day) });
  await send(tenant, 'placed_order', { userId: older }, order(), { at: new Date(clock.now().getTime() - 200 * day) });
  await settle();
  const flow = await publish(tenant, { trigger: elapsed, reentry: { rule: 'always' }, steps: [mail()] }, 30);
  await enterByTime(ctx);
  await settle();
  // Interrupted before the progress was stored: the same slice again.
  await ctx.db.query(sql`
    update flows set checked_until = ${new Date(clock.now().getTime() - 30 * day)} where id = ${flow.id}`);
  await enterByTime(ctx);
  await settle();
  expect(await runsOf(tenant, due)).toEqual(['finished: finished']);
  expect(await runsOf(tenant, older)).toEqual([]);
});

test('contacts whose time came before a flow began to follow it, or during a pause, do not enter', async () => {
  const tenant = await newTenant();
  const elapsed = { kind: 'elapsed', field: 'lastOrderAt', after: { amount: 1, unit: 'days' } } as const;
  const pass = async (milliseconds: number) => {
    clock.advance(milliseconds);
    await enterByTime(ctx);
    await settle();
  };
  const [before, during, after] = [name('user'), name('user'), name('user')];
  const { id, draft } = await publish(tenant, { trigger: on('trial_started'), steps: [wait(1)] });
  await send(tenant, 'placed_order', { userId: before }, order());
  await pass(2 * day);
  const { version } = await changeFlow(ctx, tenant.id, id, {
    version: 2,
    definition: { ...draft, trigger: elapsed, exits: [] },
  }).then(({ after: changed }) => changed);
  await publishFlow(ctx, tenant.id, id, { version, runs: 'keep', includeDays: 0 });
  await pass(minute);
  expect(await runsOf(tenant, before)).toEqual([]);

  await send(tenant, 'placed_order', { userId: during }, order());
  await settle();
  await pauseFlow(ctx, tenant.id, id);
  await pass(day);
  await send(tenant, 'placed_order', { userId: after }, order());
  await settle();
  const paused = await readFlow(ctx, tenant.id, id);
  await expect(
    publishFlow(ctx, tenant.id, id, { version: paused.version, runs: 'keep', includeDays: 30 }),
  ).rejects.toMatchObject({ code: 'validation_failed', errors: [{ path: 'includeDays' }] });
  await resumeFlow(ctx, tenant.id, id);
  await pass(minute);
  expect(await runsOf(tenant, during)).toEqual([]);
  await pass(day);
  expect([await runsOf(tenant, during), await runsOf(tenant, after)]).toEqual([[], ['active at wait']]);
});

test('a contact enters by time although a new version was published while it did', async () => {
  const tenant = await newTenant();
  const elapsed = { kind: 'elapsed', field: 'lastOrderAt', after: { amount: 1, unit: 'days' } } as const;
  const { id, version } = await publish(tenant, { trigger: elapsed, exits: [], steps: [wait(1)] });
  const userId = name('user');
  await send(tenant, 'placed_order', { userId }, order());
  await settle();
  clock.advance(day);
  // Keeps the flow's versions locked, so that the new one is there when the contact is about to enter.
  const published = Promise.withResolvers<void>();
  const publishing = ctx.db.transaction(async (tx) => {
    await lockFlow({ ...ctx, db: tx }, tenant.id, id, version);
    await tx.query(sql`
      insert into flow_versions select tenant_id, flow_id, version + 1, definition, event_types, published_at
      from flow_versions where flow_id = ${id}`);
    await tx.query(sql`update flows set published_version = published_version + 1 where id = ${id}`);
    await published.promise;
  });
  const entering = enterByTime(ctx);
  await untilWaiting(ctx, 1);
  published.resolve();
  await publishing;
  expect(await entering).toBe(0);
  expect(await enterByTime(ctx)).toBe(1);
  expect(await runsOf(tenant, userId)).toEqual(['active at wait']);
});

test('no contact enters and no step is taken after a pause has returned', async () => {
  const tenant = await newTenant();
  const elapsed = { kind: 'elapsed', field: 'lastOrderAt', after: { amount: 1, unit: 'days' } } as const;
  const members = await createSegment(ctx, tenant.id, { name: 'By hand', description: '', definition: null });
  const userId = name('user');
  await send(tenant, 'placed_order', { userId }, order());
  await settle();
  const contactId = await contactOf(tenant, userId);
  const change = {
    segmentId: members.id,
    contactId,
    change: 'entered',
    reason: 'contact_changed',
    at: clock.now(),
  } as const;
  const bySegment = { kind: 'segment', segment: members.id, change: 'entered' } as const;
  type Door = [trigger: Parameters<typeof publish>[1]['trigger'], enter: (id: Id<'flw'>) => Promise<unknown>];
  const doors: Door[] = [
    [{ kind: 'api' }, (id) => startFlowRun(ctx, tenant.id, id, { contactId, key: '' })],
    [bySegment, () => ctx.db.transaction((tx) => enterBySegment({ ...ctx, db: tx }, tenant.id, [change]))],
    [on('trial_started'), () => applyAll(ctx, flowsReaction)],
    [elapsed, () => enterByTime(ctx)],
  ];
  for (const [trigger, enter] of doors) {
    const { id } = await publish(tenant, { trigger, exits: [], steps: [wait(1)] });
    const countRuns = async () =>
      (await ctx.db.query(sql`select 1 from flow_runs where flow_id = ${id} and status = 'active'`)).length;
    if (trigger.kind === 'event') await send(tenant, 'trial_started', { userId });
    await applyAll(ctx, contactsConsumer);
    if (trigger.kind === 'elapsed') clock.advance(day);
    // The contact is about to enter, and the pause comes before it has.
    const held = await holdContact(ctx, contactId);
    const entering = enter(id);
    await untilWaiting(ctx, 1);
    const pausing = pauseFlow(ctx, tenant.id, id).then(countRuns);
    await untilWaiting(ctx, 2);
    await held.letGo();
    await entering;
    expect(await pausing, trigger.kind).toBe(1);
  }
});

test('a birthday is met once a year at the shop’s time, also that of 29 February', async () => {
  const tenant = await newTenant();
  await ctx.db.query(sql`update tenants set timezone = 'America/New_York' where id = ${tenant.id}`);
  clock.set('2029-02-27T12:00:00Z');
  const anniversary = { kind: 'anniversary', property: 'birthday', at: '09:00' } as const;
  await publish(tenant, { trigger: anniversary, reentry: { rule: 'always' }, exits: [], steps: [mail()] });
  const [leap, other] = [name('user'), name('user')];
  await send(tenant, 'contact_updated', { userId: leap }, { birthday: '1992-02-29' });
  await send(tenant, 'contact_updated', { userId: other }, { birthday: '1990-03-01' });
  await settle();
  const at = async (time: string) => {
    clock.set(time);
    await enterByTime(ctx);
    await settle();
    return [await runsOf(tenant, leap), await runsOf(tenant, other)].map((runs) => runs.length);
  };
  expect(await at('2029-02-28T13:59:59Z')).toEqual([0, 0]);
  expect(await at('2029-02-28T14:00:00Z')).toEqual([1, 0]);
  expect(await at('2029-02-28T20:00:00Z')).toEqual([1, 0]);
  expect(await at('2029-03-01T14:00:00Z')).toEqual([1, 1]);
  expect(await at('2030-02-28T14:00:00Z')).toEqual([2, 1]);
});

test('entering or leaving a segment lets contacts enter', async () => {
  const tenant = await newTenant();
  const segment = await createSegment(ctx, tenant.id, { name: 'VIP', description: '', definition: null });
  await publish(tenant, { trigger: { kind: 'segment', segment: segment.id, change: 'entered' }, steps: [mail()] });
  const [entered, left] = [name('user'), name('user')];
  for (const userId of [entered, left]) await send(tenant, 'contact_created', { userId });
  await settle();
  const [at, reason] = [clock.now(), 'contact_changed' as const];
  const changes = [
    { segmentId: segment.id, contactId: await contactOf(tenant, entered), change: 'entered' as const, reason, at },
    { segmentId: segment.id, contactId: await contactOf(tenant, left), change: 'left' as const, reason, at },
  ];
  await ctx.db.transaction((tx) => enterBySegment({ ...ctx, db: tx }, tenant.id, changes));
  await settle();
  expect(await runsOf(tenant, entered)).toEqual(['finished: finished']);
  expect(await runsOf(tenant, left)).toEqual([]);
});

test('why a contact got something, or nothing, is told in plain words', async () => {
  const tenant = await newTenant();
  const filter = { kind: 'property', property: 'tier', comparison: { operator: 'equals', value: 'gold' } } as const;
  const flow = await publish(tenant, { trigger: on('trial_started'), audience: filter, steps: [mail(), wait(1)] });
  const [gold, silver, stranger] = [name('user'), name('user'), name('user')];
  await send(tenant, 'contact_updated', { userId: gold }, { tier: 'gold' });
  for (const userId of [gold, silver]) await send(tenant, 'trial_started', { userId });
  await send(tenant, 'contact_created', { userId: stranger });
  await settle();
  await runReadyJobs(ctx);
  const why = async (userId: string) => explainFlow(ctx, tenant.id, await contactOf(tenant, userId), flow.id);
  const inside = await why(gold);
  expect(inside.summary).toMatch(/^The contact entered Flow-\d+ at .* UTC and stands at the step "wait", until .* UTC/);
  expect(inside.runs[0]!.steps.map(({ text }) => text)).toEqual(['The message was handed over to be sent.']);
  expect(inside.runs[0]!.deliveries).toMatchObject([
    { step: 'mail', status: 'skipped', text: 'It was not sent. The contact has no address in this channel.' },
  ]);
  expect((await why(silver)).summary).toMatch(/never entered .* The contact is not in the audience of the flow\.$/);
  expect((await why(stranger)).summary).toMatch(/never entered .* nothing has happened that starts it/);
  await archiveFlow(ctx, tenant.id, flow.id);
  expect((await why(gold)).summary).toMatch(/is not inside any more\. The flow was archived\.$/);
});
