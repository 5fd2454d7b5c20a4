import type { FlowDryRun, GivenFlowDefinition } from '@beckon/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sql } from '../db/index.ts';
import { createTestContext, runs, type TestTenant } from '../testing/index.ts';
import { dryRunFlow, readRun } from './index.ts';
import { createFlowWorld, day, hour } from './testing/world.ts';

const context = await createTestContext({ maxConnections: 6 });
const { ctx, clock, newTenant } = context;
const world = createFlowWorld(context);
const { name, order, send, settle, pass, publish, contactOf } = world;
await settle();

const started = { kind: 'event' as const, events: [{ event: 'trial_started' }] };
const mail = (id: string) => ({ id, kind: 'send' as const, message: 'welcome' });
const wait = (id: string, amount: number) => ({ id, kind: 'wait' as const, amount, unit: 'hours' as const });

/** The kinds of steps, in flows that end by an order. */
const definitions: Omit<GivenFlowDefinition, 'version'>[] = [
  { trigger: started, steps: [mail('a'), wait('w', 5), mail('b')] },
  { trigger: started, reentry: { rule: 'always' }, steps: [wait('w', 3), mail('a')] },
  {
    trigger: started,
    reentry: { rule: 'once', key: 'plan' },
    exits: [],
    steps: [
      {
        id: 'answer',
        kind: 'wait_for',
        event: 'trial_used',
        within: { amount: 4, unit: 'hours' },
        yes: [mail('thanks')],
        no: [wait('w', 2), mail('reminder'), { id: 'x', kind: 'exit' }],
      },
      { id: 'note', kind: 'update_contact', properties: { tried: true } },
    ],
  },
  {
    trigger: started,
    reentry: { rule: 'after', after: { amount: 6, unit: 'hours' } },
    steps: [{ id: 'daytime', kind: 'wait_until', from: '09:00', until: '12:00' }, mail('a')],
  },
];

type Act = { user: number; hours: number; type: 'trial_started' | 'trial_used' | 'placed_order'; plan: number };
const anyAct: fc.Arbitrary<Act> = fc.record({
  user: fc.integer({ min: 0, max: 2 }),
  hours: fc.integer({ min: 0, max: 5 }),
  type: fc.constantFrom('trial_started', 'trial_started', 'trial_used', 'placed_order'),
  plan: fc.integer({ min: 1, max: 2 }),
});

type ShownRun = Omit<FlowDryRun['runs'][number], 'messages'>;

/** What real runs did, in the form of a dry run. */
async function readReal(tenant: TestTenant, flowId: string): Promise<ShownRun[]> {
  const rows = await ctx.db.query<{ id: `run_${string}` }>(sql`
    select id from flow_runs where tenant_id = ${tenant.id} and flow_id = ${flowId} order by entered_at, id`);
  const real: ShownRun[] = [];
  for (const { id } of rows) {
    const { contactId, enteredAt, step, endedAt, endReason, steps } = await readRun(ctx, tenant.id, id);
    real.push({ contactId, enteredAt, step, endedAt, endReason, steps });
  }
  return real;
}

/** A step is taken up to an hour later than it is due, when time goes by hours. */
const withoutTimes = (all: readonly (ShownRun & { messages?: unknown })[]) =>
  all
    .map(({ endedAt: _, messages: __, steps, ...run }) => ({
      ...run,
      steps: steps.map(({ step, text }) => [step, text]),
    }))
    .sort((one, other) => (one.contactId + one.enteredAt < other.contactId + other.enteredAt ? -1 : 1));

test('a dry run says what the real flow did', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...definitions),
      fc.array(anyAct, { minLength: 1, maxLength: 8 }),
      async (definition, acts) => {
        const tenant = await newTenant();
        const flow = await publish(tenant, definition);
        const users = [name('user'), name('user'), name('user')];
        for (const { user, hours, type, plan } of acts) {
          for (let passed = 0; passed < hours; passed++) await pass(hour);
          const properties = type === 'placed_order' ? order() : { plan: `p${plan}` };
          await send(tenant, type, { userId: users[user]!, email: `${users[user]}@example.com` }, properties);
          await settle();
          clock.advance(1_000);
        }
        for (let passed = 0; passed < 8; passed++) await pass(hour);
        const played = await dryRunFlow(ctx, tenant.id, flow.id, { days: 30, version: 'published' });
        const real = await readReal(tenant, flow.id);
        expect(withoutTimes(played.runs)).toEqual(withoutTimes(real));
        const messages = real.flatMap(({ steps }) => steps.filter(({ text }) => /handed over/.test(text)));
        expect(played.messages.reduce((sum, { count }) => sum + count, 0)).toBe(messages.length);
        expect(played.entered).toBe(real.length);
      },
    ),
    { numRuns: runs(30) },
  );
}, 180_000);

test('a dry run writes nothing, looks at the draft, and says who lacks consent and who did not enter', async () => {
  const tenant = await newTenant();
  const flow = await publish(tenant, definitions[0]!);
  const audience = { kind: 'field', field: 'userId', comparison: { operator: 'starts_with', value: 'vip' } } as const;
  const [vip, other] = [`vip-${name('user')}`, name('user')];
  for (const userId of [vip, other]) await send(tenant, 'trial_started', { userId, email: `${userId}@example.com` });
  await pass(10 * hour);
  await ctx.db.query(sql`
    update flows set draft = draft || ${JSON.stringify({ audience })}::text::jsonb where id = ${flow.id}`);
  const snapshot = () =>
    ctx.db.query(sql`
      select (select count(*) from flow_runs) as runs, (select count(*) from deliveries) as deliveries,
        (select count(*) from jobs) as jobs, (select count(*) from events) as events,
        (select count(*) from flow_refusals) as refusals`);
  const before = await snapshot();
  const draft = await dryRunFlow(ctx, tenant.id, flow.id, { days: 1, version: 'draft' });
  expect(draft).toMatchObject({
    contacts: { found: 2, played: 2 },
    entered: 1,
    inside: 0,
    ended: [{ text: 'It took its last step.', count: 1 }],
    refused: [{ text: 'The contact is not in the audience of the flow.', count: 1 }],
    messages: [
      {
        message: 'welcome',
        count: 2,
        sent: 0,
        waiting: 0,
        heldBack: [{ text: 'The contact has not granted consent for this channel.', count: 2 }],
      },
    ],
    runs: [{ contactId: await contactOf(tenant, vip), steps: [{ step: 'a' }, { step: 'w' }, { step: 'b' }] }],
  });
  expect((await dryRunFlow(ctx, tenant.id, flow.id, { days: 1, version: 'published' })).entered).toBe(2);
  expect(await snapshot()).toEqual(before);
  clock.advance(day);
  expect(await dryRunFlow(ctx, tenant.id, flow.id, { days: 1, version: 'draft' })).toMatchObject({
    contacts: { found: 0 },
    entered: 0,
    runs: [],
  });
});

test('a flow that was never published is refused with the reason, and so are entries for another trigger', async () => {
  const tenant = await newTenant();
  const flow = await publish(tenant, definitions[0]!);
  await ctx.db.query(sql`update flows set published_version = null where id = ${flow.id}`);
  await expect(dryRunFlow(ctx, tenant.id, flow.id, { days: 1, version: 'published' })).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('never been published'),
  });
  const entries = [{ contactId: ctx.ids.newId('ctc'), at: clock.now().toISOString(), key: '' }];
  await expect(dryRunFlow(ctx, tenant.id, flow.id, { days: 1, version: 'draft', entries })).rejects.toMatchObject({
    code: 'validation_failed',
  });
});
