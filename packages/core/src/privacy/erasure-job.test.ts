import { expect, test } from 'vitest';
import { findErasure, findOrCreateByEmail, readContact, readTimeline } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { makeToken } from '../links/index.ts';
import { subscribe, unsubscribe } from '../newsletter/index.ts';
import { erasePerson } from '../persons/index.ts';
import type { Context } from '../ports/index.ts';
import {
  applyAll,
  collect,
  completeErasures,
  createTestContext,
  runReadyJobs,
  type TestTenant,
} from '../testing/index.ts';
import { requestErasure } from './request-erasure.ts';
import { runErasure } from './run-erasure.ts';

const { ctx, clock, newTenant } = await createTestContext({ maxConnections: 12 });
const evidence = { ipPrefix: null, userAgent: null, origin: null };

async function idOf(tenant: TestTenant, email: string): Promise<Id<'ctc'>> {
  const [contact] = await ctx.db.query<{ id: Id<'ctc'> }>(
    sql`select id from contacts where tenant_id = ${tenant.id} and email = ${email}`,
  );
  return contact!.id;
}
const erase = async (tenant: TestTenant, id: Id<'ctc'>) => {
  await requestErasure(ctx, tenant.id, id, 'api_key');
  await completeErasures(ctx, clock);
};
const eventsOf = (tenant: TestTenant) =>
  ctx.db.query<{ email: string | null; user_id: string | null; properties: object }>(sql`
    select email, user_id, properties from events where tenant_id = ${tenant.id} order by seq`);

test('erasing anna keeps joanna’s data: her events, her quarantined order, and all but the address in them', async () => {
  const tenant = await newTenant();
  await collect(ctx, tenant.server, [
    { id: '1', type: 'thing_done', email: 'anna@shop.test', properties: { for: 'anna@shop.test' } },
    { id: '2', type: 'thing_done', email: 'joanna@shop.test', properties: { for: 'joanna@shop.test' } },
    { id: '3', type: 'gift_sent', email: 'joanna@shop.test', properties: { to: 'Anna@shop.test', note: 'Hi!' } },
    { id: '4', type: 'page_viewed', anonymousId: 'joannas', properties: { title: 'joanna@shop.test' } },
    { id: '5', type: 'placed_order', email: 'joanna@shop.test', properties: { orderId: 7 } },
    { id: '6', type: 'placed_order', email: 'joanna@shop.test', properties: { orderId: 8, gift: 'anna@shop.test' } },
    { id: '7', type: 'placed_order', email: 'ANNA@shop.test', properties: { orderId: 9 } },
  ]);
  await applyAll(ctx);
  await erase(tenant, await idOf(tenant, 'anna@shop.test'));
  expect(await eventsOf(tenant)).toEqual([
    { email: null, user_id: null, properties: {} },
    { email: 'joanna@shop.test', user_id: null, properties: { for: 'joanna@shop.test' } },
    { email: 'joanna@shop.test', user_id: null, properties: { to: '[erased]', note: 'Hi!' } },
    { email: null, user_id: null, properties: { title: 'joanna@shop.test' } },
  ]);
  const kept = await ctx.db.query<{ raw: Buffer }>(sql`
    select raw from quarantine where tenant_id = ${tenant.id} order by event_id`);
  expect(kept.map(({ raw }) => JSON.parse(raw.toString()).properties)).toEqual([
    { orderId: 7 },
    { orderId: 8, gift: '[erased]' },
  ]);
});

test('erasing user 17 touches no event whose id, order or product is 17', async () => {
  const tenant = await newTenant();
  await collect(ctx, tenant.server, [
    { id: '17', type: 'thing_done', userId: '18', properties: { productId: '17', quantity: 17 } },
    { id: 'a', type: 'thing_done', userId: '17' },
    { id: '17 b', type: 'placed_order', userId: '18', properties: { orderId: '17' } },
    { id: '17', type: 9, userId: '18' },
    { id: 'c', type: 9, userId: '17' },
  ]);
  await applyAll(ctx);
  const [seventeen] = await ctx.db.query<{ id: Id<'ctc'> }>(
    sql`select id from contacts where tenant_id = ${tenant.id} and user_id = '17'`,
  );
  await erase(tenant, seventeen!.id);
  expect(await eventsOf(tenant)).toMatchObject([
    { user_id: '18', properties: { productId: '17', quantity: 17 } },
    { user_id: null, properties: {} },
  ]);
  const kept = await ctx.db.query<{ event_id: string }>(
    sql`select event_id from quarantine where tenant_id = ${tenant.id} order by event_id`,
  );
  expect(kept.map(({ event_id }) => event_id)).toEqual(['17', '17 b']);
});

test('while an erasure works, others go on: events are stored, sign-ups and unsubscribes answered', async () => {
  const tenant = await newTenant();
  await collect(ctx, tenant.server, [{ id: '1', type: 'thing_done', email: 'slow@shop.test' }]);
  await applyAll(ctx);
  const other = await findOrCreateByEmail(ctx, tenant.id, 'other@shop.test');
  const { id } = await requestErasure(ctx, tenant.id, await idOf(tenant, 'slow@shop.test'), 'api_key');
  const begun = Promise.withResolvers<void>();
  const mayGoOn = Promise.withResolvers<void>();
  // Each of its transactions stays open, holding all its locks, until the others are done.
  const slow: Context = {
    ...ctx,
    db: {
      ...ctx.db,
      transaction: (work, options) =>
        ctx.db.transaction(async (tx) => {
          const result = await work(tx);
          begun.resolve();
          await mayGoOn.promise;
          return result;
        }, options),
    },
  };
  const erasing = runErasure(slow, tenant.id, id);
  await begun.promise;
  const started = performance.now();
  await collect(ctx, tenant.browser, [{ id: '2', type: 'page_viewed', anonymousId: 'x' }]);
  await subscribe(ctx, tenant.browser, { email: 'new@shop.test', wordingVersion: 'v', wording: 'w' }, evidence);
  await unsubscribe(ctx, makeToken(ctx, 'unsubscribe', tenant.id, other), 'one_click', evidence);
  expect(performance.now() - started).toBeLessThan(2_000);
  mayGoOn.resolve();
  await erasing;
  await completeErasures(ctx, clock);
});

test('a person with sixty browsers and thousands of events is erased in batches, and goes on where a crash ended it', async () => {
  const tenant = await newTenant();
  const email = 'many@shop.test';
  for (let browser = 0; browser < 60; browser++) {
    const anonymousId = `browser ${browser}`;
    await collect(ctx, tenant.server, [{ id: `l${browser}`, type: 'identified', email, anonymousId }]);
    const views = Array.from({ length: 40 }, (_, view) => ({ id: `${browser}/${view}`, type: 'page_viewed' }));
    await collect(ctx, tenant.browser, views, { anonymousId });
  }
  await applyAll(ctx);
  const contactId = await idOf(tenant, email);
  const { id } = await requestErasure(ctx, tenant.id, contactId, 'link');
  let batches = 0;
  const crashing: Context = {
    ...ctx,
    db: {
      ...ctx.db,
      transaction: (work, options) => {
        if (++batches > 2) throw new Error('the process died');
        return ctx.db.transaction(work, options);
      },
    },
  };
  await expect(runErasure(crashing, tenant.id, id)).rejects.toThrow('the process died');
  expect(await findErasure(ctx, tenant.id, contactId)).toMatchObject({ status: 'running', erasedEvents: 1_000 });
  await completeErasures(ctx, clock);
  expect(await findErasure(ctx, tenant.id, contactId)).toMatchObject({ status: 'done', erasedEvents: 60 * 41 });
  const left = await ctx.db.query(sql`
    select 1 from events where tenant_id = ${tenant.id} and (anonymous_id is not null or email is not null)
    union all select 1 from timeline where tenant_id = ${tenant.id}
    union all select 1 from visitors where tenant_id = ${tenant.id}
    union all select 1 from visitor_links where tenant_id = ${tenant.id}
    union all select 1 from erasures where tenant_id = ${tenant.id} and traces <> '{}'`);
  expect(left).toEqual([]);
}, 60_000);

test('an erasure that waits for a consumer is one job, however often it looks again', async () => {
  const tenant = await newTenant();
  await collect(ctx, tenant.server, [{ id: '1', type: 'contact_created', email: 'waits@shop.test' }]);
  await applyAll(ctx);
  const id = await idOf(tenant, 'waits@shop.test');
  await collect(ctx, tenant.server, [{ id: '2', type: 'thing_done', email: 'waits@shop.test' }]);
  await requestErasure(ctx, tenant.id, id, 'link');
  clock.advance(6_000);
  for (let look = 0; look < 3; look++) {
    expect(await runReadyJobs(ctx)).toContainEqual({ outcome: 'waiting', runAfter: 1_000 });
    clock.advance(1_000);
  }
  expect(await findErasure(ctx, tenant.id, id)).toMatchObject({ status: 'running' });
  const jobs = await ctx.db.query(sql`select status from jobs where tenant_id = ${tenant.id} and kind = 'erasure.run'`);
  expect(jobs).toEqual([{ status: 'waiting' }]);
  await completeErasures(ctx, clock);
});

test('the sign-ups and the change of address of a person are found without reading all sign-ups', async () => {
  const tenant = await newTenant();
  const contactId = await findOrCreateByEmail(ctx, tenant.id, 'mover@shop.test');
  await ctx.db.query(sql`
    insert into sign_ups (id, tenant_id, contact_id, source_id, wording_version, evidence, status, requested_at, kind)
    select ${tenant.id} || n, ${tenant.id}, 'other ' || n, 'src', 'v1',
      case when n = 1 then jsonb_build_object('contactId', ${contactId}::text, 'email', 'next@shop.test') else '{}' end,
      'pending', ${clock.now()}, case when n % 2 = 1 then 'email_change' else 'newsletter' end
    from generate_series(1, 10000) n`);
  await ctx.db.query(sql`analyze sign_ups`);
  const read = await ctx.db.transaction(async (tx) => {
    const traces = { contactIds: [contactId], emails: [], phones: [], userIds: [], browsers: [] };
    await erasePerson({ ...ctx, db: tx }, { ...traces, tenantId: tenant.id, mailbox: null });
    const [row] = await tx.query<{ read: number }>(sql`
      select seq_tup_read as read from pg_stat_xact_user_tables where relname = 'sign_ups'`);
    return row!.read;
  });
  expect(read).toBe(0);
  const changed = await ctx.db.query(sql`
    select evidence from sign_ups where tenant_id = ${tenant.id} and status = 'ended'`);
  expect(changed).toEqual([{ evidence: {} }]);
});

test('asking twice at once is one erasure, and it is accepted before the log is searched', async () => {
  const tenant = await newTenant();
  await collect(ctx, tenant.server, [{ id: '1', type: 'contact_created', email: 'twice@shop.test' }]);
  await applyAll(ctx);
  const id = await idOf(tenant, 'twice@shop.test');
  const both = await Promise.all([1, 2].map(() => requestErasure(ctx, tenant.id, id, 'session')));
  expect(both[0]).toEqual(both[1]);
  expect(both[0]).toMatchObject({ status: 'running', erasedEvents: 0 });
  expect(await readContact(ctx, tenant.id, id)).toBeNull();
  expect(await ctx.db.query(sql`select count(*)::int as count from erasures where contact_id = ${id}`)).toEqual([
    { count: 1 },
  ]);
  await completeErasures(ctx, clock);
});

test('events received before the acceptance but applied after it are erased; those received later make a new contact', async () => {
  const tenant = await newTenant();
  const email = 'again@shop.test';
  await collect(ctx, tenant.server, [{ id: '1', type: 'identified', email, anonymousId: 'phone' }]);
  await applyAll(ctx);
  const id = await idOf(tenant, email);
  await collect(ctx, tenant.server, [{ id: '2', type: 'contact_updated', email, properties: { firstName: 'Before' } }]);
  await collect(ctx, tenant.browser, [
    { id: '3', type: 'page_viewed', anonymousId: 'phone', properties: { path: '/before' } },
  ]);
  const { id: erasureId } = await requestErasure(ctx, tenant.id, id, 'link');
  clock.advance(1_000);
  await collect(ctx, tenant.server, [{ id: '4', type: 'contact_created', email, properties: { firstName: 'After' } }]);
  clock.advance(6_000);
  // Not the last pass yet: consumers have not read the earlier events.
  await runErasure(ctx, tenant.id, erasureId);
  expect(await findErasure(ctx, tenant.id, id)).toMatchObject({ status: 'running' });
  await completeErasures(ctx, clock);
  const contact = await readContact(ctx, tenant.id, await idOf(tenant, email));
  expect(contact).toMatchObject({ firstName: 'After' });
  expect(contact!.id).not.toBe(id);
  expect(await readTimeline(ctx, tenant.id, contact!.id, { limit: 9, before: null })).toHaveLength(1);
  const text = JSON.stringify(await eventsOf(tenant));
  expect(text).not.toMatch(/Before|before/);
  expect(text).toContain('After');
});
