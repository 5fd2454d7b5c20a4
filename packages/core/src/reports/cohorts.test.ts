import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { changeSettings } from '../tenants/index.ts';
import { createTestContext, runs, type TestTenant } from '../testing/index.ts';
import { readCohortReport } from './index.ts';
import { addContacts, addOrders, type OrderRow } from './testing/rows.ts';

const { ctx, clock, newTenant } = await createTestContext();
let tenant: TestTenant;

beforeEach(async () => {
  tenant = await newTenant();
});

/** The same figures by a plain loop, in UTC: the cohort of each month, and who ordered in the months after it. */
function recount(orders: readonly OrderRow[], isIn: (first: Date) => boolean, months: number) {
  const monthOf = (at: Date) => at.getUTCFullYear() * 12 + at.getUTCMonth();
  const nameOf = (month: number) => `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
  const byContact = new Map<string, OrderRow[]>();
  for (const order of orders) {
    if (order.contactId === null) continue;
    byContact.set(order.contactId, [...(byContact.get(order.contactId) ?? []), order]);
  }
  const cohorts = new Map<
    string,
    { contacts: number; repeated: number; active: Map<number, Set<string>>; revenue: Map<string, number> }
  >();
  for (const [contactId, own] of byContact) {
    const first = new Date(Math.min(...own.map(({ placedAt }) => placedAt.getTime())));
    if (!isIn(first)) continue;
    const name = nameOf(monthOf(first));
    const cohort = cohorts.get(name) ?? { contacts: 0, repeated: 0, active: new Map(), revenue: new Map() };
    cohorts.set(name, cohort);
    cohort.contacts++;
    if (own.length > 1) cohort.repeated++;
    for (const { placedAt, total, currency } of own) {
      const place = monthOf(placedAt) - monthOf(first);
      if (place > months) continue;
      cohort.active.set(place, (cohort.active.get(place) ?? new Set()).add(contactId));
      const key = `${place} ${currency}`;
      cohort.revenue.set(key, (cohort.revenue.get(key) ?? 0) + total);
    }
  }
  return [...cohorts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([month, { contacts, repeated, active, revenue }]) => ({
      ...{ month, contacts, repeated },
      active: Object.fromEntries([...active].map(([place, who]) => [place, who.size])),
      revenue: Object.fromEntries(revenue),
    }));
}

/** The answer in the form of the loop. */
const shown = ({ data }: Awaited<ReturnType<typeof readCohortReport>>) =>
  data.map(({ month, contacts, repeated, months }) => ({
    ...{ month, contacts, repeated },
    active: Object.fromEntries(months.filter((each) => each.contacts > 0).map((each) => [each.month, each.contacts])),
    revenue: Object.fromEntries(
      months.flatMap((each) => each.revenue.map(({ amount, currency }) => [`${each.month} ${currency}`, amount])),
    ),
  }));

test('cohorts equal a plain loop over random orders', async () => {
  clock.set('2027-06-15T12:00:00Z');
  const order = fc.record({
    contact: fc.option(fc.nat(5), { nil: null }),
    total: fc.nat(10_000),
    currency: fc.constantFrom('USD', 'EUR'),
    hours: fc.nat(18 * 30 * 24),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(order, { maxLength: 25 }), async (given) => {
      const { id } = await newTenant();
      const contacts = await addContacts(ctx, id, 6);
      const orders = given.map(({ contact, hours, ...rest }, n) => ({
        ...rest,
        orderId: `${n}`,
        contactId: contact === null ? null : contacts[contact]!,
        placedAt: new Date(clock.now().getTime() - hours * 3_600_000),
      }));
      await addOrders(ctx, id, orders);
      const report = await readCohortReport(ctx, id, { from: '2026-03-01', to: '2027-05-31', months: 7 });
      const isIn = (first: Date) => first >= new Date('2026-03-01') && first < new Date('2027-06-01');
      expect(shown(report)).toEqual(recount(orders, isIn, 7));
    }),
    { numRuns: runs(100) },
  );
});

test('a month is one of the shop’s time zone, and the current one is not complete', async () => {
  await changeSettings(ctx, tenant.id, { timezone: 'America/New_York' });
  clock.set('2027-07-10T12:00:00Z');
  const [anna] = await addContacts(ctx, tenant.id, 1);
  const money = { contactId: anna!, total: 100, currency: 'USD' };
  await addOrders(ctx, tenant.id, [
    // The last evening of May in New York.
    { ...money, orderId: '1', placedAt: new Date('2027-06-01T03:00:00Z') },
    { ...money, orderId: '2', placedAt: new Date('2027-07-01T05:00:00Z') },
    { ...money, orderId: '3', contactId: null, placedAt: new Date('2027-07-01T05:00:00Z') },
  ]);
  const report = await readCohortReport(ctx, tenant.id, {});
  expect(report).toMatchObject({ timezone: 'America/New_York', from: '2026-07-11', to: '2027-07-10' });
  expect(report.ordersWithoutContact).toBe(1);
  expect(report.data).toEqual([
    {
      ...{ month: '2027-05', contacts: 1, repeated: 1, repeatRate: 1 },
      months: [
        { month: 0, contacts: 1, share: 1, revenue: [{ amount: 100, currency: 'USD' }], isComplete: true },
        { month: 1, contacts: 0, share: 0, revenue: [], isComplete: true },
        { month: 2, contacts: 1, share: 1, revenue: [{ amount: 100, currency: 'USD' }], isComplete: false },
      ],
    },
  ]);
});

test('currencies of a cohort are never added up', async () => {
  clock.set('2027-07-10T12:00:00Z');
  const [anna] = await addContacts(ctx, tenant.id, 1);
  const at = { contactId: anna!, total: 10_000, placedAt: clock.now() };
  await addOrders(ctx, tenant.id, [
    { ...at, orderId: '1', currency: 'EUR' },
    { ...at, orderId: '2', currency: 'USD' },
  ]);
  const { data } = await readCohortReport(ctx, tenant.id, {});
  expect(data[0]!.months[0]!.revenue).toEqual([
    { amount: 10_000, currency: 'EUR' },
    { amount: 10_000, currency: 'USD' },
  ]);
});

test('days that are reversed or too many are refused', async () => {
  for (const days of [
    { from: '2027-02-02', to: '2027-02-01' },
    { from: '2020-01-01', to: '2027-02-01' },
  ])
    await expect(readCohortReport(ctx, tenant.id, days)).rejects.toMatchObject({ code: 'validation_failed' });
});

/** 18 months of orders of a real shop, in a folder beside the checkout. A plain clone does not have them. */
const cdnow = new URL('../../../../../shared/data/cdnow-orders.txt', import.meta.url);

test.skipIf(!existsSync(cdnow))(
  'cohorts of the CDNOW orders equal a plain loop (skipped without shared/data/cdnow-orders.txt beside the checkout)',
  async () => {
    clock.set('1998-07-01T00:00:00Z');
    const lines = readFileSync(cdnow, 'utf8').trim().split('\n').slice(1);
    const customers = new Map<string, number>();
    const given = lines.map((line, n) => {
      const [customer, day, , dollars] = line.trim().split(/\s+/);
      customers.set(customer!, customers.get(customer!) ?? customers.size);
      const placedAt = new Date(`${day!.slice(0, 4)}-${day!.slice(4, 6)}-${day!.slice(6)}T12:00:00Z`);
      return {
        orderId: `${n}`,
        customer: customer!,
        total: Math.round(Number(dollars) * 100),
        currency: 'USD',
        placedAt,
      };
    });
    const contacts = await addContacts(ctx, tenant.id, customers.size);
    const orders = given.map(({ customer, ...order }) => ({
      ...order,
      contactId: contacts[customers.get(customer)!]!,
    }));
    await addOrders(ctx, tenant.id, orders);
    const report = await readCohortReport(ctx, tenant.id, { from: '1997-01-01', to: '1998-06-30', months: 18 });
    expect([orders.length, contacts.length]).toEqual([69_659, 23_570]);
    expect(shown(report)).toEqual(recount(orders, () => true, 18));
    expect(report.data.reduce((sum, { contacts: size }) => sum + size, 0)).toBe(23_570);
  },
  60_000,
);
