import type { FunnelRequest } from '@beckon/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contactsConsumer } from '../consumers/index.ts';
import { applyAll, collect, createTestContext, runs } from '../testing/index.ts';
import { readFunnelReport } from './index.ts';

const { ctx, clock, newTenant } = await createTestContext();
clock.set('2027-03-31T23:00:00Z');
const minute = 60_000;
const steps = [{ event: 'step_one' }, { event: 'step_two' }, { event: 'step_three' }];
const march = { from: '2027-03-01', to: '2027-03-31' };
const request: FunnelRequest = { ...march, steps, within: { amount: 60, unit: 'minutes' } };

const peopleOf = async (...asked: Parameters<typeof readFunnelReport>) =>
  (await readFunnelReport(...asked)).data.map(({ people }) => people);

type Happened = { person: number; step: number; minutes: number };

/** How many steps a person took, by trying every chain of events. */
function depthOf(events: readonly Happened[], window: number): number {
  const from = (first: Happened, last: Happened, taken: number): number => {
    const next = events.filter(
      ({ step, minutes }) => step === taken && minutes > last.minutes && minutes - first.minutes <= window,
    );
    return Math.max(taken, ...next.map((event) => from(first, event, taken + 1)));
  };
  return Math.max(0, ...events.filter(({ step }) => step === 0).map((event) => from(event, event, 1)));
}

test('a funnel equals a plain search over random events', async () => {
  let run = 0;
  const event = fc.record({ person: fc.nat(3), step: fc.nat(2), minutes: fc.nat(200) });
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 20 }), async (given) => {
      run++;
      const tenant = await newTenant();
      // Two events of one person at one moment have no order.
      const events = [...new Map(given.map((each) => [`${each.person} ${each.minutes}`, each])).values()];
      const begin = clock.now().getTime() - 10 * 24 * 60 * minute;
      await collect(ctx, tenant.server, [
        { id: 'other', type: 'other_thing', userId: 'someone' },
        ...events.map(({ person, step, minutes }, n) => ({
          ...{ id: `${run} ${n}`, type: steps[step]!.event, userId: `person ${person}` },
          occurredAt: new Date(begin + minutes * minute).toISOString(),
        })),
      ]);
      await applyAll(ctx);
      const depths = [0, 1, 2, 3].map((person) =>
        depthOf(
          events.filter((each) => each.person === person),
          60,
        ),
      );
      const expected = [1, 2, 3].map((depth) => depths.filter((each) => each >= depth).length);
      expect(await peopleOf(ctx, tenant.id, request)).toEqual(expected);
    }),
    { numRuns: runs(100) },
  );
}, 120_000);

const at = (minutes: number) => new Date(clock.now().getTime() - 24 * 60 * minute + minutes * minute).toISOString();

test('what a person did in a browser before signing in counts; bots and other browsers do not join it', async () => {
  const tenant = await newTenant();
  const browse = (anonymousId: string, userAgent?: string) =>
    collect(ctx, tenant.browser, [{ id: `view ${anonymousId}`, type: 'step_one', occurredAt: at(0) }], {
      anonymousId,
      ...(userAgent ? { context: { bot: true } } : {}),
    });
  await browse('annas phone');
  await browse('a stranger');
  await collect(ctx, tenant.server, [
    { id: 'i', type: 'identified', userId: 'anna', anonymousId: 'annas phone', occurredAt: at(5) },
    { id: 'two', type: 'step_two', userId: 'anna', occurredAt: at(10) },
    { id: 'bot 1', type: 'step_one', userId: 'robot', occurredAt: at(0), context: { bot: true } },
    { id: 'bot 2', type: 'step_two', userId: 'robot', occurredAt: at(1), context: { bot: true } },
  ]);
  await applyAll(ctx, contactsConsumer);
  const { data } = await readFunnelReport(ctx, tenant.id, { ...request, steps: steps.slice(0, 2) });
  expect(data.map(({ people, fromFirst }) => [people, fromFirst])).toEqual([
    [2, 1],
    [1, 0.5],
  ]);
});

test('conditions on properties count, and a funnel without people has no rates', async () => {
  const tenant = await newTenant();
  await collect(ctx, tenant.server, [
    { id: '1', type: 'step_one', userId: 'anna', occurredAt: at(0), properties: { plan: 'gold' } },
    { id: '2', type: 'step_one', userId: 'ben', occurredAt: at(0), properties: { plan: 'free' } },
    { id: '3', type: 'step_two', userId: 'anna', occurredAt: at(1) },
    { id: '4', type: 'step_two', userId: 'ben', occurredAt: at(1) },
  ]);
  await applyAll(ctx);
  const gold = {
    event: 'step_one',
    conditions: [{ property: 'plan', comparison: { operator: 'equals', value: 'gold' } }],
  } as const;
  const asked = { ...request, steps: [{ ...gold, conditions: [...gold.conditions] }, steps[1]!] };
  expect(await peopleOf(ctx, tenant.id, asked)).toEqual([1, 1]);
  const never = await readFunnelReport(ctx, tenant.id, { ...request, steps: [{ event: 'never_sent' }, steps[1]!] });
  expect(never.data).toMatchObject([
    { people: 0, fromPrevious: null, fromFirst: null },
    { people: 0, fromPrevious: null, fromFirst: null },
  ]);
});

test('a first step counts in the span alone; the steps that follow may be later', async () => {
  const tenant = await newTenant();
  const on = (id: string, type: string, occurredAt: string) => ({ id, type, userId: 'anna', occurredAt });
  await collect(ctx, tenant.server, [
    on('1', 'step_one', '2027-03-10T23:50:00Z'),
    on('2', 'step_two', '2027-03-11T00:10:00Z'),
    on('3', 'step_one', '2027-03-11T00:20:00Z'),
  ]);
  await applyAll(ctx);
  const two = { ...request, steps: steps.slice(0, 2) };
  expect(await peopleOf(ctx, tenant.id, { ...two, from: '2027-03-10', to: '2027-03-10' })).toEqual([1, 1]);
  expect(await peopleOf(ctx, tenant.id, { ...two, from: '2027-03-11', to: '2027-03-11' })).toEqual([1, 0]);
});
