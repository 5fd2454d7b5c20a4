import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordConsent } from '../consent/index.ts';
import { addCouponCodes, forgetCoupons, listCouponPools, putCouponPool, readCouponCode } from '../coupons/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { createTestContext, runReadyJobs, runs, type TestTenant } from '../testing/index.ts';
import { dispatchDeliveries } from './dispatch.ts';
import { deliver, listDeliveries, previewMessage } from './index.ts';

const { ctx, clock, newTenant, sender } = await createTestContext();
const day = 24 * 60 * 60 * 1_000;

let made = 0;

/** A shop whose welcome message has this body, with a pool that it may name. */
async function setUp(body: string, pool: { prefix?: string; validDays?: number } = {}): Promise<TestTenant> {
  const tenant = await newTenant();
  const { prefix = null, validDays = null } = pool;
  await putCouponPool(ctx, tenant.id, 'welcome10', { name: 'Welcome', prefix, validDays });
  const text = `<mj-text>@${body}@ <a href="{{ unsubscribe_url }}">no more</a></mj-text>`;
  await ctx.db.query(sql`
    update messages set body = ${text}, subject = 'Hello', preheader = '' where tenant_id = ${tenant.id} and key = 'welcome'`);
  await ctx.db.query(sql`
    update message_translations t set body = ${text} from messages m
    where m.id = t.message_id and m.tenant_id = ${tenant.id} and m.key = 'welcome'`);
  return tenant;
}

const add = (tenant: TestTenant, codes: string[], expiresAt: string | null = null) =>
  addCouponCodes(ctx, tenant.id, 'welcome10', { codes, expiresAt });

async function makeContact(tenant: TestTenant, hasAgreed = true): Promise<Id<'ctc'>> {
  const contactId = ctx.ids.newId('ctc');
  await ctx.db.query(sql`
    insert into contacts (id, tenant_id, email, created_at)
    values (${contactId}, ${tenant.id}, ${`reader${++made}@example.com`}, ${clock.now()})`);
  if (!hasAgreed) return contactId;
  const entry = { contactId, action: 'granted', source: 'test', method: 'form', wordingVersion: null } as const;
  await ctx.db.transaction((tx) =>
    recordConsent({ ...ctx, db: tx }, tenant.id, [
      { ...entry, type: 'email', evidence: {} },
      { ...entry, type: 'marketing', evidence: {} },
    ]),
  );
  return contactId;
}

/** Sends the message. @returns what is between the signs, or why it was not sent */
async function mail(tenant: TestTenant, contactId: Id<'ctc'>, runId?: string, language = 'en'): Promise<string> {
  clock.advance(60_000);
  await deliver(ctx, {
    tenantId: tenant.id,
    contactId,
    message: 'welcome',
    businessKey: `occasion ${++made}`,
    language,
    ...(runId ? { origin: { kind: 'flow', flowId: 'flw_1', runId, stepId: 'a' } } : {}),
  });
  const before = sender.sent.length;
  await runReadyJobs(ctx);
  const sent = sender.sent[before];
  if (sent) return /@(.*)@/s.exec(sent.text)![1]!.replace(/\s+/g, ' ').trim();
  const [last] = await listDeliveries(ctx, tenant.id, { contactId }, { limit: 1, before: null });
  return `${last!.status}: ${last!.reason}`;
}

const code = '{{ coupon.welcome10.code }}';

test('each reader gets a code of their own, and all messages of a run show the same', async () => {
  const tenant = await setUp(code);
  await add(tenant, ['ONE', 'TWO', 'THREE']);
  const [anna, ben] = [await makeContact(tenant), await makeContact(tenant)];
  const first = await mail(tenant, anna, 'run_anna');
  const other = await mail(tenant, ben, 'run_ben');
  expect(new Set([first, other]).size).toBe(2);
  expect(['ONE', 'TWO', 'THREE']).toEqual(expect.arrayContaining([first, other]));
  expect(await mail(tenant, anna, 'run_anna')).toBe(first);
  expect(await readCouponCode(ctx, tenant.id, 'welcome10', first)).toMatchObject({ status: 'given', contactId: anna });
  expect(await listCouponPools(ctx, tenant.id)).toMatchObject([{ key: 'welcome10', given: 2, free: 1 }]);
});

test('a message that is not sent uses up no code', async () => {
  const tenant = await setUp(code);
  await add(tenant, ['ONLY']);
  expect(await mail(tenant, await makeContact(tenant, false))).toMatch(/^skipped/);
  expect(await mail(tenant, await makeContact(tenant))).toBe('ONLY');
});

test('when no code is left, the message shows its fallback, or fails with the reason', async () => {
  const reader = '{{ coupon.welcome10.code | default: "see our site" }}';
  const tenant = await setUp(reader);
  await add(tenant, ['ONLY']);
  expect(await mail(tenant, await makeContact(tenant))).toBe('ONLY');
  expect(await mail(tenant, await makeContact(tenant))).toBe('see our site');
  const strict = await setUp(code);
  expect(await mail(strict, await makeContact(strict))).toMatch(/^failed: .*coupon\.welcome10/);
});

test('codes are generated with the prefix of the pool, and none twice', async () => {
  const tenant = await setUp(code, { prefix: 'SPRING-' });
  const codes = new Set<string>();
  for (let reader = 0; reader < 5; reader++) codes.add(await mail(tenant, await makeContact(tenant)));
  expect([...codes].filter((each) => /^SPRING-[2-9A-HJ-NP-Z]{10}$/.test(each))).toHaveLength(5);
  await expect(add(tenant, ['MINE'])).rejects.toMatchObject({ code: 'conflict' });
});

test('a code ends with the last of its days in the shop’s zone, or before, if the shop says so', async () => {
  const tenant = await setUp(`${code} {{ coupon.welcome10.expires }}`, { validDays: 14 });
  await ctx.db.query(sql`update tenants set timezone = 'Pacific/Auckland' where id = ${tenant.id}`);
  await add(tenant, ['LONG']);
  clock.set('2026-05-01T20:00:00Z');
  const reader = await makeContact(tenant);
  expect(await mail(tenant, reader, 'run_1', 'de')).toBe('LONG 16. Mai 2026');
  expect(await readCouponCode(ctx, tenant.id, 'welcome10', 'LONG')).toMatchObject({
    expiresAt: '2026-05-16T12:00:00.000Z',
  });
  await add(tenant, ['SHORT'], '2026-05-05T12:00:00Z');
  expect(await mail(tenant, await makeContact(tenant))).toBe('SHORT May 5, 2026');
  // A reminder that comes too late shows no code that has ended, and takes no second one.
  await add(tenant, ['LATER']);
  clock.advance(20 * day);
  expect(await mail(tenant, reader, 'run_1')).toMatch(/^failed/);
  expect(await readCouponCode(ctx, tenant.id, 'welcome10', 'LATER')).toMatchObject({ status: 'free' });
});

test('a code that has expired is not given', async () => {
  const tenant = await setUp(code);
  await add(tenant, ['OLD'], new Date(clock.now().getTime() + day).toISOString());
  clock.advance(2 * day);
  await add(tenant, ['NEW'], new Date(clock.now().getTime() + day).toISOString());
  expect(await mail(tenant, await makeContact(tenant))).toBe('NEW');
  expect(await listCouponPools(ctx, tenant.id)).toMatchObject([{ given: 1, free: 0, expired: 1 }]);
  expect(await add(tenant, ['NEW', 'OTHER'])).toEqual({ added: 1, alreadyThere: 1 });
});

test('a preview shows a code that no reader gets', async () => {
  const tenant = await setUp(code);
  await add(tenant, ['ONLY']);
  const [message] = await ctx.db.query<{ id: Id<'msg'> }>(sql`
    select id from messages where tenant_id = ${tenant.id} and key = 'welcome'`);
  const shown = await previewMessage(ctx, tenant.id, message!.id, { version: 'published', variables: {} });
  expect(shown.html).toContain('@SAMPLECODE@');
  expect(await listCouponPools(ctx, tenant.id)).toMatchObject([{ given: 0, free: 1 }]);
});

test('however many workers send at once, no code is given twice and no holder gets two', async () => {
  const tenant = await setUp(code);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 2, maxLength: 8 }),
      fc.integer({ min: 0, max: 6 }),
      async (runOfDelivery, codes) => {
        await ctx.db.query(sql`delete from coupon_codes where tenant_id = ${tenant.id}`);
        const names = Array.from({ length: codes }, () => `CODE-${++made}`);
        if (codes > 0) await add(tenant, names);
        const round = `round ${++made}`;
        const contactIds = await Promise.all([0, 1, 2, 3].map(() => makeContact(tenant)));
        const ids: Id<'dlv'>[] = [];
        for (const [no, run] of runOfDelivery.entries()) {
          const businessKey = `${round} ${no}`;
          const origin = { kind: 'flow', flowId: 'flw_1', runId: `${round} ${run}`, stepId: 'a' } as const;
          const contactId = contactIds[run]!;
          await deliver(ctx, { tenantId: tenant.id, contactId, message: 'welcome', businessKey, origin });
          const [row] = await ctx.db.query<{ id: Id<'dlv'> }>(sql`
            select id from deliveries where tenant_id = ${tenant.id} and business_key = ${businessKey}`);
          ids.push(row!.id);
        }
        const half = Math.ceil(ids.length / 2);
        await Promise.all([ids.slice(0, half), ids.slice(half)].map((set) => dispatchDeliveries(ctx, tenant.id, set)));
        const given = await ctx.db.query<{ code: string; holder: string }>(sql`
          select code, holder from coupon_codes where tenant_id = ${tenant.id} and holder is not null`);
        const holders = new Set(runOfDelivery.map((run) => `${round} ${run}`));
        expect(given).toHaveLength(Math.min(codes, holders.size));
        expect(new Set(given.map(({ holder }) => holder)).size).toBe(given.length);
      },
    ),
    { numRuns: runs(20) },
  );
});

test('codes that ended long ago are deleted, those without an end are not', async () => {
  const tenant = await setUp(code);
  await add(tenant, ['ENDED'], new Date(clock.now().getTime() + day).toISOString());
  await mail(tenant, await makeContact(tenant));
  await add(tenant, ['ENDLESS']);
  await mail(tenant, await makeContact(tenant));
  clock.advance(40 * day);
  expect(await forgetCoupons(ctx, tenant.id, new Date(clock.now().getTime() - 30 * day), 1_000)).toBe(1);
  await expect(readCouponCode(ctx, tenant.id, 'welcome10', 'ENDED')).rejects.toMatchObject({ code: 'not_found' });
  expect(await readCouponCode(ctx, tenant.id, 'welcome10', 'ENDLESS')).toMatchObject({ status: 'given' });
});
