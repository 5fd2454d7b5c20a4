import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { writeAbandonedCarts } from '../carts/index.ts';
import { recordConsent } from '../consent/index.ts';
import { sql } from '../db/index.ts';
import { appendOwnEvent } from '../log/index.ts';
import { createTestContext, runReadyJobs, runs, type TestTenant } from '../testing/index.ts';
import { enterByTime, installFlows, installMissingFlows, libraryFlows, listFlows } from './index.ts';
import { createFlowWorld, day, hour } from './testing/world.ts';

const context = await createTestContext({ maxConnections: 6 });
const { ctx, clock, newTenant, sender } = context;
const world = createFlowWorld(context);
const { name, order, send, settle, pass, runsOf, stepsOf, deliveriesTo, contactOf } = world;
// A new reaction starts at the end of the log.
await settle();

/** Morning, so that nothing waits for daytime. */
beforeEach(() => clock.set('2027-05-03T10:00:00Z'));

async function shopWith(...live: string[]): Promise<TestTenant> {
  const tenant = await newTenant();
  await installFlows(ctx, tenant.id, live);
  return tenant;
}

/** Agrees to marketing by email, as the confirmation of a sign-up does. */
async function agree(tenant: TestTenant, userId: string): Promise<void> {
  const contactId = await contactOf(tenant, userId);
  const entry = {
    contactId,
    action: 'granted',
    source: 'newsletter',
    wordingVersion: 'v1',
    method: 'double_opt_in',
  } as const;
  await ctx.db.transaction((tx) =>
    recordConsent({ ...ctx, db: tx }, tenant.id, [
      { ...entry, type: 'email', evidence: {} },
      { ...entry, type: 'marketing', evidence: {} },
    ]),
  );
  const email = `${userId}@example.com`;
  await appendOwnEvent(ctx, tenant.own, {
    type: 'newsletter_confirmed',
    isTrusted: true,
    anonymousId: null,
    email,
    properties: {},
  });
}

const register = (tenant: TestTenant, userId: string) =>
  send(tenant, 'contact_created', { userId, email: `${userId}@example.com` });

test('a new shop has the whole library; only the welcome and the back in stock flow are live', async () => {
  const tenant = await newTenant();
  await installFlows(ctx, tenant.id);
  const flows = await listFlows(ctx, tenant.id, 'current');
  expect(flows.map(({ key }) => key).sort()).toEqual(libraryFlows.map(({ key }) => key).sort());
  expect(
    flows
      .filter(({ status }) => status === 'live')
      .map(({ key }) => key)
      .sort(),
  ).toEqual(['back_in_stock', 'welcome']);
  await installFlows(ctx, tenant.id, ['win_back']);
  expect((await listFlows(ctx, tenant.id, 'current')).length).toBe(libraryFlows.length);
  const older = await newTenant();
  await installMissingFlows(ctx);
  expect((await listFlows(ctx, older.id, 'current')).length).toBe(libraryFlows.length);
  // Older than one flow of the library.
  await ctx.db.query(sql`
    with gone as (select id from flows where tenant_id = ${older.id} and key = 'back_in_stock'), versions as (
      delete from flow_versions where flow_id in (select id from gone))
    update flows set key = null where id in (select id from gone)`);
  await installMissingFlows(ctx);
  expect((await listFlows(ctx, older.id, 'current')).filter(({ key }) => key === 'back_in_stock')).toHaveLength(1);
});

test('Feature: marketing-automation, Property 15: Registration → welcome flow at once (6.1)', async () => {
  const tenant = await shopWith('welcome');
  await fc.assert(
    fc.asyncProperty(fc.boolean(), async (agrees) => {
      const userId = name('user');
      await register(tenant, userId);
      await settle();
      expect(await runsOf(tenant, userId)).toEqual(['active at subscription']);
      if (!agrees) return;
      await agree(tenant, userId);
      await settle();
      expect(await deliveriesTo(tenant, userId)).toEqual(['welcome due']);
    }),
    { numRuns: runs(100) },
  );
});

test('Feature: marketing-automation, Property 16: Welcome flow exits on purchase (6.5)', async () => {
  const tenant = await shopWith('welcome');
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 70 }), async (hours) => {
      const userId = name('user');
      await register(tenant, userId);
      await settle();
      await agree(tenant, userId);
      await settle();
      await pass(hours * hour);
      await send(tenant, 'placed_order', { userId }, order());
      await settle();
      expect(await runsOf(tenant, userId)).toEqual(['exited: exit_event']);
      await pass(5 * day);
      expect(await stepsOf(tenant, userId)).not.toContain('best_sellers: sent');
    }),
    { numRuns: runs(100) },
  );
});

test('a contact who never agrees to marketing leaves the welcome flow without a message', async () => {
  const tenant = await shopWith('welcome');
  const userId = name('user');
  await register(tenant, userId);
  await settle();
  await pass(7 * day);
  expect(await runsOf(tenant, userId)).toEqual(['exited: exit_step']);
  expect(await deliveriesTo(tenant, userId)).toEqual([]);
});

const fillCart = (tenant: TestTenant, userId: string) =>
  send(tenant, 'added_to_cart', { userId, email: `${userId}@example.com` }, { productId: 'mug', quantity: 1 });

test('Feature: marketing-automation, Property 17: Cart recovery enrolment at exactly 1 h idle (7.1)', async () => {
  const tenant = await shopWith('cart_recovery');
  const tick = async () => {
    await writeAbandonedCarts(ctx);
    await settle();
  };
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 3_000 }), async (early) => {
      const userId = name('user');
      await fillCart(tenant, userId);
      await settle();
      clock.advance(hour - early);
      await tick();
      expect(await runsOf(tenant, userId)).toEqual([]);
      clock.advance(early);
      await tick();
      expect(await runsOf(tenant, userId)).toEqual(['active at one_day']);
    }),
    { numRuns: runs(100) },
  );
});

test('Feature: marketing-automation, Property 18: Cart recovery exits on purchase (7.5)', async () => {
  const tenant = await shopWith('cart_recovery');
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 23 }), fc.boolean(), async (hours, isByServer) => {
      const [userId, anonymousId] = [name('user'), name('browser')];
      await send(tenant, 'contact_updated', { userId, anonymousId });
      await fillCart(tenant, userId);
      await settle();
      clock.advance(hour);
      await writeAbandonedCarts(ctx);
      await settle();
      await pass(hours * hour);
      const buyer = isByServer ? { userId } : { anonymousId };
      await send(tenant, 'placed_order', buyer, order(), { source: isByServer ? 'server' : 'browser' });
      await settle();
      expect(await runsOf(tenant, userId)).toEqual(['exited: exit_event']);
      await pass(2 * day);
      expect(await stepsOf(tenant, userId)).toEqual(['reminder: sent']);
    }),
    { numRuns: runs(100) },
  );
});

test('Feature: marketing-automation, Property 19: Post-purchase enrolment immediate (8.1)', async () => {
  const tenant = await shopWith('post_purchase');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 5 }), async (ids) => {
      const userId = name('user');
      for (const id of ids) {
        await send(tenant, 'placed_order', { userId }, order(`${userId} ${id}`));
        await settle();
      }
      const active = (await runsOf(tenant, userId)).filter((run) => run === 'active at one_day');
      expect(active).toHaveLength(new Set(ids).size);
    }),
    { numRuns: runs(100) },
  );
});

test('after an order come thanks, and two weeks later a request for a review, at daytime', async () => {
  const tenant = await shopWith('post_purchase');
  const userId = name('user');
  clock.set('2027-05-03T21:00:00Z');
  await send(tenant, 'placed_order', { userId, email: `${userId}@example.com` }, order());
  await settle();
  await pass(day);
  expect(await deliveriesTo(tenant, userId)).toEqual([]);
  clock.set('2027-05-05T09:00:00Z');
  await settle();
  expect(await stepsOf(tenant, userId)).toContain('thanks: sent');
  clock.set('2027-05-18T09:00:00Z');
  await settle();
  expect(await stepsOf(tenant, userId)).toContain('review_request: sent');
  expect(await runsOf(tenant, userId)).toEqual(['finished: finished']);
});

test('customers who have not ordered for 90 days are written to; without consent, the trail says so', async () => {
  const tenant = await shopWith('win_back');
  const userId = name('user');
  await send(tenant, 'placed_order', { userId, email: `${userId}@example.com` }, order());
  await settle();
  clock.advance(90 * day);
  await enterByTime(ctx);
  await settle();
  for (let rounds = 0; rounds < 3; rounds++) await runReadyJobs(ctx);
  expect(await deliveriesTo(tenant, userId)).toEqual(['win_back skipped: no_consent']);
  expect(sender.sent.filter(({ to }) => to.address === `${userId}@example.com`)).toEqual([]);
});

test('every flow of the library can be published', async () => {
  const tenant = await shopWith(...libraryFlows.map(({ key }) => key));
  const states = await ctx.db.query(sql`select distinct status from flows where tenant_id = ${tenant.id}`);
  expect(states).toEqual([{ status: 'live' }]);
});
