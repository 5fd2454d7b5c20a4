import { expect, test } from 'vitest';
import { sql } from '../db/index.ts';
import { assignVariation, chooseWinner, decideDue, listExperiments, reportExperiment } from '../experiments/index.ts';
import type { Id } from '../lib/index.ts';
import { recordProviderEvents } from '../messages/index.ts';
import { mergeParticipants } from '../persons/index.ts';
import { createTestContext, runReadyJobs, type TestTenant } from '../testing/index.ts';
import { changeFlow, dryRunFlow, explainFlow, publishFlow, readFlow } from './index.ts';
import { createFlowWorld, day, hour } from './testing/world.ts';

const context = await createTestContext({ maxConnections: 6 });
const { ctx, clock, sender, newTenant } = context;
const world = createFlowWorld(context);
const { name, send, settle, pass, publish, stepsOf, deliveriesTo, contactOf } = world;
await settle();

const trigger = { kind: 'event' as const, events: [{ event: 'trial_started' }] };
const a = { key: 'a', name: 'A', weight: 1 };
const b = { key: 'b', name: 'B', weight: 1, message: 'second' };
const none = { key: 'none', name: 'No message', weight: 1, isHoldout: true as const };
const decideAfter = { amount: 1, unit: 'days' as const };
const tested = (variations: object[] = [a, b], more: object = {}) =>
  ({
    id: 'mail',
    kind: 'send',
    message: 'first',
    experiment: { metric: 'opens', decideAfter, variations: variations as [typeof a, typeof b], ...more },
  }) as const;

/** A shop with two service mails, which need no consent. */
async function newShop(): Promise<TestTenant> {
  const tenant = await newTenant();
  for (const key of ['first', 'second'])
    await ctx.db.query(sql`
      insert into messages (id, tenant_id, key, name, channel, category, subject, body, updated_at)
      values (${ctx.ids.newId('msg')}, ${tenant.id}, ${key}, ${key}, 'email', 'transactional', ${`The ${key} subject`},
        '<mj-text>Hello</mj-text>', ${clock.now()})`);
  return tenant;
}

async function enter(tenant: TestTenant, count: number): Promise<string[]> {
  const names = Array.from({ length: count }, () => name('user'));
  for (const userId of names) await send(tenant, 'trial_started', { userId, email: `${userId}@example.com` });
  await settle();
  return names;
}

/** What was sent to users, such as `first a`. */
async function sentTo(tenant: TestTenant, names: readonly string[]): Promise<string[]> {
  const rows = await ctx.db.query<{ userId: string; sent: string }>(sql`
    select c.user_id as "userId", m.key || ' ' || (d.origin ->> 'variation') as sent from deliveries d
    join contacts c on c.id = d.contact_id join messages m on m.id = d.message_id
    where d.tenant_id = ${tenant.id} and c.user_id in ${sql.texts(names)}`);
  const byName = new Map(rows.map(({ userId, sent }) => [userId, sent]));
  return names.map((userId) => byName.get(userId) ?? '');
}

const experimentOf = async (tenant: TestTenant, flow: string) =>
  (await listExperiments(ctx, tenant.id, { flow }, { limit: 10, before: null }))[0]!.id as Id<'exp'>;

const choose = (tenant: TestTenant, id: Id<'exp'>, key: string) =>
  ctx.db.transaction((tx) => chooseWinner({ ...ctx, db: tx }, tenant.id, id, key, 'user'));

test('runs get the variation of their contact; after the winner all later ones get it, and earlier ones keep their record (C5)', async () => {
  const tenant = await newShop();
  const flow = await publish(tenant, { trigger, exits: [], reentry: { rule: 'always' }, steps: [tested()] });
  const names = await enter(tenant, 20);
  const experiment = await experimentOf(tenant, flow.id);
  const before = await sentTo(tenant, names);
  expect(new Set(before)).toEqual(new Set(['first a', 'second b']));
  for (const [index, userId] of names.entries()) {
    const variation = assignVariation(experiment, await contactOf(tenant, userId), [a, b]);
    expect(before[index]).toBe(variation === 'a' ? 'first a' : 'second b');
  }
  await choose(tenant, experiment, 'b');
  const later = await enter(tenant, 10);
  expect(new Set(await sentTo(tenant, later))).toEqual(new Set(['second b']));
  expect(await sentTo(tenant, names)).toEqual(before);
  const { variations } = await reportExperiment(ctx, tenant.id, experiment);
  expect(variations.map(({ assigned }) => assigned).reduce((sum, one) => sum + one)).toBe(20);
});

test('a contact that comes again keeps its variation while the experiment runs', async () => {
  const tenant = await newShop();
  await publish(tenant, { trigger, exits: [], reentry: { rule: 'always' }, steps: [tested()] });
  const [userId] = await enter(tenant, 1);
  for (let more = 0; more < 3; more++) await send(tenant, 'trial_started', { userId: userId! });
  await settle();
  const rows = await ctx.db.query<{ variation: string }>(sql`
    select distinct d.origin ->> 'variation' as variation from deliveries d where d.tenant_id = ${tenant.id}
      and d.origin ->> 'kind' = 'flow'`);
  expect(rows).toHaveLength(1);
});

test('the rule decides a step at its time, and the next runs get the winner', async () => {
  const tenant = await newShop();
  const flow = await publish(tenant, { trigger, exits: [], steps: [tested()] });
  await enter(tenant, 4);
  await pass(day);
  const experiment = await experimentOf(tenant, flow.id);
  expect(await decideDue(ctx)).toContainEqual({
    tenantId: tenant.id,
    experimentId: experiment,
    owner: { kind: 'flow', flowId: flow.id, stepId: 'mail' },
    winner: 'a',
  });
  expect(new Set(await sentTo(tenant, await enter(tenant, 6)))).toEqual(new Set(['first a']));
});

test('contacts of a holdout get no message, go on, and the run says why', async () => {
  const tenant = await newShop();
  const flow = await publish(tenant, {
    trigger,
    exits: [],
    steps: [tested([a, none]), { id: 'after', kind: 'wait', amount: 1, unit: 'days' }],
  });
  const names = await enter(tenant, 12);
  const sent = await sentTo(tenant, names);
  expect(new Set(sent)).toEqual(new Set(['first a', '']));
  const held = names[sent.indexOf('')]!;
  expect(await stepsOf(tenant, held)).toEqual(['mail: held_out']);
  const why = await explainFlow(ctx, tenant.id, await contactOf(tenant, held), flow.id);
  expect(why.runs[0]!.steps[0]!.text).toBe('The contact is in the holdout of the experiment: no message was sent.');
  const got = await explainFlow(ctx, tenant.id, await contactOf(tenant, names[sent.indexOf('first a')]!), flow.id);
  expect(got.runs[0]!.steps[0]!.text).toBe('Variation a of the message was handed over to be sent.');
});

test('a variation that only changes the subject and the sender needs no second message; one may be sent later', async () => {
  const tenant = await newShop();
  const override = { subjects: { en: 'Hi from {{ shop.name }}' }, senderName: 'Anna of the shop' };
  const delay = { amount: 2, unit: 'hours' as const };
  await publish(tenant, {
    trigger,
    exits: [],
    steps: [
      tested([
        a,
        { key: 'subject', name: 'Subject', weight: 1, override },
        { key: 'late', name: 'Late', weight: 1, delay },
      ]),
    ],
  });
  await runReadyJobs(ctx);
  const names = await enter(tenant, 24);
  sender.sent.length = 0;
  await runReadyJobs(ctx);
  const shop = (await ctx.db.query<{ name: string }>(sql`select name from tenants where id = ${tenant.id}`))[0]!.name;
  const lines = () => sender.sent.map(({ from, subject }) => `${from.name}: ${subject}`);
  expect(new Set(lines())).toEqual(new Set([`${shop}: The first subject`, `Anna of the shop: Hi from ${shop}`]));
  const waiting = (await sentTo(tenant, names)).filter((sent) => sent === '').length;
  expect(waiting).toBeGreaterThan(0);
  await pass(2 * hour - 1);
  expect((await sentTo(tenant, names)).filter((sent) => sent === '')).toHaveLength(waiting);
  await pass(1);
  expect((await sentTo(tenant, names)).filter((sent) => sent === 'first late')).toHaveLength(waiting);
});

test('“opened the mail” holds for all variations: everybody opens, all take the yes path (B5)', async () => {
  const tenant = await newShop();
  const ofStep = [{ property: 'stepId', comparison: { operator: 'equals' as const, value: 'mail' } }];
  const note = (id: string, value: string) => ({ id, kind: 'update_contact', properties: { path: value } }) as const;
  const within = { amount: 2, unit: 'days' as const };
  await publish(tenant, {
    trigger,
    exits: [],
    steps: [
      tested(),
      {
        ...{ id: 'opened', kind: 'wait_for', event: 'message_opened', conditions: ofStep, within },
        yes: [
          {
            id: 'again',
            kind: 'branch',
            filter: { kind: 'event', event: 'message_opened', conditions: ofStep },
            yes: [note('opener', 'opened')],
            no: [note('odd', 'odd')],
          },
        ],
        no: [note('silent', 'silent')],
      },
    ],
  });
  const names = await enter(tenant, 10);
  expect(new Set(await sentTo(tenant, names)).size).toBe(2);
  await runReadyJobs(ctx);
  const sent = await ctx.db.query<{ id: Id<'dlv'> }>(sql`
    select id from deliveries where tenant_id = ${tenant.id} and status = 'sent' and origin ->> 'kind' = 'flow'`);
  expect(sent).toHaveLength(10);
  clock.advance(hour);
  const opens = sent.map(({ id }) => ({ id: `open ${id}`, deliveryId: id, kind: 'opened' as const }));
  await recordProviderEvents(ctx, tenant.id, opens);
  await pass(hour);
  const rows = await ctx.db.query<{ path: string }>(sql`
    select properties ->> 'path' as path from contacts where tenant_id = ${tenant.id} and user_id in ${sql.texts(names)}`);
  expect(rows.map(({ path }) => path)).toEqual(names.map(() => 'opened'));
});

test('a new version goes on with the experiment while its variations are the same; else a new one begins', async () => {
  const tenant = await newShop();
  const flow = await publish(tenant, { trigger, exits: [], reentry: { rule: 'always' }, steps: [tested()] });
  const [userId] = await enter(tenant, 1);
  const experiment = await experimentOf(tenant, flow.id);
  const change = async (steps: object[]) => {
    const { version, draft } = await readFlow(ctx, tenant.id, flow.id);
    const { after } = await changeFlow(ctx, tenant.id, flow.id, {
      version,
      definition: { ...draft, steps: steps as never },
    });
    await publishFlow(ctx, tenant.id, flow.id, { version: after.version, runs: 'keep', includeDays: 0 });
    return experimentOf(tenant, flow.id);
  };
  const later = { amount: 3, unit: 'days' };
  expect(await change([tested([a, b], { decideAfter: later }), { id: 'end', kind: 'exit' }])).toBe(experiment);
  const report = await reportExperiment(ctx, tenant.id, experiment);
  expect(new Date(report.decideAt!).getTime() - new Date(report.startedAt!).getTime()).toBe(3 * day);
  const [first] = await sentTo(tenant, [userId!]);
  await send(tenant, 'trial_started', { userId: userId! });
  await settle();
  expect(await sentTo(tenant, [userId!])).toEqual([first]);
  const other = await change([tested([a, { ...b, weight: 9 }])]);
  expect(other).not.toBe(experiment);
  expect(await reportExperiment(ctx, tenant.id, other)).toMatchObject({ state: 'running' });
});

test('a dry run shows the variations that contacts get, and writes nothing', async () => {
  const tenant = await newShop();
  const flow = await publish(tenant, { trigger, exits: [], steps: [tested([a, b, none])] });
  const names = await enter(tenant, 15);
  const sent = await sentTo(tenant, names);
  clock.advance(hour);
  const assignments = () =>
    ctx.db.query(sql`select count(*)::int as count from experiment_assignments where tenant_id = ${tenant.id}`);
  const before = await assignments();
  const { runs, limits } = await dryRunFlow(ctx, tenant.id, flow.id, { days: 1, version: 'published' });
  expect(limits.join(' ')).toContain('Variations');
  const messageOf = new Map(runs.map(({ contactId, messages }) => [contactId, messages[0]?.message ?? '']));
  for (const [index, userId] of names.entries())
    expect(messageOf.get(await contactOf(tenant, userId)), userId).toBe(sent[index]!.split(' ')[0]);
  const draft = await dryRunFlow(ctx, tenant.id, flow.id, { days: 1, version: 'draft' });
  expect(new Set(draft.runs.map(({ messages }) => messages[0]?.message))).toEqual(
    new Set(['first', 'second', undefined]),
  );
  expect(await assignments()).toEqual(before);
});

test('a flow is not published with a variation whose message is not', async () => {
  const tenant = await newShop();
  await expect(publish(tenant, { trigger, steps: [tested([a, { ...b, message: 'third' }])] })).rejects.toMatchObject({
    code: 'validation_failed',
    errors: [{ path: 'definition.steps.0.experiment.variations.1.message' }],
  });
});

test('a message that is late is not part of the experiment', async () => {
  const tenant = await newShop();
  await publish(tenant, {
    trigger,
    exits: [],
    steps: [{ id: 'wait', kind: 'wait', amount: 1, unit: 'hours' }, tested()],
  });
  const [userId] = await enter(tenant, 1);
  clock.advance(3 * day);
  await settle();
  expect(await stepsOf(tenant, userId!)).toEqual(['wait: waited', 'mail: too_late']);
  expect(await deliveriesTo(tenant, userId!)).toEqual([]);
  expect(await ctx.db.query(sql`select 1 from experiment_assignments where tenant_id = ${tenant.id}`)).toEqual([]);
});

test('a person keeps the earlier of two assignments when two contacts are merged', async () => {
  const tenant = await newShop();
  const flow = await publish(tenant, { trigger, exits: [], reentry: { rule: 'always' }, steps: [tested()] });
  const experiment = await experimentOf(tenant, flow.id);
  const names = await enter(tenant, 1);
  clock.advance(hour);
  names.push(...(await enter(tenant, 1)));
  const [early, late] = [await contactOf(tenant, names[0]!), await contactOf(tenant, names[1]!)];
  await ctx.db.query(sql`
    update experiment_assignments set variation = case contact_id when ${early} then 'b' else 'a' end
    where experiment_id = ${experiment}`);
  await ctx.db.transaction(async (tx) => {
    for (const merge of mergeParticipants)
      await merge({ ...ctx, db: tx }, { tenantId: tenant.id, mergedId: early, contactId: late });
  });
  const rows = await ctx.db.query(sql`
    select contact_id as "contactId", variation from experiment_assignments where experiment_id = ${experiment}`);
  expect(rows).toEqual([{ contactId: late, variation: 'b' }]);
});
