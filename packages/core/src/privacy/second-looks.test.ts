import { expect, test } from 'vitest';
import { readConsentHistory } from '../consent/index.ts';
import { lockContact } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { confirmSubscription, subscribe } from '../newsletter/index.ts';
import { findSourceByKey } from '../sources/index.ts';
import {
  applyAll,
  collect,
  completeErasures,
  createTestContext,
  holdContact,
  runReadyJobs,
  untilWaiting,
} from '../testing/index.ts';
import { requestErasure } from './request-erasure.ts';

const { ctx, clock, sender, newTenant } = await createTestContext({ maxConnections: 12 });
const tenant = await newTenant();
const source = (await findSourceByKey(ctx, 'write', tenant.writeKey))!;
const evidence = { ipPrefix: null, userAgent: null, origin: null };
const idOf = async (email: string) =>
  (
    await ctx.db.query<{ id: Id<'ctc'> }>(
      sql`select id from contacts where tenant_id = ${tenant.id} and email = ${email} and erased_at is null`,
    )
  )[0]!.id;

test('a link that is clicked twice at once confirms once', async () => {
  const email = 'twice@shop.test';
  await subscribe(ctx, source, { email, wordingVersion: 'v', wording: 'w' }, evidence);
  await runReadyJobs(ctx);
  const token = /\/c\/([\w.-]+)/.exec(sender.sent.at(-1)!.text)![1]!;
  const id = await idOf(email);
  const held = await holdContact(ctx, id);
  const clicks = [1, 2].map(() => confirmSubscription(ctx, token, evidence));
  await untilWaiting(ctx, 2);
  await held.letGo();
  await Promise.all(clicks);
  const granted = (await readConsentHistory(ctx, tenant.id, id)).filter(({ action }) => action === 'granted');
  expect(granted).toHaveLength(2);
});

test('a lock that waits for a contact that is merged meanwhile is that of the one it became part of', async () => {
  const [from, into] = [ctx.ids.newId('ctc'), ctx.ids.newId('ctc')];
  for (const id of [from, into]) {
    await ctx.db.query(
      sql`insert into contacts (id, tenant_id, created_at) values (${id}, ${tenant.id}, ${clock.now()})`,
    );
  }
  const mayMerge = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const merging = ctx.db.transaction(async (tx) => {
    await tx.query(sql`update contacts set merged_into = ${into} where id = ${from}`);
    begun.resolve();
    await mayMerge.promise;
  });
  await begun.promise;
  const isLocked = ctx.db.transaction(async (tx) => {
    const contact = await lockContact({ ...ctx, db: tx }, tenant.id, { id: from });
    const free = await ctx.db.query(sql`select 1 from contacts where id = ${contact!.id} for update skip locked`);
    return { id: contact!.id, isFree: free.length > 0 };
  });
  await untilWaiting(ctx, 1);
  mayMerge.resolve();
  await merging;
  expect(await isLocked).toEqual({ id: into, isFree: false });
});

test('events of others with the address after the erasure was requested stay, quarantined or not', async () => {
  await collect(ctx, tenant.server, [{ id: 'a', type: 'contact_created', email: 'gone@shop.test', properties: {} }]);
  await applyAll(ctx);
  await requestErasure(ctx, tenant.id, await idOf('gone@shop.test'), 'api_key');
  clock.advance(1_000);
  await collect(ctx, tenant.server, [
    { id: 'b', type: 'gift_sent', userId: 'ben', properties: { to: 'gone@shop.test' } },
    { id: 'c', type: 'placed_order', email: 'gone@shop.test', properties: { orderId: 7 } },
  ]);
  await completeErasures(ctx, clock);
  const events = await ctx.db.query(sql`
    select 1 from events where tenant_id = ${tenant.id} and properties ->> 'to' = 'gone@shop.test'`);
  expect(events).toHaveLength(1);
  expect(await ctx.db.query(sql`select 1 from quarantine where tenant_id = ${tenant.id}`)).toHaveLength(1);
});
