import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { recordConsent, suppress } from '../consent/index.ts';
import { findOrCreateByEmail } from '../contacts/index.ts';
import type { Id } from '../lib/index.ts';
import { subscribe } from '../newsletter/index.ts';
import { requestErasure } from '../privacy/index.ts';
import { findSourceByKey } from '../sources/index.ts';
import { changeSettings } from '../tenants/index.ts';
import { applyAll, collect, createTestContext, runs, type TestTenant } from '../testing/index.ts';
import { readGrowthReport } from './index.ts';

const { ctx, clock, newTenant } = await createTestContext();
const hour = 3_600_000;
let tenant: TestTenant;

beforeEach(async () => {
  tenant = await newTenant();
});

const of = async (set: 'contacts' | 'subscribers', days: { from?: string; to?: string } = {}) =>
  (await readGrowthReport(ctx, tenant.id, days)).data.filter((each) => each.of === set);

const consent = (contactId: Id<'ctc'>, action: 'requested' | 'granted' | 'revoked', source = 'newsletter') =>
  ctx.db.transaction((tx) =>
    recordConsent({ ...ctx, db: tx }, tenant.id, [
      { contactId, type: 'email', action, source, method: 'link', wordingVersion: null, evidence: {} },
    ]),
  );

type Act = { contact: number; what: 'requested' | 'granted' | 'revoked' | 'bounced' | 'complained'; hours: number };

test('subscribers of each day equal a plain loop over random grants, refusals and bounces', async () => {
  const act = fc.record({
    contact: fc.nat(3),
    what: fc.constantFrom('requested', 'granted', 'granted', 'revoked', 'bounced', 'complained'),
    hours: fc.integer({ min: 1, max: 30 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 20 }), async (acts) => {
      tenant = await newTenant();
      const contacts: Id<'ctc'>[] = [];
      for (let n = 0; n < 4; n++) contacts.push(await findOrCreateByEmail(ctx, tenant.id, `person${n}@example.com`));
      const isIn = new Set<number>();
      // A suppression counts once, and from then on no grant does.
      const stopped = new Set<number>();
      const days = new Map<string, { joined: number; left: number }>();
      const first = clock.now().toISOString().slice(0, 10);
      for (const { contact, what, hours } of acts as Act[]) {
        clock.advance(hours * hour);
        const date = clock.now().toISOString().slice(0, 10);
        const counts = days.get(date) ?? { joined: 0, left: 0 };
        days.set(date, counts);
        if (what === 'bounced' || what === 'complained') {
          if (stopped.has(contact)) continue;
          await suppress(ctx, tenant.id, 'email', `person${contact}@example.com`, what);
          stopped.add(contact);
          if (isIn.delete(contact)) counts.left++;
          continue;
        }
        await consent(contacts[contact]!, what);
        if (what === 'granted' && !stopped.has(contact) && !isIn.has(contact)) {
          isIn.add(contact);
          counts.joined++;
        }
        if (what === 'revoked' && isIn.delete(contact)) counts.left++;
      }
      const last = clock.now().toISOString().slice(0, 10);
      const report = await of('subscribers', { from: first, to: last });
      for (const { day: date, joined, left, reasons } of report) {
        const expected = days.get(date) ?? { joined: 0, left: 0 };
        expect({ joined, left }, date).toEqual(expected);
        const sum = (change: string) =>
          reasons.filter((each) => each.change === change).reduce((all, { contacts: count }) => all + count, 0);
        expect([sum('joined'), sum('left')]).toEqual([joined, left]);
      }
      expect(report.at(-1)!.total).toBe(isIn.size);
      // The total before a span is the same as counted by the days before it.
      const [later] = await of('subscribers', { from: last, to: last });
      expect(later!.total).toBe(isIn.size);
    }),
    { numRuns: runs(100) },
  );
}, 120_000);

test('a day has 23 hours when clocks go forward, and 25 when they go back', async () => {
  await changeSettings(ctx, tenant.id, { timezone: 'Europe/Berlin' });
  for (const [begin, hours, date] of [
    ['2027-03-27T23:00:00Z', 23, '2027-03-28'],
    ['2027-10-30T22:00:00Z', 25, '2027-10-31'],
  ] as const) {
    clock.set(begin);
    clock.advance(-1);
    for (let n = 0; n <= hours; n++) {
      await findOrCreateByEmail(ctx, tenant.id, `${date}-${n}@example.com`);
      clock.advance(n === 0 ? 1 : hour);
    }
    await findOrCreateByEmail(ctx, tenant.id, `${date}-next@example.com`);
    const [only] = await of('contacts', { from: date, to: date });
    expect(only!.joined).toBe(hours);
  }
});

test('it says how contacts came and why they left', async () => {
  clock.set('2027-12-01T12:00:00Z');
  const source = (await findSourceByKey(ctx, 'write', tenant.writeKey))!;
  const evidence = { ipPrefix: null, userAgent: null, origin: null };
  await subscribe(
    ctx,
    source,
    {
      ...{ email: 'form@example.com', wordingVersion: 'v1', wording: 'News, please.' },
    } as never,
    evidence as never,
  );
  const order = { orderId: '1', total: 100, currency: 'USD' };
  await collect(ctx, tenant.server, [
    { id: '1', type: 'placed_order', email: 'order@example.com', properties: order },
    { id: '2', type: 'contact_created', userId: 'api' },
  ]);
  await applyAll(ctx);
  const erased = await findOrCreateByEmail(ctx, tenant.id, 'erased@example.com');
  await requestErasure(ctx, tenant.id, erased, 'session');
  const [today] = await of('contacts', { from: '2027-12-01', to: '2027-12-01' });
  expect(today).toMatchObject({ joined: 4, left: 1, total: 3 });
  const said = today!.reasons.map(({ change, reason, name, contacts }) => [change, reason, name, contacts]);
  expect(said).toEqual(
    expect.arrayContaining([
      ['joined', 'form', 'Storefront', 1],
      ['joined', 'order', 'Server', 1],
      ['joined', 'api', 'Server', 1],
      ['left', 'erasure', null, 1],
    ]),
  );
  const reasons = {
    unsubscribe: 'unsubscribe',
    import: 'import',
    address_blocked: 'block',
    erasure: 'erasure',
  } as const;
  for (const given of Object.keys(reasons)) {
    const contactId = await findOrCreateByEmail(ctx, tenant.id, `${given}@example.com`);
    await consent(contactId, 'granted');
    clock.advance(hour);
    await consent(contactId, 'revoked', given);
  }
  for (const reason of ['complained', 'soft_bounced'] as const) {
    await consent(await findOrCreateByEmail(ctx, tenant.id, `${reason}@example.com`), 'granted', 'import');
    clock.advance(hour);
    await suppress(ctx, tenant.id, 'email', `${reason}@example.com`, reason);
  }
  const [subscribers] = await of('subscribers', { from: '2027-12-01', to: '2027-12-01' });
  expect(subscribers).toMatchObject({ joined: 6, left: 6, total: 0 });
  expect(
    subscribers!.reasons
      .filter(({ change }) => change === 'left')
      .map(({ reason }) => reason)
      .toSorted(),
  ).toEqual(['block', 'bounce', 'complaint', 'erasure', 'import', 'unsubscribe']);
  expect(subscribers!.reasons.filter(({ change }) => change === 'joined')).toEqual([
    { change: 'joined', reason: 'form', name: 'newsletter', contacts: 4 },
    { change: 'joined', reason: 'import', name: 'import', contacts: 2 },
  ]);
});
