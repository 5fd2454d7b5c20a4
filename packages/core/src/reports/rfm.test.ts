import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTestContext, runs } from '../testing/index.ts';
import { readRfmReport } from './index.ts';
import { addContacts, addOrders } from './testing/rows.ts';

const { ctx, clock, newTenant } = await createTestContext();
const day = 24 * 3_600_000;
/** The end of the day in the zone of the shop, UTC. */
const end = Date.parse('2026-03-02T00:00:00Z');

const endsOf = (values: readonly number[]) => {
  const sorted = values.toSorted((a, b) => a - b);
  return [0.2, 0.4, 0.6, 0.8].map((share) => sorted[Math.ceil(share * sorted.length) - 1]!);
};
const scoreOf = (value: number, ends: readonly number[]) => 1 + ends.filter((each) => value > each).length;

function groupOf(r: number, value: number): string {
  if (r >= 4) return value >= 8 ? 'champions' : value >= 4 ? 'potential_loyalists' : 'new_customers';
  if (r === 3) return value >= 8 ? 'loyal' : value >= 4 ? 'need_attention' : 'about_to_sleep';
  if (r === 1 && value >= 8) return 'cannot_lose';
  if (value >= 6) return 'at_risk';
  return r === 2 ? 'hibernating' : 'lost';
}

test('groups equal a plain loop over random orders', async () => {
  const order = fc.record({
    contact: fc.nat(14),
    total: fc.integer({ min: 0, max: 20_000 }),
    currency: fc.constantFrom('USD', 'USD', 'USD', 'EUR'),
    hours: fc.nat(400 * 24),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(order, { maxLength: 60 }), async (given) => {
      const { id } = await newTenant();
      const contacts = await addContacts(ctx, id, 15);
      const orders = given.map(({ contact, hours, ...rest }, n) => ({
        ...{ ...rest, orderId: `${n}`, contactId: contacts[contact]! },
        placedAt: new Date(clock.now().getTime() - hours * 3_600_000),
      }));
      await addOrders(ctx, id, orders);
      const people = [...Map.groupBy(orders, ({ contactId }) => contactId).values()].map((own) => ({
        own,
        days: Math.floor((end - Math.max(...own.map(({ placedAt }) => placedAt.getTime()))) / day),
        frequency: own.length,
        monetary: own.filter(({ currency }) => currency === 'USD').reduce((sum, { total }) => sum + total, 0),
      }));
      const ends = {
        days: endsOf(people.map((each) => each.days)),
        frequency: endsOf(people.map((each) => each.frequency)),
        monetary: endsOf(people.map((each) => each.monetary)),
      };
      const grouped = Map.groupBy(people, (each) =>
        groupOf(
          6 - scoreOf(each.days, ends.days),
          scoreOf(each.frequency, ends.frequency) + scoreOf(each.monetary, ends.monetary),
        ),
      );
      const report = await readRfmReport(ctx, id, {});
      expect(report.thresholds).toEqual(
        people.length === 0
          ? null
          : { recencyDays: ends.days, frequency: ends.frequency, monetary: ends.monetary, currency: 'USD' },
      );
      expect(report.data).toHaveLength(10);
      for (const { group, contacts: count, orders: placed, revenue } of report.data) {
        const members = grouped.get(group) ?? [];
        const all = members.flatMap(({ own }) => own);
        expect([group, count, placed]).toEqual([group, members.length, all.length]);
        const sums = ['EUR', 'USD'].flatMap((currency) => {
          const own = all.filter((each) => each.currency === currency);
          return own.length === 0 ? [] : [{ amount: own.reduce((sum, { total }) => sum + total, 0), currency }];
        });
        expect(revenue).toEqual(sums);
      }
    }),
    { numRuns: runs(100) },
  );
});
