import { type AlertRuleKey, permissions } from '@beckon/contract';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { saveUser } from '../access/index.ts';
import * as admin from '../admin/index.ts';
import { revokeConsents } from '../consent/index.ts';
import { findOrCreateByEmail } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { syncKinds } from '../jobs/index.ts';
import { recountDeliveries } from '../messages/index.ts';
import { changeSettings } from '../tenants/index.ts';
import { applyAll, collect, createTestContext, runReadyJobs, type TestTenant } from '../testing/index.ts';
import { AnswerBook, evaluateRules, forgetAlerts, listAlerts, openAlert, resolveAlert, tellUsers } from './index.ts';

const { ctx, clock, sender, webhooks, log, newTenant } = await createTestContext({ maxConnections: 6 });
const [second, minute] = [1_000, 60_000];
const hour = 60 * minute;
let tenant: TestTenant;
let users = 0;

beforeAll(() => applyAll(ctx));

beforeEach(async () => {
  // What other tests have left must not be told here.
  await ctx.db.query(sql`delete from alerts`);
  await ctx.db.query(sql`delete from jobs`);
  await ctx.db.query(sql`delete from alert_clocks`);
  sender.sent.length = 0;
  webhooks.posted.length = 0;
  webhooks.answer = () => ({ outcome: 'answered', status: 200 });
  tenant = await newTenant();
});

const addUser = async (role: 'owner' | 'admin' | 'marketer' | 'support') => {
  const email = `${role}${users++}@shop.test`;
  await saveUser(ctx, { tenantId: tenant.id, email, name: role, role, passwordHash: 'hash' });
  return email;
};

/** What a tick does about alerts, one evaluation later. */
async function evaluate(): Promise<void> {
  clock.advance(minute);
  await evaluateRules(ctx, syncKinds);
  await tellUsers(ctx);
  await runReadyJobs(ctx);
}

const list = async () => (await listAlerts(ctx, tenant.id, { state: undefined, limit: 100, after: null })).data;
const openOf = async (rule: AlertRuleKey) =>
  (await list()).filter((alert) => alert.rule === rule && alert.resolvedAt === null);

const addJobs = (count: number, status: 'ready' | 'waiting', runAt: Date) =>
  ctx.db.query(sql`
    insert into jobs (id, tenant_id, kind, payload, priority, status, run_at, turn, created_at)
    select 'job_' || ${tenant.id}::text || n || ${status}::text || ${runAt}::timestamptz, ${tenant.id}, 'nothing.runs.it', '{}', 2, ${status}, ${runAt},
      case when ${status} = 'ready' then 1 end, ${ctx.clock.now()} from generate_series(1, ${count}::int) n`);

test('the queue is long above 10,000 jobs that are due; jobs that are scheduled for later do not count', async () => {
  await addJobs(9_000, 'ready', clock.now());
  await addJobs(1_000, 'waiting', clock.now());
  await addJobs(5_000, 'waiting', new Date(clock.now().getTime() + hour));
  await evaluate();
  expect(await openOf('queue_size')).toEqual([]);
  await addJobs(1, 'waiting', new Date(clock.now().getTime() - second));
  await evaluate();
  const [alert] = await openOf('queue_size');
  expect(alert).toMatchObject({ value: 10_001, severity: 'critical', cause: 'queue' });
  expect(alert!.text).toBe('10,001 jobs due, and 0 events not processed yet.');
});

test('events that are not processed count as the queue', async () => {
  await addJobs(9_999, 'ready', clock.now());
  await collect(ctx, tenant.server, [{ id: 'a', type: 'thing_done', userId: 'anna' }]);
  await evaluate();
  expect(await openOf('queue_size')).toEqual([]);
  await collect(ctx, tenant.server, [{ id: 'b', type: 'thing_done', userId: 'ben' }]);
  await evaluate();
  expect((await openOf('queue_size'))[0]!.text).toBe('9,999 jobs due, and 2 events not processed yet.');
  await applyAll(ctx);
});

/** Calls of a webhook within the last hour: done ones, and those whose last attempt failed. */
const addCalls = (done: number, failed: number) =>
  ctx.db.query(sql`
    with done as (
      insert into finished_jobs (tenant_id, finished_at, id, kind, attempts, created_at)
      select ${tenant.id}, ${clock.now()}, 'job_' || ${tenant.id}::text || ${ctx.ids.newUuid()}::text || n, 'flow.webhook', 1, ${clock.now()}
      from generate_series(1, ${done}::int) n
    )
    insert into jobs (id, tenant_id, kind, payload, priority, status, run_at, created_at, failed_at)
    select 'job_' || ${tenant.id}::text || ${ctx.ids.newUuid()}::text || n, ${tenant.id}, 'flow.webhook', '{}', 1, 'waiting',
      ${new Date(clock.now().getTime() + 10 * hour)}, ${clock.now()}, ${clock.now()} from generate_series(1, ${failed}::int) n`);

test('calls of webhooks fail above 5 %, of at least 20 in an hour', async () => {
  await addCalls(0, 19);
  await evaluate();
  expect(await openOf('sync_failures')).toEqual([]);
  await addCalls(361, 0);
  await evaluate();
  // 19 of 380 are 5 %.
  expect(await openOf('sync_failures')).toEqual([]);
  await addCalls(0, 1);
  await evaluate();
  const [alert] = await openOf('sync_failures');
  expect(alert).toMatchObject({ cause: 'flow.webhook' });
  expect(alert!.text).toBe('20 of 381 jobs flow.webhook failed in the last hour (5.2 %).');
});

test('what failed more than an hour ago does not count', async () => {
  await addCalls(10, 20);
  clock.advance(hour);
  await evaluate();
  expect(await openOf('sync_failures')).toEqual([]);
});

test('events are processed late when the oldest waits for more than 5 minutes', async () => {
  await collect(ctx, tenant.server, [{ id: 'a', type: 'thing_done', userId: 'anna' }]);
  clock.advance(4 * minute);
  await evaluate();
  expect(await openOf('processing_lag')).toEqual([]);
  await evaluate();
  const [alert] = await openOf('processing_lag');
  expect(alert).toMatchObject({ cause: 'contacts', value: 360 });
  expect(alert!.text).toBe('The consumer contacts has 1 event to process. The oldest has waited for 6 minutes.');
  await applyAll(ctx);
});

test('the API answers slowly above 5 s', async () => {
  const book = new AnswerBook();
  book.note(ctx, tenant.id, 'GET /api/v1/stats', 5_000);
  expect(log.lines.filter(({ message }) => message === 'the API answered slowly')).toEqual([]);
  book.note(ctx, tenant.id, 'GET /api/v1/stats', 900);
  await book.flush(ctx);
  await evaluate();
  expect(await openOf('api_response')).toEqual([]);
  book.note(ctx, tenant.id, 'GET /api/v1/stats', 5_001);
  expect(log.lines.at(-1)).toMatchObject({ level: 'warn', message: 'the API answered slowly' });
  await book.flush(ctx);
  await evaluate();
  const [alert] = await openOf('api_response');
  expect(alert).toMatchObject({ cause: 'GET /api/v1/stats', value: 5.001, severity: 'warning' });
  expect(alert!.text).toContain('2 answers');
});

test('failed events wait for a decision when they are older than 24 h', async () => {
  await collect(ctx, tenant.server, [{ id: 'a' }]);
  clock.advance(24 * hour - minute);
  await evaluate();
  expect(await openOf('failed_events')).toEqual([]);
  await evaluate();
  const [alert] = await openOf('failed_events');
  expect(alert).toMatchObject({ cause: 'events', severity: 'warning' });
  expect(alert!.text).toBe('1 event is in quarantine. The oldest has been there for 24 hours.');
});

test('so do dead jobs', async () => {
  await addCalls(0, 1);
  await ctx.db.query(sql`update jobs set status = 'dead', died_at = ${clock.now()}`);
  clock.advance(24 * hour - minute);
  await evaluate();
  expect(await openOf('failed_events')).toEqual([]);
  await evaluate();
  expect(await openOf('failed_events')).toMatchObject([{ cause: 'jobs' }]);
});

/** Marketing emails that were delivered now. */
const addDeliveries = (count: number) =>
  ctx.db.query(sql`
    insert into deliveries (id, tenant_id, contact_id, message_id, channel, category, business_key, variables, status,
      created_at, dispatched_at)
    select 'dlv_' || ${tenant.id}::text || ${ctx.ids.newUuid()}::text || n, ${tenant.id}, c.id, m.id, 'email', 'marketing', ${ctx.ids.newUuid()}::text || n, '{}',
      'sent', ${clock.now()}, ${clock.now()}
    from generate_series(1, ${count}::int) n,
      (select id from contacts where tenant_id = ${tenant.id} limit 1) c, (select id from messages where tenant_id = ${tenant.id} limit 1) m`);

const unsubscribe = async (name: string) => {
  const contactId = await findOrCreateByEmail(ctx, tenant.id, `${name}@example.com`);
  const refusal = { source: 'unsubscribe', method: 'link', evidence: {} };
  await ctx.db.transaction((tx) =>
    revokeConsents({ ...ctx, db: tx }, tenant.id, contactId, ['email', 'marketing'], refusal),
  );
};

test('many recipients unsubscribe above 2 %, of at least 100 delivered emails in 24 hours', async () => {
  for (const name of ['anna', 'ben']) await unsubscribe(name);
  await addDeliveries(99);
  await evaluate();
  expect(await openOf('unsubscribe_rate')).toEqual([]);
  await addDeliveries(1);
  await evaluate();
  expect(await openOf('unsubscribe_rate')).toEqual([]);
  await unsubscribe('carla');
  await evaluate();
  const [alert] = await openOf('unsubscribe_rate');
  expect(alert).toMatchObject({ value: 3, cause: 'shop' });
  expect(alert!.text).toContain('3 contacts unsubscribed in the last 24 hours');
  clock.advance(24 * hour);
  await evaluate();
  clock.advance(15 * minute);
  await evaluate();
  expect(await openOf('unsubscribe_rate')).toEqual([]);
});

test('a campaign whose recipients unsubscribe has an alert of its own, and the shop is counted without it', async () => {
  const campaignId = ctx.ids.newId('cmp');
  await findOrCreateByEmail(ctx, tenant.id, 'dora@example.com');
  await addDeliveries(100);
  await ctx.db.query(sql`
    update deliveries set origin = jsonb_build_object('kind', 'campaign', 'campaignId', ${campaignId}::text)
    where tenant_id = ${tenant.id}`);
  await recountDeliveries(ctx, tenant.id);
  for (const [no, name] of ['dora', 'emil', 'fritz'].entries()) {
    await unsubscribe(name);
    await ctx.db.query(sql`
      update deliveries d set unsubscribed_at = ${clock.now()}, contact_id = c.id from contacts c
      where c.tenant_id = ${tenant.id} and c.email = ${`${name}@example.com`} and d.id = (
        select id from deliveries where tenant_id = ${tenant.id} order by id offset ${no} limit 1)`);
  }
  await evaluate();
  expect(await openOf('unsubscribe_rate')).toMatchObject([{ value: 3, cause: campaignId }]);
  expect((await openOf('unsubscribe_rate'))[0]!.text).toMatch(/^3 contacts unsubscribed .* by a link in “/);
});

test('an alert is opened and resolved as a fact, and told by one mail each', async () => {
  const owner = await addUser('owner');
  const support = await addUser('support');
  await collect(ctx, tenant.server, [{ id: 'a', type: 'thing_done', userId: 'anna' }]);
  clock.advance(6 * minute);
  for (let times = 0; times < 5; times++) await evaluate();
  // One for each of the consumers that have started, in one mail.
  expect(sender.sent.map(({ to }) => to.address)).toEqual([owner]);
  expect(sender.sent.map(({ to }) => to.address)).not.toContain(support);
  const [mail] = sender.sent;
  expect(mail!.subject).toMatch(/^Alert: Events are processed late \(Shop \d+\)$/);
  expect(mail!.text).toContain('The consumer contacts has 1 event to process.');
  expect(mail!.text).toContain('Check that workers are running');
  await applyAll(ctx);
  await evaluate();
  expect(await openOf('processing_lag')).toHaveLength(1);
  clock.advance(14 * minute);
  await evaluate();
  const [alert] = await list();
  expect(alert!.resolvedAt).toBe(clock.now().toISOString());
  expect(alert!.worstValue).toBeGreaterThan(alert!.value!);
  expect(sender.sent).toHaveLength(2);
  expect(sender.sent[1]!.subject).toMatch(/^Resolved: Events are processed late/);
});

test('a value that swings around the threshold does not open and close', async () => {
  await addUser('owner');
  await admin.changeAlertRule(ctx, caller(), 'queue_size', { threshold: 10 });
  await addJobs(11, 'ready', clock.now());
  await evaluate();
  for (let swings = 0; swings < 10; swings++) {
    await ctx.db.query(
      sql`update jobs set status = ${swings % 2 === 0 ? 'held' : 'ready'}, turn = ${swings % 2 === 0 ? null : 1}`,
    );
    for (let times = 0; times < 5; times++) await evaluate();
  }
  expect(await list()).toHaveLength(1);
  expect(sender.sent).toHaveLength(1);
});

test('a value between four fifths of the threshold and the threshold resolves nothing', async () => {
  await admin.changeAlertRule(ctx, caller(), 'queue_size', { threshold: 10 });
  await addJobs(11, 'ready', clock.now());
  await evaluate();
  await ctx.db.query(sql`delete from jobs where id in (select id from jobs limit 2)`);
  for (let times = 0; times < 20; times++) await evaluate();
  expect(await openOf('queue_size')).toHaveLength(1);
  await ctx.db.query(sql`delete from jobs where id in (select id from jobs limit 1)`);
  for (let times = 0; times < 17; times++) await evaluate();
  expect(await openOf('queue_size')).toEqual([]);
});

test('a thousand causes give one mail with the first twenty', async () => {
  await addUser('owner');
  for (let n = 0; n < 1_000; n++) {
    await openAlert(ctx, tenant.id, {
      rule: 'campaign_overdue',
      cause: `campaign ${n}`,
      text: `Campaign ${n} is late.`,
    });
  }
  await evaluate();
  for (let times = 0; times < 5; times++) await evaluate();
  expect(sender.sent).toHaveLength(1);
  expect(sender.sent[0]!.subject).toMatch(/^1000 alerts/);
  expect(sender.sent[0]!.text).toContain('980 other alerts are not shown here.');
});

test('alerts that come one after the other give at most six mails an hour', async () => {
  await addUser('owner');
  for (let n = 0; n < 60; n++) {
    await openAlert(ctx, tenant.id, { rule: 'campaign_overdue', cause: `late ${n}`, text: `Campaign ${n} is late.` });
    await evaluate();
  }
  expect(sender.sent).toHaveLength(6);
  clock.advance(10 * minute);
  await evaluate();
  const told = sender.sent.map(({ text }) => [...text.matchAll(/Campaign (\d+) is late/g)].length);
  expect(told.reduce((sum, count) => sum + count)).toBe(60);
});

test('marketers are told about what is theirs; owners and admins where there are none', async () => {
  const owner = await addUser('owner');
  await openAlert(ctx, tenant.id, { rule: 'campaign_braked', cause: 'summer', text: 'Summer was stopped.' });
  await evaluate();
  expect(sender.sent.map(({ to }) => to.address)).toEqual([owner]);
  const marketer = await addUser('marketer');
  clock.advance(10 * minute);
  await openAlert(ctx, tenant.id, { rule: 'campaign_braked', cause: 'winter', text: 'Winter was stopped.' });
  await evaluate();
  expect(sender.sent.slice(1).map(({ to }) => to.address)).toEqual([marketer]);
});

test('one alert is open for a rule and cause, until it is resolved', async () => {
  const alert = { rule: 'campaign_overdue', cause: 'summer', text: 'Summer is late.' } as const;
  expect(await openAlert(ctx, tenant.id, alert)).toBe(true);
  expect(await openAlert(ctx, tenant.id, alert)).toBe(false);
  for (let times = 0; times < 20; times++) await evaluate();
  expect(await openOf('campaign_overdue')).toHaveLength(1);
  const other = await newTenant();
  expect(await resolveAlert(ctx, other.id, alert)).toBe(false);
  expect(await resolveAlert(ctx, tenant.id, alert)).toBe(true);
  expect(await resolveAlert(ctx, tenant.id, alert)).toBe(false);
  expect(await openAlert(ctx, tenant.id, alert)).toBe(true);
  expect(await list()).toHaveLength(2);
});

test('webhooks tell of it, signed and once, and are tried again', async () => {
  await changeSettings(ctx, tenant.id, { alertWebhookUrl: 'https://ops.test/alerts' });
  webhooks.answer = () => ({ outcome: 'answered', status: 500 });
  const alert = { rule: 'campaign_overdue', cause: 'summer', text: 'Summer is late.' } as const;
  await openAlert(ctx, tenant.id, alert);
  await evaluate();
  const [failed] = await ctx.db.query<{ at: Date }>(sql`select failed_at as at from jobs where kind = 'alert.webhook'`);
  expect(failed!.at).toEqual(clock.now());
  webhooks.answer = () => ({ outcome: 'answered', status: 204 });
  await evaluate();
  await evaluate();
  expect(webhooks.posted).toHaveLength(2);
  const [first, again] = webhooks.posted;
  expect(again!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
  expect(first!.headers['webhook-signature']).toMatch(/^v1,/);
  expect(JSON.parse(first!.body)).toMatchObject({
    type: 'alert.opened',
    data: { alert: { rule: 'campaign_overdue', cause: 'summer', text: 'Summer is late.', threshold: null } },
  });
  await resolveAlert(ctx, tenant.id, alert);
  await evaluate();
  expect(JSON.parse(webhooks.posted[2]!.body)).toMatchObject({ type: 'alert.resolved' });
});

const caller = () => ({
  tenantId: tenant.id,
  actor: { kind: 'command' as const, id: null, name: 'test' },
  permissions: new Set(permissions),
});

test('alerts of a muted rule are kept, not told, and not counted, until it is unmuted', async () => {
  await addUser('owner');
  await changeSettings(ctx, tenant.id, { alertWebhookUrl: 'https://ops.test/alerts' });
  await admin.changeAlertRule(ctx, caller(), 'campaign_overdue', { isMuted: true });
  await openAlert(ctx, tenant.id, { rule: 'campaign_overdue', cause: 'summer', text: 'Summer is late.' });
  await evaluate();
  expect([sender.sent, webhooks.posted]).toEqual([[], []]);
  const page = await listAlerts(ctx, tenant.id, { state: 'open', limit: 10, after: null });
  expect(page).toMatchObject({ open: 0, data: [{ isMuted: true, toldAt: null }] });
  await admin.changeAlertRule(ctx, caller(), 'campaign_overdue', { isMuted: false });
  await evaluate();
  expect(sender.sent).toHaveLength(1);
});

test('a shop changes a threshold, and null is the default again', async () => {
  await admin.changeAlertRule(ctx, caller(), 'queue_size', { threshold: 2 });
  await addJobs(2, 'ready', clock.now());
  await evaluate();
  expect(await openOf('queue_size')).toEqual([]);
  await addJobs(1, 'waiting', clock.now());
  await evaluate();
  expect(await openOf('queue_size')).toHaveLength(1);
  expect(await admin.changeAlertRule(ctx, caller(), 'queue_size', { threshold: null })).toMatchObject({
    threshold: 10_000,
  });
  for (const [key, threshold] of [
    ['campaign_overdue', 1],
    ['unsubscribe_rate', 101],
    ['api_response', 0.5],
  ] as const) {
    await expect(admin.changeAlertRule(ctx, caller(), key, { threshold }), key).rejects.toMatchObject({
      code: 'validation_failed',
    });
  }
});

test('the list has open alerts first, and its pages miss none', async () => {
  for (let n = 0; n < 7; n++) {
    clock.advance(second);
    await openAlert(ctx, tenant.id, { rule: 'campaign_overdue', cause: `${n}`, text: `Campaign ${n} is late.` });
  }
  for (const n of [6, 2, 3]) await resolveAlert(ctx, tenant.id, { rule: 'campaign_overdue', cause: `${n}` });
  const causes: string[] = [];
  for (let after = null as { isOpen: boolean; id: string } | null; ; ) {
    const { data } = await listAlerts(ctx, tenant.id, { state: undefined, limit: 2, after });
    causes.push(...data.map(({ cause }) => cause));
    if (data.length < 2) break;
    after = { isOpen: data[1]!.resolvedAt === null, id: data[1]!.id };
  }
  expect(causes).toEqual(['5', '4', '1', '0', '6', '3', '2']);
});

test('of two workers at the same moment, one opens the alert and one mail is written', async () => {
  await addUser('owner');
  await addJobs(10_001, 'ready', clock.now());
  clock.advance(minute);
  await Promise.all([evaluateRules(ctx, syncKinds), evaluateRules(ctx, syncKinds)]);
  await Promise.all([tellUsers(ctx), tellUsers(ctx)]);
  await ctx.db.query(sql`delete from jobs where kind = 'nothing.runs.it'`);
  await runReadyJobs(ctx);
  expect(await list()).toHaveLength(1);
  expect(sender.sent).toHaveLength(1);
});

test('alerts that were resolved a year ago are removed', async () => {
  const alert = { rule: 'campaign_overdue', cause: 'summer', text: 'Summer is late.' } as const;
  await openAlert(ctx, tenant.id, alert);
  await resolveAlert(ctx, tenant.id, alert);
  clock.advance(365 * 24 * hour);
  await forgetAlerts(ctx);
  expect(await list()).toHaveLength(1);
  clock.advance(second);
  await forgetAlerts(ctx);
  expect(await list()).toEqual([]);
});
