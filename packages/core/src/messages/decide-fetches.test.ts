import { expect, test } from 'vitest';
import { findOrCreateByEmail } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { createTestContext, type TestTenant } from '../testing/index.ts';
import { decideFetches } from './decide-fetches.ts';
import { FetchBook } from './fetch-book.ts';

const { ctx, clock, newTenant } = await createTestContext({ maxConnections: 6 });

/** A contact of the shop with a delivery that was sent an hour ago. */
async function sent(tenant: TestTenant, name: string): Promise<{ contactId: Id<'ctc'>; deliveryId: Id<'dlv'> }> {
  const contactId = await findOrCreateByEmail(ctx, tenant.id, `${name}@example.com`);
  const deliveryId = ctx.ids.newId('dlv');
  const at = new Date(clock.now().getTime() - 3_600_000);
  await ctx.db.query(sql`
    insert into deliveries (id, tenant_id, contact_id, message_id, channel, category, business_key, variables, status,
      created_at, dispatched_at, finished_at)
    select ${deliveryId}, tenant_id, ${contactId}, id, channel, category, ${deliveryId}, '{}', 'sent', ${at}::timestamptz,
      ${at}::timestamptz, ${at}::timestamptz
    from messages where tenant_id = ${tenant.id} and key = 'welcome'`);
  return { contactId, deliveryId };
}

const countsOf = (deliveryId: string) =>
  ctx.db.query<{ people: number; machines: number }>(sql`
    select by_people as people, by_machines as machines from mail_engagement where delivery_id = ${deliveryId}`);

async function open(...deliveryIds: Id<'dlv'>[]): Promise<void> {
  const book = new FetchBook();
  for (const id of deliveryIds) book.note(id, '', null, clock.now());
  await book.flush(ctx);
}

test('two workers that decide at the same time count each request once', async () => {
  const tenant = await newTenant();
  const deliveries = await Promise.all(Array.from({ length: 20 }, (_, n) => sent(tenant, `reader${n}`)));
  await open(...deliveries.map(({ deliveryId }) => deliveryId));
  clock.advance(20_000);
  await Promise.all([decideFetches(ctx), decideFetches(ctx), decideFetches(ctx)]);
  for (const { deliveryId } of deliveries) expect(await countsOf(deliveryId)).toEqual([{ people: 1, machines: 0 }]);
  const events = await ctx.db.query(sql`select from events where tenant_id = ${tenant.id} and type = 'message_opened'`);
  expect(events).toHaveLength(20);
});

test('an open of a contact that was merged belongs to the contact that is left', async () => {
  const tenant = await newTenant();
  const [merged, left] = [await sent(tenant, 'merged'), await sent(tenant, 'left')];
  await open(merged.deliveryId);
  await ctx.db.query(sql`
    update contacts set merged_into = ${left.contactId}, email = null where id = ${merged.contactId}`);
  clock.advance(20_000);
  await decideFetches(ctx);
  const events = await ctx.db.query<{ email: string }>(sql`
    select email from events where tenant_id = ${tenant.id} and type = 'message_opened'`);
  expect(events).toEqual([{ email: 'left@example.com' }]);
});

test('a shop whose opens cannot be decided keeps them, and holds up no other shop', async () => {
  const [broken, sound] = [await newTenant(), await newTenant()];
  const [first, second] = [await sent(broken, 'first'), await sent(sound, 'second')];
  await open(first.deliveryId, second.deliveryId);
  clock.advance(20_000);
  const findable = sql`update sources set kind = 'beckon' where tenant_id = ${broken.id} and kind = 'import'`;
  await ctx.db.query(sql`update sources set kind = 'import' where tenant_id = ${broken.id} and kind = 'beckon'`);
  await decideFetches(ctx);
  expect([await countsOf(first.deliveryId), await countsOf(second.deliveryId)]).toEqual([
    [],
    [{ people: 1, machines: 0 }],
  ]);
  await ctx.db.query(findable);
  await decideFetches(ctx);
  expect(await countsOf(first.deliveryId)).toEqual([{ people: 1, machines: 0 }]);
});

test('requests that could not be written wait for the next time', async () => {
  const tenant = await newTenant();
  const { deliveryId } = await sent(tenant, 'patient');
  const book = new FetchBook();
  book.note(deliveryId, '', null, clock.now());
  const query = () => Promise.reject(new Error('the database is away'));
  await expect(book.flush({ ...ctx, db: { ...ctx.db, query } as typeof ctx.db })).rejects.toThrow('away');
  await book.flush(ctx);
  clock.advance(20_000);
  expect(await decideFetches(ctx)).toBe(1);
  expect(await countsOf(deliveryId)).toEqual([{ people: 1, machines: 0 }]);
});
