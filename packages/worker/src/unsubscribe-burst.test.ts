import { setTimeout as pause } from 'node:timers/promises';
import { sql } from '@beckon/core/db';
import type { Id } from '@beckon/core/lib';
import { makeToken } from '@beckon/core/links';
import { deliverAll } from '@beckon/core/messages';
import { unsubscribe } from '@beckon/core/newsletter';
import { createTestContext, makeSubscribers, runs, type TestTenant } from '@beckon/core/testing';
import { expect, test } from 'vitest';
import { startWorker } from './index.ts';

const { ctx: testing, newTenant, sender } = await createTestContext({ maxConnections: 12 });
/** The worker's waits and leases need a clock that goes. */
const ctx = { ...testing, clock: { now: () => new Date(), monotonic: () => performance.now() } };

const deadline = 60_000;
/** 10,000 with `BECKON_TEST_RUNS=5`, as in CI. One contact in twenty leaves. */
const count = Math.min(runs(2_000), 10_000);
const evidence = { ipPrefix: null, userAgent: null, origin: null };

/** The state of the delivery to each contact. */
const readStates = async (tenant: TestTenant, contactIds: readonly string[]) =>
  new Map(
    (
      await ctx.db.query<{ contactId: string; status: string }>(sql`
        select contact_id as "contactId", status from deliveries
        where tenant_id = ${tenant.id} and contact_id in ${sql.texts(contactIds)}`)
    ).map(({ contactId, status }) => [contactId, status]),
  );

test(`${count / 20} contacts unsubscribe during ${count} deliveries: what was not begun when they were answered is not sent`, async () => {
  const tenant = await newTenant();
  const contactIds = await makeSubscribers(ctx, tenant.id, count, { deadline });
  for (let from = 0; from < contactIds.length; from += 500) {
    await deliverAll(
      ctx,
      contactIds.slice(from, from + 500).map((contactId) => ({
        tenantId: tenant.id,
        contactId,
        message: 'welcome',
        businessKey: `burst/${contactId}`,
      })),
    );
  }
  // As autovacuum does soon after so many rows have been added: without statistics, the gate takes ten times as long.
  await ctx.db.query(sql`analyze contacts, consent_state, deliveries, jobs`, { deadline });
  const worker = startWorker(ctx, { holder: ctx.ids.newUuid(), untilStored: pause });
  // Every twentieth contact, from both ends: those who are written to first, and those who are written to last. However
  // fast the machine sends, some leave after their mail and some before it.
  const leaving = contactIds.filter((_, place) => place % 20 === 0);
  const ordered = leaving.map((_, no) => leaving.at(no % 2 === 0 ? no / 2 : -(no + 1) / 2)!);
  const dueAtAnswer = new Set<string>();
  const leave = async (contactId: Id<'ctc'>) => {
    const token = makeToken(ctx, 'unsubscribe', tenant.id, contactId);
    // On a busy machine an answer can come too late; mail programs try again.
    for (let tries = 1; ; tries++) {
      const failure = await unsubscribe(ctx, token, 'one_click', evidence).then(
        () => null,
        (error: unknown) => error,
      );
      if (failure === null) break;
      if (tries === 10) throw failure;
    }
    if ((await readStates(tenant, [contactId])).get(contactId) === 'due') dueAtAnswer.add(contactId);
  };
  await expect.poll(() => sender.sent.length, { timeout: 100_000 }).toBeGreaterThan(100);
  for (let from = 0; from < ordered.length; from += 5) {
    await Promise.all(ordered.slice(from, from + 5).map(leave));
    await pause(20);
  }
  const countDue = async () =>
    (await ctx.db.query(sql`select 1 from deliveries where tenant_id = ${tenant.id} and status = 'due' limit 1`))
      .length;
  await expect.poll(countDue, { timeout: 250_000, interval: 250 }).toBe(0);
  await worker.stop();

  const states = await readStates(tenant, contactIds);
  expect([...dueAtAnswer].filter((contactId) => states.get(contactId) !== 'skipped')).toEqual([]);
  // Both happened, or the test would show nothing.
  expect(dueAtAnswer.size).toBeGreaterThan(0);
  expect(leaving.length - dueAtAnswer.size).toBeGreaterThan(0);
  const sentTo = Map.groupBy(sender.sent, ({ to }) => to.address);
  expect([...sentTo.values()].filter((mails) => mails.length > 1)).toEqual([]);
  expect(sender.sent).toHaveLength([...states.values()].filter((status) => status === 'sent').length);
  expect(contactIds.filter((id) => states.get(id) === 'skipped' && !leaving.includes(id))).toEqual([]);
}, 450_000);
