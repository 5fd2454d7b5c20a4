import type { ExperimentMetric } from '@beckon/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Caller } from '../access/index.ts';
import { chooseWinner as chooseByHand } from '../admin/index.ts';
import { listAudit } from '../audit/index.ts';
import { sql } from '../db/index.ts';
import { createTestContext, runs } from '../testing/index.ts';
import { chooseWinner, decideDue, keepTallies, readExperiment, reportExperiment } from './index.ts';
import type { Tally } from './tally.ts';
import { abVariations, createExperimentWorld } from './testing/seed.ts';
import { applyRule } from './winner-rule.ts';

const context = await createTestContext();
const { ctx, clock, newTenant } = context;
const world = createExperimentWorld(context);
const hour = 3_600_000;

const anyTally = (key: string, most: number) =>
  fc.record({ delivered: fc.integer({ min: 0, max: most }), extra: fc.integer({ min: 0, max: 50 }) }).chain(
    ({ delivered, extra }): fc.Arbitrary<Tally> =>
      fc.record({
        key: fc.constant(key),
        assigned: fc.constant(delivered + extra),
        delivered: fc.constant(delivered),
        opened: fc.integer({ min: 0, max: delivered }),
        clicked: fc.integer({ min: 0, max: delivered }),
        converted: fc.integer({ min: 0, max: delivered }),
        revenue: fc.integer({ min: 0, max: 1_000_000 }),
        revenueSquared: fc.constant(0),
      }),
  );
const anyMetric = fc.constantFrom<ExperimentMetric>('opens', 'clicks', 'conversions', 'revenue');
const metricOf = (metric: ExperimentMetric, tally: Tally) => {
  const { sum, of } = {
    opens: { sum: tally.opened, of: tally.delivered },
    clicks: { sum: tally.clicked, of: tally.delivered },
    conversions: { sum: tally.converted, of: tally.assigned },
    revenue: { sum: tally.revenue, of: tally.assigned },
  }[metric];
  return sum / Math.max(1, of);
};

test('Feature: marketing-automation, Property 28: Completed A/B test: variant with the highest metric goes to the remaining contacts (14.4)', () => {
  const variations = ['a', 'b', 'c'].map((key) => ({ key, name: key, weight: 1, isHoldout: key === 'c' }));
  fc.assert(
    fc.property(
      anyMetric,
      fc
        .integer({ min: 50, max: 2_000 })
        .chain((most) => fc.tuple(...['a', 'b', 'c'].map((key) => anyTally(key, most)))),
      (metric, tallies) => {
        const { winner, reason } = applyRule({ metric, variations }, tallies);
        const [a, b] = tallies;
        const [ofA, ofB] = [metricOf(metric, a!), metricOf(metric, b!)];
        if (Math.min(a!.delivered, b!.delivered) < 100)
          expect({ winner, reason }).toEqual({
            winner: 'a',
            reason: ofA === ofB && Math.min(a!.delivered, b!.delivered) > 0 ? 'tie' : 'too_few',
          });
        else if (ofA === ofB) expect({ winner, reason }).toEqual({ winner: 'a', reason: 'tie' });
        else expect({ winner, reason }).toEqual({ winner: ofA > ofB ? 'a' : 'b', reason: 'highest' });
      },
    ),
    { numRuns: runs(300) },
  );
});

test('of two that are equal, but not the highest, neither matters; of those that are the highest, the first is used', () => {
  const variations = ['a', 'b', 'c'].map((key) => ({ key, name: key, weight: 1, isHoldout: false }));
  const tally = (key: string, clicked: number): Tally => ({
    ...{ key, assigned: 200, delivered: 200, opened: 0, clicked, converted: 0, revenue: 0, revenueSquared: 0 },
  });
  const rule = (...clicks: number[]) =>
    applyRule(
      { metric: 'clicks', variations },
      clicks.map((clicked, index) => tally('abc'[index]!, clicked)),
    );
  expect(rule(10, 10, 20)).toEqual({ winner: 'c', reason: 'highest' });
  expect(rule(10, 20, 20)).toEqual({ winner: 'b', reason: 'tie' });
});

test('the rule decides at its time, not before, and once; the winner is the highest', async () => {
  const tenant = await newTenant();
  const experiment = await world.create(tenant);
  await world.fill(tenant, experiment, 'a', { delivered: 200, opened: 60, clicked: 10 });
  await world.fill(tenant, experiment, 'b', { delivered: 200, opened: 50, clicked: 14 });
  clock.advance(hour - 1);
  expect(await decideDue(ctx)).toEqual([]);
  clock.advance(1);
  const owner = { kind: 'campaign', campaignId: experiment.campaignId };
  expect(await decideDue(ctx)).toEqual([{ tenantId: tenant.id, experimentId: experiment.id, owner, winner: 'b' }]);
  expect(await decideDue(ctx)).toEqual([]);
  const report = await reportExperiment(ctx, tenant.id, experiment.id);
  expect(report).toMatchObject({ state: 'decided', decidedBy: 'rule', winner: 'b', decision: { reason: 'highest' } });
  expect(report.verdict).toBe(
    'B had the highest click rate and goes to the other contacts: A 5.0%, B 7.0%. The difference may be chance.',
  );
  expect(report.decision!.isShown).toBe(false);
});

test('a difference that chance hardly explains is said to be one, in either direction', async () => {
  const tenant = await newTenant();
  for (const [a, b, winner] of [
    [50, 110, 'b'],
    [110, 50, 'a'],
  ] as const) {
    const experiment = await world.create(tenant);
    await world.fill(tenant, experiment, 'a', { delivered: 1_000, clicked: a });
    await world.fill(tenant, experiment, 'b', { delivered: 1_000, clicked: b });
    const running = await reportExperiment(ctx, tenant.id, experiment.id);
    expect(running.verdict).toContain('The difference is unlikely to be chance.');
    expect(running.variations[1]!.difference).toMatchObject({
      value: expect.closeTo((b - a) / 1_000, 6),
      isShown: true,
    });
    clock.advance(hour);
    await decideDue(ctx);
    const decided = await reportExperiment(ctx, tenant.id, experiment.id);
    expect(decided).toMatchObject({ winner, decision: { isShown: true } });
    expect(decided.verdict).toContain('The difference is unlikely to be chance.');
  }
});

test('two variations with 50 delivered and 5 clicks each decide nothing, and say so on each read; the other one can be chosen by hand (C6)', async () => {
  const tenant = await newTenant();
  const experiment = await world.create(tenant);
  for (const key of ['a', 'b']) await world.fill(tenant, experiment, key, { delivered: 50, clicked: 5 });
  const running = await reportExperiment(ctx, tenant.id, experiment.id);
  expect(running.verdict).toBe('So far it is a tie: A 10.0%, B 10.0%.');
  clock.advance(hour);
  await decideDue(ctx);
  const first = await reportExperiment(ctx, tenant.id, experiment.id);
  expect(first).toMatchObject({ winner: 'a', decision: { reason: 'tie' } });
  expect(first.verdict).toBe(
    'The experiment decided nothing: it is a tie (A 10.0%, B 10.0%). A, the first of those that are equal, is used.',
  );
  // What is clicked later changes the figures, not the decision.
  await world.fill(tenant, experiment, 'a', { delivered: 100, clicked: 10 });
  await world.fill(tenant, experiment, 'b', { delivered: 100, clicked: 90 });
  const second = await reportExperiment(ctx, tenant.id, experiment.id);
  expect([second.verdict, second.decision]).toEqual([first.verdict, first.decision]);

  const caller: Caller = {
    tenantId: tenant.id,
    actor: { kind: 'user', id: 'usr_1', name: 'anna@shop.test' },
    permissions: new Set(['flows.write']),
  };
  const chosen = await chooseByHand(ctx, caller, experiment.id, { variation: 'b' });
  expect(chosen).toMatchObject({ winner: 'b', decidedBy: 'user', decision: { reason: 'by_hand' } });
  expect(chosen.verdict).toMatch(/^A user chose B\./);
  const [entry] = await listAudit(ctx, tenant.id, { limit: 1, before: null });
  expect(entry).toMatchObject({ action: 'experiment.decided', before: { winner: 'a' }, after: { winner: 'b' } });
});

test('fewer than 100 contacts to whom a variation was delivered decide nothing: the first variation is used', async () => {
  const tenant = await newTenant();
  const experiment = await world.create(tenant);
  await world.fill(tenant, experiment, 'a', { delivered: 100, clicked: 5 });
  await world.fill(tenant, experiment, 'b', { delivered: 99, clicked: 50 });
  clock.advance(hour);
  await decideDue(ctx);
  const report = await reportExperiment(ctx, tenant.id, experiment.id);
  expect(report).toMatchObject({ winner: 'a', decision: { reason: 'too_few' } });
  expect(report.verdict).toBe(
    'The experiment decided nothing: a variation was delivered to fewer than 100 contacts. The first variation, A, is used.',
  );
});

test('a tie with enough contacts is a tie, and the first variation is used', async () => {
  const tenant = await newTenant();
  const experiment = await world.create(tenant);
  for (const key of ['a', 'b']) await world.fill(tenant, experiment, key, { delivered: 150, clicked: 5 });
  clock.advance(hour);
  await decideDue(ctx);
  const report = await reportExperiment(ctx, tenant.id, experiment.id);
  expect(report).toMatchObject({ winner: 'a', decision: { reason: 'tie' } });
  expect(report.verdict).toContain('it is a tie');
});

test('orders count by intention to treat: of all assigned contacts, from the assignment to the end of the window', async () => {
  const tenant = await newTenant();
  const experiment = await world.create(tenant, { metric: 'revenue', windowDays: 5 });
  const [early, late, other] = await world.fill(tenant, experiment, 'a', { delivered: 0, orders: [] }, 3);
  const [merged] = await world.contacts(tenant, 1);
  await ctx.db.query(sql`update contacts set merged_into = ${other!} where id = ${merged!}`);
  const order = (contactId: string, total: number, currency: string, days: number) =>
    ctx.db.query(sql`
      insert into orders (tenant_id, order_id, contact_id, total, currency, placed_at, seq)
      values (${tenant.id}, ${ctx.ids.newUuid()}, ${contactId}, ${total}, ${currency},
        ${new Date(clock.now().getTime() + days * 24 * hour)}, 1)`);
  await order(early!, 1_000, 'USD', -0.1);
  await order(early!, 2_000, 'USD', 0);
  await order(early!, 4_000, 'USD', 4.9);
  await order(early!, 8_000, 'EUR', 1);
  await order(late!, 16_000, 'USD', 5);
  await order(merged!, 32_000, 'USD', 1);
  const report = await reportExperiment(ctx, tenant.id, experiment.id);
  expect(report.variations[0]).toMatchObject({ assigned: 3, delivered: 0, converted: 2, revenue: 38_000 });
  expect(report.variations[0]!.value).toBeCloseTo(38_000 / 3, 6);
});

test('revenue per contact is compared with its interval, also against contacts that got nothing', async () => {
  const tenant = await newTenant();
  const experiment = await world.create(tenant, {
    metric: 'revenue',
    variations: [abVariations[0]!, { key: 'none', name: 'No message', weight: 1, isHoldout: true }],
  });
  await world.fill(tenant, experiment, 'a', { delivered: 400, orders: Array.from({ length: 80 }, () => 5_000) });
  await world.fill(tenant, experiment, 'none', { delivered: 0, orders: Array.from({ length: 10 }, () => 5_000) }, 400);
  const { variations, verdict } = await reportExperiment(ctx, tenant.id, experiment.id);
  expect(variations.map(({ value }) => value)).toEqual([1_000, 125]);
  const { value, low, high, isShown } = variations[1]!.difference!;
  expect(value).toBe(-875);
  // SE² = 4,010,025.1 / 400 + 610,902.3 / 400; 3.12 standard errors at 800 contacts.
  expect([low, high].map(Math.round)).toEqual([value - 336, value + 336]);
  expect(isShown).toBe(true);
  expect(verdict).toContain('A has the higher revenue per contact so far: A USD 10.00, No message USD 1.25.');
  clock.advance(hour);
  await decideDue(ctx);
  const decided = await reportExperiment(ctx, tenant.id, experiment.id);
  expect(decided).toMatchObject({ winner: 'a', decision: { reason: 'only_one', isShown: true } });
});

test('contacts that were not divided as planned are reported: the figures cannot be trusted', async () => {
  const tenant = await newTenant();
  const experiment = await world.create(tenant);
  await world.fill(tenant, experiment, 'a', { delivered: 300, clicked: 10 });
  await world.fill(tenant, experiment, 'b', { delivered: 200, clicked: 12 });
  const report = await reportExperiment(ctx, tenant.id, experiment.id);
  expect(report.sampleRatio.isOff).toBe(true);
  expect(report.verdict).toMatch(/^Do not trust these figures/);
});

test('only what a person has had and opened counts, each contact once', async () => {
  const tenant = await newTenant();
  const experiment = await world.create(tenant, { metric: 'opens' });
  const ids = await world.fill(tenant, experiment, 'a', { delivered: 4, opened: 2 });
  // A second message of the same variation, one that bounced, one that was skipped, and one of another variation.
  const again = (id: string, changes: { status?: string; bounced?: boolean; variation?: string }) =>
    ctx.db.query(sql`
      insert into deliveries (id, tenant_id, contact_id, message_id, channel, category, business_key, variables, status,
        created_at, origin, opened_at, bounced_at)
      select ${ctx.ids.newId('dlv')}, tenant_id, contact_id, message_id, channel, category, ${ctx.ids.newUuid()}, '{}',
        ${changes.status ?? 'sent'}, created_at, origin || jsonb_build_object('variation', ${changes.variation ?? 'a'}::text),
        created_at, case when ${changes.bounced ?? false} then created_at end
      from deliveries where id = ${`dlv_${id}`}`);
  await again(ids[0]!, {});
  await again(ids[2]!, { status: 'skipped' });
  await again(ids[3]!, { variation: 'b' });
  await ctx.db.query(sql`update deliveries set bounced_at = created_at where id = ${`dlv_${ids[3]}`}`);
  const { variations } = await reportExperiment(ctx, tenant.id, experiment.id);
  expect(variations[0]).toMatchObject({ assigned: 4, delivered: 3, opened: 2 });
  expect(variations[1]).toMatchObject({ assigned: 0, delivered: 0, opened: 0 });
});

test('an experiment with many contacts is read as it was counted last, which is a minute ago at most', async () => {
  const tenant = await newTenant();
  const experiment = await world.create(tenant);
  await world.fill(tenant, experiment, 'a', { delivered: 10 });
  await keepTallies(ctx);
  const countedAt = clock.now().toISOString();
  await world.fill(tenant, experiment, 'b', { delivered: 10 });
  const assigned = async () =>
    (await reportExperiment(ctx, tenant.id, experiment.id)).variations.map((one) => one.assigned);
  expect(await assigned()).toEqual([10, 10]);
  await ctx.db.query(sql`
    insert into experiment_assignments (tenant_id, experiment_id, contact_id, variation, assigned_at)
    select ${tenant.id}, ${experiment.id}, 'ctc_' || n, 'b', ${clock.now()} from generate_series(1, 10000) n`);
  expect(await assigned()).toEqual([10, 0]);
  clock.advance(20_000);
  await keepTallies(ctx);
  expect((await reportExperiment(ctx, tenant.id, experiment.id)).countedAt).toBe(countedAt);
  clock.advance(40_000);
  await keepTallies(ctx);
  expect(await assigned()).toEqual([10, 10_010]);
});

test('what is not an experiment, a variation of it, or has not begun cannot be decided', async () => {
  const tenant = await newTenant();
  const other = await newTenant();
  const { id } = await world.create(tenant, { decideAfterSeconds: null });
  const choose = (tenantId: typeof tenant.id, key: string | null, by: 'rule' | 'user') =>
    ctx.db.transaction((tx) => chooseWinner({ ...ctx, db: tx }, tenantId, id, key, by));
  await expect(choose(other.id, 'a', 'user')).rejects.toMatchObject({ code: 'not_found' });
  await expect(choose(tenant.id, 'c', 'user')).rejects.toMatchObject({ code: 'validation_failed' });
  clock.advance(1_000 * hour);
  expect((await decideDue(ctx)).filter(({ experimentId }) => experimentId === id)).toEqual([]);
  await ctx.db.query(sql`update experiments set started_at = null where id = ${id}`);
  await expect(choose(tenant.id, 'a', 'user')).rejects.toMatchObject({ code: 'conflict' });
  expect((await readExperiment(ctx, tenant.id, id)).winner).toBeNull();
  await expect(world.create(tenant, { variations: abVariations.slice(1) })).rejects.toMatchObject({
    code: 'validation_failed',
  });
});
