import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contactsConsumer } from '../consumers/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { rebuild } from '../log/index.ts';
import { applyAll, collect, createTestContext, runs, type TestTenant } from '../testing/index.ts';
import { listContacts } from './read-contacts.ts';
import { readTimeline } from './timeline.ts';
import { readVisitorLinks, unlinkVisitor } from './visitor-links.ts';

const { ctx, clock, newTenant } = await createTestContext();
const day = 24 * 60 * 60 * 1_000;

let made = 0;
/** An event this many minutes after noon. */
const at = (minute: number, type: string, more: object = {}) => ({
  id: `event ${++made}`,
  type,
  occurredAt: `2026-03-01T10:${String(minute).padStart(2, '0')}:00Z`,
  ...more,
});

async function browse(tenant: TestTenant, minute: number, path: string, anonymousId = 'v'): Promise<void> {
  await collect(ctx, tenant.browser, [at(minute, 'page_viewed', { anonymousId, properties: { path } })]);
  await applyAll(ctx);
}

async function logIn(tenant: TestTenant, minute: number, userId: string, anonymousId = 'v'): Promise<void> {
  await collect(ctx, tenant.server, [at(minute, 'identified', { anonymousId, userId })]);
  await applyAll(ctx);
}

async function contactOf(tenant: TestTenant, userId: string): Promise<Id<'ctc'>> {
  const list = await listContacts(ctx, tenant.id, { filters: [], search: userId, limit: 9, before: null });
  return list.find((contact) => contact.userId === userId)!.id;
}

/** The pages on a person's timeline, earliest first. */
async function pagesOf(tenant: TestTenant, userId: string): Promise<unknown[]> {
  const entries = await readTimeline(ctx, tenant.id, await contactOf(tenant, userId), { limit: 99, before: null });
  return entries.flatMap(({ properties }) => properties.path ?? []).toReversed();
}

test('what a browser did before it had a name belongs to the first who names themselves', async () => {
  const tenant = await newTenant();
  await browse(tenant, 1, '/before');
  await logIn(tenant, 2, 'anna');
  await browse(tenant, 3, '/after');
  expect(await pagesOf(tenant, 'anna')).toEqual(['/before', '/after']);
});

test('two devices of one person are on one timeline', async () => {
  const tenant = await newTenant();
  await browse(tenant, 1, '/on-the-phone', 'phone');
  await browse(tenant, 2, '/at-the-desk', 'desk');
  await logIn(tenant, 3, 'anna', 'phone');
  await logIn(tenant, 4, 'anna', 'desk');
  expect(await pagesOf(tenant, 'anna')).toEqual(['/on-the-phone', '/at-the-desk']);
});

test('on a shared computer, no contact gets the events of another', async () => {
  const tenant = await newTenant();
  await logIn(tenant, 1, 'anna');
  await browse(tenant, 2, '/of-anna');
  await logIn(tenant, 3, 'ben');
  await browse(tenant, 4, '/of-ben');
  await logIn(tenant, 5, 'anna');
  await browse(tenant, 6, '/of-anna-again');
  expect(await pagesOf(tenant, 'anna')).toEqual(['/of-anna', '/of-anna-again']);
  expect(await pagesOf(tenant, 'ben')).toEqual(['/of-ben']);
});

test('after a log-out the browser is a new visitor without a contact', async () => {
  const tenant = await newTenant();
  await logIn(tenant, 1, 'anna', 'before');
  // The tracker's `reset()` created a new id.
  await browse(tenant, 2, '/after-log-out', 'after');
  expect(await pagesOf(tenant, 'anna')).toEqual([]);
});

test('two tabs that name the same person at once make one link', async () => {
  const tenant = await newTenant();
  await collect(ctx, tenant.server, [
    at(1, 'identified', { anonymousId: 'v', userId: 'anna' }),
    at(1, 'identified', { anonymousId: 'v', userId: 'anna' }),
    at(2, 'placed_order', {
      anonymousId: 'v',
      userId: 'anna',
      properties: { orderId: '1', total: 1, currency: 'USD' },
    }),
  ]);
  await applyAll(ctx);
  expect(await ctx.db.query(sql`select contact_id from visitor_links where tenant_id = ${tenant.id}`)).toHaveLength(1);
});

test('a removed link stays removed when the log is read again, until the visitor is identified again', async () => {
  const tenant = await newTenant();
  await browse(tenant, 1, '/before');
  await logIn(tenant, 2, 'anna');
  await browse(tenant, 3, '/while-linked');
  const anna = await contactOf(tenant, 'anna');
  const [link] = await readVisitorLinks(ctx, tenant.id, anna);
  expect(link).toMatchObject({ how: 'server', undoneAt: null });

  clock.advance(29 * day);
  await unlinkVisitor(ctx, tenant.id, anna, link!.visitorId);
  expect(await pagesOf(tenant, 'anna')).toEqual([]);
  await rebuild(ctx, contactsConsumer);
  await applyAll(ctx);
  expect(await pagesOf(tenant, 'anna')).toEqual([]);
  expect((await readVisitorLinks(ctx, tenant.id, anna))[0]).toMatchObject({ undoneAt: clock.now().toISOString() });

  clock.advance(1_000);
  await collect(ctx, tenant.server, [{ id: 'again', type: 'identified', anonymousId: 'v', userId: 'anna' }]);
  await applyAll(ctx);
  clock.advance(1_000);
  await collect(ctx, tenant.browser, [
    { id: 'later', type: 'page_viewed', anonymousId: 'v', properties: { path: '/since' } },
  ]);
  await applyAll(ctx);
  expect(await pagesOf(tenant, 'anna')).toEqual(['/since']);
});

test('a link can only be undone for 30 days', async () => {
  const tenant = await newTenant();
  await logIn(tenant, 1, 'anna');
  const anna = await contactOf(tenant, 'anna');
  const [link] = await readVisitorLinks(ctx, tenant.id, anna);
  clock.advance(30 * day + 1);
  await expect(unlinkVisitor(ctx, tenant.id, anna, link!.visitorId)).rejects.toMatchObject({ code: 'conflict' });
  await expect(unlinkVisitor(ctx, tenant.id, anna, ctx.ids.newId('vis'))).rejects.toMatchObject({ code: 'not_found' });
});

test('whose a page is does not depend on the order in which the events are applied', async () => {
  const minutes = fc.shuffledSubarray([0, 7, 14, 21, 28, 35, 42, 49, 56], { minLength: 4, maxLength: 7 });
  await fc.assert(
    fc.asyncProperty(minutes, fc.integer({ min: 1, max: 3 }), async (list, people) => {
      const steps = list.map((minute, index) => ({
        minute,
        who: index < people ? ['anna', 'ben', 'cem'][index]! : null,
      }));
      const orders = [steps, steps.toSorted((a, b) => a.minute - b.minute)];
      const seen = await Promise.all(
        orders.map(async (order) => {
          const tenant = await newTenant();
          for (const { who, minute } of order) {
            if (who) await logIn(tenant, minute, who);
            else await browse(tenant, minute, `/${minute}`);
          }
          return Promise.all(steps.flatMap(({ who }) => (who ? pagesOf(tenant, who) : [])));
        }),
      );
      expect(seen[0]).toEqual(seen[1]);
      expect(seen[0]!.flat()).toHaveLength(steps.length - people);
    }),
    { numRuns: runs(25) },
  );
}, 60_000);
