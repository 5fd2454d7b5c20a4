import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contactsConsumer } from '../consumers/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { rebuild } from '../log/index.ts';
import { applyAll, collect, createTestContext, runs, type TestTenant } from '../testing/index.ts';
import { type CartLine, contentsOf, readOpenCart, writeAbandonedCarts } from './index.ts';

const { ctx, clock, newTenant } = await createTestContext({ maxConnections: 6 });
const minute = 60_000;
const hour = 60 * minute;

let made = 0;
const name = (kind: string) => `${kind}-${++made}`;
const now = () => clock.now().toISOString();

type Given = { anonymousId?: string; userId?: string; email?: string; cartId?: string; at?: string };
const event = (type: string, { cartId, at = now(), ...person }: Given, properties: object) => ({
  id: name('event'),
  type,
  occurredAt: at,
  ...person,
  properties: { ...properties, ...(cartId === undefined ? {} : { cartId }) },
});
const add = (given: Given, productId: string, quantity = 1) => event('added_to_cart', given, { productId, quantity });
const remove = (given: Given, productId: string, quantity = 1) =>
  event('removed_from_cart', given, { productId, quantity });
const order = (given: Given) => event('placed_order', given, { orderId: name('order'), total: 100, currency: 'USD' });

/** Links a browser to a user, as a server does at log-in. */
const logIn = (anonymousId: string, userId: string, email?: string) =>
  event('contact_updated', { anonymousId, userId, ...(email === undefined ? {} : { email }) }, {});

async function apply(tenant: TestTenant, source: 'browser' | 'server', ...events: object[]): Promise<void> {
  await collect(ctx, tenant[source], events);
  await applyAll(ctx);
}

const contactOf = async (tenant: TestTenant, userId: string) =>
  (
    await ctx.db.query<{ id: Id<'ctc'> }>(
      sql`select coalesce(merged_into, id) as id from contacts where tenant_id = ${tenant.id} and user_id = ${userId}`,
    )
  )[0]!.id;
const cartOf = async (tenant: TestTenant, userId: string) =>
  (await readOpenCart(ctx, tenant.id, { contactId: await contactOf(tenant, userId) }))?.lines.map(
    ({ productId, quantity }) => `${quantity} ${productId}`,
  ) ?? [];
const abandonedIn = (tenant: TestTenant) =>
  ctx.db.query<{ userId: string | null; anonymousId: string | null; items: CartLine[]; cartId: string | null }>(sql`
    select user_id as "userId", anonymous_id as "anonymousId", properties -> 'items' as items,
      properties ->> 'cartId' as "cartId"
    from events where tenant_id = ${tenant.id} and type = 'cart_abandoned' order by seq`);

/** Runs the tick. @returns how many events it wrote for the tenant */
async function newlyAbandonedIn(tenant: TestTenant): Promise<number> {
  const before = (await abandonedIn(tenant)).length;
  await writeAbandonedCarts(ctx);
  return (await abandonedIn(tenant)).length - before;
}

test('Feature: marketing-automation, Property 9: Cart idle 1 h → cart_abandoned (2.4)', async () => {
  const tenant = await newTenant();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 50 * minute }), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 1_000 }),
      async (pauses, early) => {
        const userId = name('user');
        const abandoned = async () => (await abandonedIn(tenant)).filter((one) => one.userId === userId);
        for (const pause of pauses) {
          clock.advance(pause);
          await writeAbandonedCarts(ctx);
          await apply(tenant, 'server', add({ userId }, name('mug')));
        }
        // Never before an hour without a change ...
        clock.advance(hour - early);
        await writeAbandonedCarts(ctx);
        expect(await abandoned()).toHaveLength(0);
        // ... at the next tick after it, and once.
        clock.advance(early);
        await writeAbandonedCarts(ctx);
        await writeAbandonedCarts(ctx);
        expect((await abandoned()).map(({ items }) => items.length)).toEqual([pauses.length]);
        await applyAll(ctx);
      },
    ),
    { numRuns: runs(100) },
  );
});

test('what was added, removed and checked out is in the cart; an order closes it', async () => {
  const tenant = await newTenant();
  const userId = name('user');
  await apply(tenant, 'server', add({ userId }, 'mug', 2), add({ userId }, 'pot'), remove({ userId }, 'mug'));
  expect(await cartOf(tenant, userId)).toEqual(['1 mug', '1 pot']);
  clock.advance(minute);
  const items = [{ productId: 'lamp', quantity: 3 }];
  await apply(tenant, 'server', event('checkout_started', { userId }, { items }));
  expect(await cartOf(tenant, userId)).toEqual(['3 lamp']);
  clock.advance(minute);
  await apply(tenant, 'server', order({ userId }));
  expect(await cartOf(tenant, userId)).toEqual([]);
  clock.advance(minute);
  await apply(tenant, 'server', add({ userId }, 'vase'));
  expect(await cartOf(tenant, userId)).toEqual(['1 vase']);
});

test('an account made in the checkout closes the anonymous cart with its order', async () => {
  const tenant = await newTenant();
  const [anonymousId, userId] = [name('browser'), name('user')];
  await apply(tenant, 'browser', add({ anonymousId }, 'mug'));
  clock.advance(minute);
  await apply(tenant, 'server', logIn(anonymousId, userId, `${userId}@example.com`));
  expect(await cartOf(tenant, userId)).toEqual(['1 mug']);
  await apply(tenant, 'server', order({ userId }));
  expect(await cartOf(tenant, userId)).toEqual([]);
  clock.advance(2 * hour);
  await writeAbandonedCarts(ctx);
  expect(await abandonedIn(tenant)).toEqual([]);
});

test('an order of the server that names the cart closes it, whoever it is for', async () => {
  const tenant = await newTenant();
  const [anonymousId, cartId] = [name('browser'), name('cart')];
  await apply(tenant, 'browser', add({ anonymousId, cartId }, 'mug'));
  clock.advance(minute);
  await apply(tenant, 'server', order({ email: `${name('other')}@example.com`, cartId }));
  clock.advance(2 * hour);
  await writeAbandonedCarts(ctx);
  expect(await abandonedIn(tenant)).toEqual([]);
});

test('an order that a browser claims closes its own cart, and no cart that it names', async () => {
  const tenant = await newTenant();
  const [own, other, cartId] = [name('browser'), name('browser'), name('cart')];
  await apply(tenant, 'browser', add({ anonymousId: own }, 'mug'), add({ anonymousId: other, cartId }, 'pot'));
  clock.advance(minute);
  await apply(tenant, 'browser', order({ anonymousId: own, cartId }));
  clock.advance(2 * hour);
  await writeAbandonedCarts(ctx);
  expect((await abandonedIn(tenant)).map(({ anonymousId }) => anonymousId)).toEqual([other]);
});

test('two browsers of a contact are one cart, and idle when neither was changed for an hour', async () => {
  const tenant = await newTenant();
  const [phone, laptop, userId] = [name('browser'), name('browser'), name('user')];
  await apply(tenant, 'server', logIn(phone, userId), logIn(laptop, userId));
  await apply(tenant, 'browser', add({ anonymousId: phone }, 'mug'));
  clock.advance(40 * minute);
  await apply(tenant, 'browser', add({ anonymousId: laptop }, 'pot'));
  clock.advance(30 * minute);
  await writeAbandonedCarts(ctx);
  expect(await abandonedIn(tenant)).toEqual([]);
  clock.advance(30 * minute);
  await writeAbandonedCarts(ctx);
  expect((await abandonedIn(tenant)).map(({ items }) => items.map(({ productId }) => productId))).toEqual([
    ['mug', 'pot'],
  ]);
});

test('an order that is stored but not applied yet keeps its cart from being called abandoned', async () => {
  const tenant = await newTenant();
  const userId = name('user');
  await apply(tenant, 'server', add({ userId }, 'mug'));
  clock.advance(hour - 1_000);
  const at = now();
  clock.advance(1_000);
  await collect(ctx, tenant.server, [order({ userId, at }), order({ email: `${name('other')}@example.com` })]);
  expect(await newlyAbandonedIn(tenant)).toBe(0);
  await applyAll(ctx);
  expect(await newlyAbandonedIn(tenant)).toBe(0);
  expect(await abandonedIn(tenant)).toEqual([]);
});

test('orders of others that are not applied yet delay no cart', async () => {
  const tenant = await newTenant();
  await apply(tenant, 'server', add({ userId: name('user') }, 'mug'));
  clock.advance(hour);
  await collect(ctx, tenant.server, [order({ userId: name('user') })]);
  expect(await newlyAbandonedIn(tenant)).toBe(1);
  await applyAll(ctx);
});

test('while events wait for longer than usual, no cart is called abandoned', async () => {
  const tenant = await newTenant();
  await apply(tenant, 'server', add({ userId: name('user') }, 'mug'));
  clock.advance(hour - 6_000);
  await collect(ctx, tenant.server, [event('step_done', { userId: name('user') }, {})]);
  clock.advance(6_000);
  expect(await newlyAbandonedIn(tenant)).toBe(0);
  await applyAll(ctx);
  expect(await newlyAbandonedIn(tenant)).toBe(1);
});

test('a rebuild writes no event again, and a cart that was idle before an outage of a day is not reported', async () => {
  const tenant = await newTenant();
  const [userId, late] = [name('user'), name('user')];
  await apply(tenant, 'server', add({ userId }, 'mug'));
  clock.advance(hour);
  expect(await newlyAbandonedIn(tenant)).toBe(1);
  await apply(tenant, 'server', add({ userId: late }, 'pot'));
  await rebuild(ctx, contactsConsumer);
  await applyAll(ctx);
  await writeAbandonedCarts(ctx);
  expect(await abandonedIn(tenant)).toHaveLength(1);
  clock.advance(26 * hour);
  expect(await newlyAbandonedIn(tenant)).toBe(0);
  expect(await abandonedIn(tenant)).toHaveLength(1);
});

test('each shop has its own idle time', async () => {
  const tenant = await newTenant();
  await ctx.db.query(sql`update tenants set cart_idle_seconds = 30 where id = ${tenant.id}`);
  await apply(tenant, 'server', add({ userId: name('user') }, 'mug'));
  clock.advance(29_000);
  expect(await newlyAbandonedIn(tenant)).toBe(0);
  clock.advance(1_000);
  expect(await newlyAbandonedIn(tenant)).toBe(1);
});

test('in whatever order the events of a person are applied, the cart comes to the same contents', async () => {
  const product = fc.constantFrom('mug', 'pot');
  const step = fc.oneof(
    fc.record({ kind: fc.constantFrom('add', 'remove'), product, inBrowser: fc.boolean() }),
    fc.record({ kind: fc.constant('order'), product, inBrowser: fc.constant(false) }),
  );
  const tenant = await newTenant();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), fc.boolean(), async (steps, serverFirst) => {
      const outcome = async (isShuffled: boolean) => {
        const [anonymousId, userId] = [name('browser'), name('user')];
        const start = clock.now().getTime() - hour;
        await apply(tenant, 'server', logIn(anonymousId, userId));
        const events = steps.map(({ kind, product, inBrowser }, index) => {
          const at = new Date(start + index * minute).toISOString();
          const given = inBrowser ? { anonymousId, at } : { userId, at };
          const one = kind === 'order' ? order(given) : kind === 'add' ? add(given, product) : remove(given, product);
          return { one, inBrowser };
        });
        // The browser's events and the server's lie in different buckets, so either may be applied first.
        const shuffled = events.toSorted(
          (a, b) => (serverFirst ? 1 : -1) * (Number(a.inBrowser) - Number(b.inBrowser)),
        );
        for (const { one, inBrowser } of isShuffled ? shuffled : events) {
          await collect(ctx, tenant[inBrowser ? 'browser' : 'server'], [one]);
          await applyAll(ctx);
        }
        return cartOf(tenant, userId);
      };
      expect(await outcome(true)).toEqual(await outcome(false));
    }),
    { numRuns: runs(30) },
  );
});

test('a product that was removed more often than it was added is not in the cart', () => {
  const line = (productId: string, quantity: number): CartLine => ({
    productId,
    variantId: null,
    quantity,
    price: null,
    currency: null,
  });
  const changes = [
    { kind: 'added', lines: [line('mug', 1)] },
    { kind: 'removed', lines: [line('mug', 3)] },
    { kind: 'added', lines: [{ ...line('mug', 2), price: 900, currency: 'EUR' }] },
    { kind: 'added', lines: [line('mug', 1)] },
  ] as const;
  expect(contentsOf(changes)).toEqual([{ ...line('mug', 3), price: 900, currency: 'EUR' }]);
});
