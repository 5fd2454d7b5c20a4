import fc from 'fast-check';
import { expect, test } from 'vitest';
import { validateEvent } from '../collect/index.ts';
import { contactsConsumer } from '../consumers/index.ts';
import { sql } from '../db/index.ts';
import type { LoggedEvent, StoredEvent } from '../log/index.ts';
import { applyAll, collect, createTestContext, runs, type TestTenant } from '../testing/index.ts';

const { ctx, newTenant } = await createTestContext({ maxConnections: 6 });

let made = 0;
const event = (person: object, type = 'thing_done') => ({ id: `event ${++made}`, type, ...person });

/** A tenant's contacts as `user id/address`. */
const contactsOf = async (tenant: TestTenant) =>
  (
    await ctx.db.query<{ name: string }>(sql`
      select coalesce(user_id, '-') || '/' || coalesce(email, '-') as name from contacts
      where tenant_id = ${tenant.id} and merged_into is null order by 1`)
  ).map(({ name }) => name);

const contactId = async (tenant: TestTenant, userId: string) =>
  (
    await ctx.db.query<{ id: string }>(
      sql`select id from contacts where tenant_id = ${tenant.id} and user_id = ${userId}`,
    )
  )[0]!.id;

async function apply(tenant: TestTenant, ...events: object[]): Promise<void> {
  await collect(ctx, tenant.server, events);
  await applyAll(ctx);
}

/** An event as the consumer reads it. */
const logged = (tenant: TestTenant, seq: number, more: Partial<LoggedEvent>): LoggedEvent => ({
  ...(validateEvent(ctx, { id: `${seq}`, type: 'thing_done' }, tenant.server, {}, ctx.clock.now()) as StoredEvent),
  xact: '1',
  // Far from the places of stored events.
  seq: 1_000_000 + seq,
  ...more,
});

/** Passes events to the consumer as one batch, in this order. */
const applyBatch = (events: LoggedEvent[]) =>
  ctx.db.transaction((tx) => contactsConsumer.apply({ ...ctx, db: tx }, events));

test('a user id decides before an address', async () => {
  const tenant = await newTenant();
  await apply(tenant, event({ userId: 'anna', email: 'anna@example.com' }));
  await apply(tenant, event({ userId: 'anna', email: 'anna@work.example.com' }));
  expect(await contactsOf(tenant)).toEqual(['anna/anna@example.com']);
});

test('an address stays with the user id it belongs to', async () => {
  const tenant = await newTenant();
  await apply(tenant, event({ userId: 'anna', email: 'home@example.com' }));
  await apply(tenant, event({ userId: 'ben', email: 'home@example.com' }));
  expect(await contactsOf(tenant)).toEqual(['anna/home@example.com', 'ben/-']);
});

test('a contact known by one name learns the other', async () => {
  const tenant = await newTenant();
  await apply(tenant, event({ email: 'anna@example.com' }), event({ userId: 'ben' }));
  await apply(tenant, event({ userId: 'anna', email: 'anna@example.com' }));
  await apply(tenant, event({ userId: 'ben', email: 'ben@example.com' }));
  expect(await contactsOf(tenant)).toEqual(['anna/anna@example.com', 'ben/ben@example.com']);
});

test('addresses differ only in what people cannot see', async () => {
  const tenant = await newTenant();
  await apply(tenant, event({ email: 'Anna@Example.com' }), event({ email: ' anna@example.COM ' }));
  expect(await contactsOf(tenant)).toEqual(['-/anna@example.com']);
});

test('the same names in another tenant are other people', async () => {
  const [mine, theirs] = [await newTenant(), await newTenant()];
  for (const tenant of [mine, theirs]) await apply(tenant, event({ userId: 'anna', email: 'anna@example.com' }));
  expect(await contactId(mine, 'anna')).not.toBe(await contactId(theirs, 'anna'));
});

test('events applied in one batch come to the same contacts as one by one', async () => {
  const users = fc.constantFrom(undefined, 'u1', 'u2', 'u3');
  const emails = fc.constantFrom(undefined, 'a@example.com', 'b@example.com', 'c@example.com');
  const people = fc.array(fc.record({ userId: users, email: emails }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(people, async (list) => {
      const [together, apart] = [await newTenant(), await newTenant()];
      const events = (tenant: TestTenant) =>
        list.map(({ userId, email }) => logged(tenant, ++made, { userId: userId ?? null, email: email ?? null }));
      await applyBatch(events(together));
      for (const event of events(apart)) await applyBatch([event]);
      expect(await contactsOf(together)).toEqual(await contactsOf(apart));
    }),
    { numRuns: runs(100) },
  );
});

test('two workers that meet the same address at once end with a contact for each user id', async () => {
  const tenant = await newTenant();
  const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>();
  const { promise: isMade, resolve: ready } = Promise.withResolvers<void>();
  const other = ctx.db.transaction(async (tx) => {
    await tx.query(sql`
      insert into contacts (id, tenant_id, user_id, email, created_at)
      values (${ctx.ids.newId('ctc')}, ${tenant.id}, 'anna', 'home@example.com', ${ctx.clock.now()})`);
    ready();
    await mayCommit;
  });
  await isMade;
  const applying = applyBatch([
    logged(tenant, ++made, {
      type: 'placed_order',
      userId: 'ben',
      email: 'home@example.com',
      properties: { orderId: '1', total: 500, currency: 'USD' },
    }),
  ]);
  await expect
    .poll(() =>
      ctx.db.query(sql`select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`),
    )
    .toHaveLength(1);
  commit();
  await Promise.all([other, applying]);
  expect(await contactsOf(tenant)).toEqual(['anna/home@example.com', 'ben/-']);
  expect(
    await ctx.db.query(sql`select order_count from contacts where tenant_id = ${tenant.id} and user_id = 'ben'`),
  ).toEqual([{ order_count: 1 }]);
});

test('what a browser says of itself never makes or changes a contact', async () => {
  const tenant = await newTenant();
  await apply(tenant, {
    ...event({ userId: 'anna', email: 'anna@example.com' }, 'contact_created'),
    properties: { firstName: 'Anna' },
  });
  const before = await ctx.db.query(sql`select * from contacts where tenant_id = ${tenant.id}`);
  await collect(ctx, tenant.browser, [
    { ...event({ anonymousId: 'v', email: 'anna@example.com' }, 'identified'), properties: { firstName: 'Mallory' } },
    event({ anonymousId: 'v', userId: 'anna' }, 'identified'),
    event({ userId: 'anna', email: 'evil@example.com' }),
    event({ email: 'new@example.com' }),
    { ...event({ userId: 'anna' }, 'placed_order'), properties: { orderId: '1', total: 500, currency: 'USD' } },
  ]);
  await applyAll(ctx);
  expect(await ctx.db.query(sql`select * from contacts where tenant_id = ${tenant.id}`)).toEqual(before);
  expect(await ctx.db.query(sql`select contact_id from visitor_links where tenant_id = ${tenant.id}`)).toEqual([]);
  expect(await ctx.db.query(sql`select * from orders where tenant_id = ${tenant.id}`)).toEqual([]);
});
