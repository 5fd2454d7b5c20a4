import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { putProducts } from '../catalog/index.ts';
import { recordConsent } from '../consent/index.ts';
import { DatabaseUnavailable, sql } from '../db/index.ts';
import type { DomainError, Id } from '../lib/index.ts';
import { makeToken } from '../links/index.ts';
import { unsubscribe } from '../newsletter/index.ts';
import type { SendOutcome } from '../ports/index.ts';
import { claimJobs, finishJobs, readJobOverview, replayJob } from '../queue/index.ts';
import { createTestContext, lapseClaims, runReadyJobs, runs, TestSender } from '../testing/index.ts';
import { deliver } from './deliver.ts';
import { dispatchDelivery } from './dispatch.ts';
import { readDeliveries } from './read-deliveries.ts';
import { sendDelivery } from './send-delivery.ts';
import { settleAbandoned } from './settle-abandoned.ts';

const { ctx, clock, sender, senders, newTenant } = await createTestContext({ maxConnections: 8 });
const tenant = await newTenant();
const evidence = { ipPrefix: null, userAgent: null, origin: null };

beforeEach(() => {
  sender.sent.length = 0;
  sender.idempotencyWindow = 0;
  sender.answer = () => ({ outcome: 'sent', vendorId: 'vendor 1' });
});

let made = 0;
async function makeContact(): Promise<string> {
  const contactId = ctx.ids.newId('ctc');
  await ctx.db.query(sql`
    insert into contacts (id, tenant_id, email, created_at)
    values (${contactId}, ${tenant.id}, ${`p${++made}@example.com`}, ${clock.now()})`);
  const entry = {
    contactId,
    action: 'granted' as const,
    source: 'test',
    method: 'form',
    wordingVersion: null,
    evidence: {},
  };
  await ctx.db.transaction((tx) =>
    recordConsent({ ...ctx, db: tx }, tenant.id, [
      { ...entry, type: 'email' },
      { ...entry, type: 'marketing' },
    ]),
  );
  return contactId;
}

async function makeDelivery(contactId: string, message = 'welcome', variables: Record<string, unknown> = {}) {
  const businessKey = `test ${++made}`;
  await deliver(ctx, { tenantId: tenant.id, contactId, message, businessKey, variables });
  const [row] = await ctx.db.query<{ id: Id<'dlv'> }>(
    sql`select id from deliveries where tenant_id = ${tenant.id} and business_key = ${businessKey}`,
  );
  return row!.id;
}

/** The only delivery to a contact. */
const statusOf = async (contactId: string) => (await readDeliveries(ctx, tenant.id, contactId))[0]!;

test('a delivery is sent once, with our key, and records the response of the platform', async () => {
  const contactId = await makeContact();
  const id = await makeDelivery(contactId);
  expect(await runReadyJobs(ctx)).toEqual([{ outcome: 'done' }]);
  expect(sender.sent).toMatchObject([{ vendorKey: id, to: { address: expect.stringContaining('@example.com') } }]);
  expect(await statusOf(contactId)).toMatchObject({ status: 'sent', reason: null, sentAt: clock.now().toISOString() });
  expect(await dispatchDelivery(ctx, tenant.id, id)).toEqual({ outcome: 'done' });
  expect(sender.sent).toHaveLength(1);
});

test('the same occasion is delivered once', async () => {
  const contactId = await makeContact();
  const occasion = { tenantId: tenant.id, contactId, message: 'welcome', businessKey: `once ${contactId}` };
  const results = await Promise.all(Array.from({ length: 5 }, () => deliver(ctx, occasion)));
  expect(results.filter(Boolean)).toHaveLength(1);
  await runReadyJobs(ctx);
  expect(sender.sent).toHaveLength(1);
});

test('dispatching is committed before a byte leaves', async () => {
  const contactId = await makeContact();
  await makeDelivery(contactId);
  let seen: string | undefined;
  sender.answer = async () => {
    seen = (await statusOf(contactId)).status;
    return { outcome: 'sent', vendorId: null };
  };
  await runReadyJobs(ctx);
  expect(seen).toBe('dispatching');
});

test.each<[SendOutcome, string]>([
  [{ outcome: 'failed', reason: 'smtp: 550 5.1.1' }, 'failed'],
  [{ outcome: 'uncertain', reason: 'smtp: no answer' }, 'uncertain'],
])('%j ends the delivery, and it is not tried again', async (answer, status) => {
  const contactId = await makeContact();
  await makeDelivery(contactId);
  sender.answer = () => answer;
  expect(await runReadyJobs(ctx)).toEqual([{ outcome: 'done' }]);
  expect(await statusOf(contactId)).toMatchObject({
    status,
    reason: 'reason' in answer && answer.reason,
    sentAt: null,
  });
  clock.advance(60_000);
  expect(await runReadyJobs(ctx)).toEqual([]);
});

test('an answer that comes after another worker has taken the delivery over changes nothing', async () => {
  const contactId = await makeContact();
  const id = await makeDelivery(contactId);
  sender.answer = async () => {
    await ctx.db.query(sql`update deliveries set fence = fence + 1 where id = ${id}`);
    return { outcome: 'failed', reason: 'smtp: 550 5.1.1' };
  };
  await runReadyJobs(ctx);
  expect(await statusOf(contactId)).toMatchObject({ status: 'dispatching', reason: null });
});

test('a delivery that the platform did not take has no version until it is sent', async () => {
  const contactId = await makeContact();
  await makeDelivery(contactId);
  sender.answer = () => ({ outcome: 'retry', reason: 'smtp: 451 try again later' });
  await runReadyJobs(ctx);
  expect(await statusOf(contactId)).toMatchObject({ status: 'due', messageVersion: null });
  sender.answer = () => ({ outcome: 'sent', vendorId: null });
  clock.advance(60 * 60_000);
  await runReadyJobs(ctx);
  expect(await statusOf(contactId)).toMatchObject({ status: 'sent', messageKey: 'welcome', messageVersion: 1 });
});

test('if the database is unavailable while a message is prepared, it is postponed, not failed', async () => {
  for (const failing of [/from deliveries/, /join products/, /from push_subscriptions/]) {
    const contactId = await makeContact();
    await ctx.db.query(sql`
      insert into push_subscriptions (id, tenant_id, contact_id, endpoint, p256dh, auth, wording_version, client,
        created_at, seen_at)
      values (${ctx.ids.newId('psh')}, ${tenant.id}, ${contactId}, ${`https://push.test/${contactId}`}, 'x', 'x', 'v1',
        '{}', ${clock.now()}, ${clock.now()})`);
    await ctx.db.transaction((tx) =>
      recordConsent({ ...ctx, db: tx }, tenant.id, [
        {
          ...{ contactId, type: 'push', action: 'granted', source: 'test', method: 'form', wordingVersion: null },
          evidence: {},
        },
      ]),
    );
    await putProducts(
      ctx,
      tenant.id,
      [{ id: 'mug', title: 'Mug', url: 'https://shop.test/mug', quantity: 1 }],
      async () => {},
    );
    const businessKey = `hiccup ${++made}`;
    await deliver(ctx, {
      tenantId: tenant.id,
      contactId,
      message: 'back_in_stock_push',
      businessKey,
      variables: { product: { title: 'Mug', url: 'https://shop.test/mug' } },
      product: { id: 'mug', variantId: '' },
    });
    const sets = await claimJobs(ctx, { slots: 100, lease: 10_000, jobs: [sendDelivery] });
    const [job] = sets.flatMap((set) => set.jobs).filter(({ kind }) => kind === sendDelivery.kind);
    const { deliveryId } = job!.payload as { deliveryId: Id<'dlv'> };
    const query = (async (statement, options) => {
      if (failing.test(statement.text)) throw new DatabaseUnavailable('away for a moment');
      return ctx.db.query(statement, options);
    }) as typeof ctx.db.query;
    const fate = await dispatchDelivery({ ...ctx, db: { ...ctx.db, query } }, tenant.id, deliveryId).catch(
      (error: DomainError) => ({ outcome: error.code }),
    );
    // Either way the job runs again: before the gate nothing has happened, after it bytes may have been sent.
    expect(['retry', 'database_unavailable'], String(failing)).toContain(fate.outcome);
    expect(['due', 'dispatching']).toContain((await statusOf(contactId)).status);
    await finishJobs(ctx, [{ job: job!, outcome: { outcome: 'done' } }]);
  }
});

test('a delivery whose tries are used up says so, with the last reason, and goes out when its job is replayed', async () => {
  const contactId = await makeContact();
  await makeDelivery(contactId);
  sender.answer = () => ({ outcome: 'retry', reason: 'smtp: 451 4.3.0' });
  for (let tries = 0; tries < 13; tries++) {
    await runReadyJobs(ctx);
    clock.advance(24 * 60 * 60_000);
  }
  expect(await settleAbandoned(ctx)).toBe(1);
  expect(await settleAbandoned(ctx)).toBe(0);
  expect(await statusOf(contactId)).toMatchObject({
    status: 'due',
    reason: 'Its job gave up after 13 tries. Replay the job to try again. The last reason: smtp: 451 4.3.0',
  });
  sender.answer = () => ({ outcome: 'sent', vendorId: null });
  const [dead] = (await readJobOverview(ctx, tenant.id)).deadJobs;
  await replayJob(ctx, tenant.id, dead!.id);
  await runReadyJobs(ctx);
  expect(await statusOf(contactId)).toMatchObject({ status: 'sent', reason: null });
});

test('what may be tried again is due again, at the time the platform asked for', async () => {
  const contactId = await makeContact();
  await makeDelivery(contactId);
  sender.answer = () => ({ outcome: 'retry', reason: '429', retryAfter: 30_000 });
  expect(await runReadyJobs(ctx)).toEqual([{ outcome: 'retry', reason: '429', retryAfter: 30_000 }]);
  expect(await statusOf(contactId)).toMatchObject({ status: 'due', reason: '429' });
  clock.advance(29_000);
  expect(await runReadyJobs(ctx)).toEqual([]);
  clock.advance(1_000);
  sender.answer = () => ({ outcome: 'sent', vendorId: null });
  expect(await runReadyJobs(ctx)).toEqual([{ outcome: 'done' }]);
  expect(await statusOf(contactId)).toMatchObject({ status: 'sent', reason: null });
});

/** Starts to send and never returns, as if the worker had been killed. */
async function dieWhileSending(id: Id<'dlv'>): Promise<void> {
  const { promise: isSending, resolve: sending } = Promise.withResolvers<void>();
  sender.answer = () => {
    sending();
    return new Promise<never>(() => {});
  };
  void dispatchDelivery(ctx, tenant.id, id);
  await isSending;
  sender.answer = () => ({ outcome: 'sent', vendorId: null });
}

test('a delivery whose worker died while sending is uncertain, and not sent again', async () => {
  const contactId = await makeContact();
  await dieWhileSending(await makeDelivery(contactId));
  await lapseClaims(ctx);
  expect(await runReadyJobs(ctx)).toEqual([{ outcome: 'done' }]);
  expect(sender.sent).toEqual([]);
  expect(await statusOf(contactId)).toMatchObject({
    status: 'uncertain',
    reason: expect.stringContaining('it may have arrived'),
  });
});

test('it is uncertain too where its message can no longer be rendered', async () => {
  const contactId = await makeContact();
  const id = await makeDelivery(contactId, 'newsletter_confirmation', { confirm_url: 'https://beckon.test/c/1' });
  await dieWhileSending(id);
  await ctx.db.query(sql`update deliveries set variables = '{}' where id = ${id}`);
  expect(await dispatchDelivery(ctx, tenant.id, id)).toEqual({ outcome: 'done' });
  expect(await statusOf(contactId)).toMatchObject({ status: 'uncertain' });
});

test('where the platform drops repeats a service mail is sent again within its time, a marketing mail never', async () => {
  const idempotent = async (message: string, wait: number) => {
    const contactId = await makeContact();
    const id = await makeDelivery(contactId, message, { confirm_url: 'https://beckon.test/c/1' });
    await dieWhileSending(id);
    sender.idempotencyWindow = 60_000;
    clock.advance(wait);
    await dispatchDelivery(ctx, tenant.id, id);
    return (await statusOf(contactId)).status;
  };
  expect(await idempotent('newsletter_confirmation', 59_000)).toBe('sent');
  expect(sender.sent).toHaveLength(1);
  expect(await idempotent('newsletter_confirmation', 60_000)).toBe('uncertain');
  expect(await idempotent('welcome', 1_000)).toBe('uncertain');
});

test('an answer that comes after the delivery was settled changes nothing', async () => {
  const contactId = await makeContact();
  const id = await makeDelivery(contactId);
  const { promise: answered, resolve: answer } = Promise.withResolvers<SendOutcome>();
  const { promise: isSending, resolve: sending } = Promise.withResolvers<void>();
  sender.answer = () => {
    sending();
    return answered;
  };
  const slow = dispatchDelivery(ctx, tenant.id, id);
  await isSending;
  await dispatchDelivery(ctx, tenant.id, id);
  answer({ outcome: 'retry', reason: 'late' });
  await slow;
  expect(await statusOf(contactId)).toMatchObject({ status: 'uncertain' });
});

test('each tenant sends through its own platform', async () => {
  const own = new TestSender();
  senders.email = (tenantId) => (tenantId === tenant.id ? own : sender);
  const contactId = await makeContact();
  await makeDelivery(contactId);
  await runReadyJobs(ctx);
  senders.email = () => sender;
  expect(own.sent).toMatchObject([{ to: { address: expect.stringContaining('@example.com') } }]);
  expect(sender.sent).toEqual([]);
});

test('a channel that no platform serves is not sent by another', async () => {
  senders.sms = () => null;
  const contactId = await makeContact();
  await ctx.db.query(sql`update contacts set phone = '+49 30 1' where id = ${contactId}`);
  await ctx.db.query(sql`
    insert into messages (id, tenant_id, key, name, channel, category, subject, body, updated_at)
    values (${ctx.ids.newId('msg')}, ${tenant.id}, 'text', 'Text', 'sms', 'transactional', '', 'Hi', ${clock.now()})`);
  await makeDelivery(contactId, 'text');
  await runReadyJobs(ctx);
  expect(sender.sent.filter(({ to }) => to.address === '+49 30 1')).toEqual([]);
  expect(await statusOf(contactId)).toMatchObject({
    status: 'failed',
    reason: 'no platform is connected that sends sms',
  });
});

test('a job for a delivery that does not exist is dead, with the reason', async () => {
  expect(await dispatchDelivery(ctx, tenant.id, 'dlv_0')).toMatchObject({ outcome: 'dead' });
  expect(await dispatchDelivery(ctx, (await newTenant()).id, await makeDelivery(await makeContact()))).toMatchObject({
    outcome: 'dead',
  });
  await runReadyJobs(ctx);
  expect((await readJobOverview(ctx, tenant.id)).jobs.ready).toBe(0);
});

test('once an unsubscribe has answered, nothing more is sent to that contact', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 3 }), async (wait, count) => {
      const contactId = await makeContact();
      const ids: Id<'dlv'>[] = [];
      for (let number = 0; number < count; number++) ids.push(await makeDelivery(contactId));
      let isUnsubscribed = false;
      const sentAfter: string[] = [];
      sender.answer = ({ vendorKey }) => {
        if (isUnsubscribed) sentAfter.push(vendorKey);
        return { outcome: 'sent', vendorId: null };
      };
      // A mail that passed the gate earlier may still be in transit: the time of the gate counts.
      const passedAfter: string[] = [];
      const watching = {
        ...ctx,
        db: {
          ...ctx.db,
          transaction: (async (work, options) => {
            const startedAfter = isUnsubscribed;
            const result = await ctx.db.transaction(work, options);
            if (startedAfter && (result as { verdict?: string }).verdict === 'dispatch') passedAfter.push('passed');
            return result;
          }) as typeof ctx.db.transaction,
        },
      };
      const token = makeToken(ctx, 'unsubscribe', tenant.id, contactId);
      await Promise.all([
        ...ids.map((id) => dispatchDelivery(watching, tenant.id, id)),
        pause(wait)
          .then(() => unsubscribe(ctx, token, 'one_click', evidence))
          .then(() => (isUnsubscribed = true)),
      ]);
      expect(passedAfter).toEqual([]);
      const late = await makeDelivery(contactId);
      await dispatchDelivery(ctx, tenant.id, late);
      expect(sentAfter).not.toContain(late);
      const after = (await readDeliveries(ctx, tenant.id, contactId)).find(({ id }) => id === late);
      expect(after).toMatchObject({ status: 'skipped', reason: expect.stringContaining('suppressed') });
    }),
    { numRuns: runs(40) },
  );
});
