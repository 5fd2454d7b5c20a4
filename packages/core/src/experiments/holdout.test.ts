import { expect, test } from 'vitest';
import type { Caller } from '../access/index.ts';
import { changeSettings } from '../admin/index.ts';
import { recordConsent } from '../consent/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { deliverAll, type NewDelivery, reasonText } from '../messages/index.ts';
import { createTestContext, runReadyJobs, type TestTenant } from '../testing/index.ts';
import { keepHoldoutCounts, reportHoldout } from './index.ts';

const { ctx, clock, newTenant } = await createTestContext();

function setHoldout(tenant: TestTenant, holdoutPercent: number) {
  const caller: Caller = {
    tenantId: tenant.id,
    actor: { kind: 'user', id: 'usr_1', name: 'anna@shop.test' },
    permissions: new Set(['settings.write']),
  };
  return changeSettings(ctx, caller, { holdoutPercent });
}

/** Contacts that agreed to marketing by mail. */
async function agreeing(tenant: TestTenant, count: number): Promise<Id<'ctc'>[]> {
  const ids = Array.from({ length: count }, () => ctx.ids.newId('ctc'));
  await ctx.db.query(sql`
    insert into contacts (id, tenant_id, email, created_at)
    select id, ${tenant.id}, id || '@example.com', ${clock.now()} from ${sql.texts(ids)} as g (id)`);
  const granted = { action: 'granted', source: 'test', method: 'form', wordingVersion: null, evidence: {} } as const;
  await ctx.db.transaction((tx) =>
    recordConsent(
      { ...ctx, db: tx },
      tenant.id,
      ids.flatMap((contactId) => (['email', 'marketing'] as const).map((type) => ({ ...granted, contactId, type }))),
    ),
  );
  return ids;
}

let made = 0;

/** What became of a message to each contact. */
async function sendAll(
  tenant: TestTenant,
  ids: readonly Id<'ctc'>[],
  delivery: Pick<NewDelivery, 'origin' | 'variables'> & { message?: string },
): Promise<Map<string, string>> {
  const key = `send ${++made}`;
  const wanted = ids.map((contactId) => ({
    ...{ tenantId: tenant.id, contactId, message: 'welcome', businessKey: `${key} ${contactId}` },
    ...delivery,
  }));
  await deliverAll(ctx, wanted);
  while ((await runReadyJobs(ctx)).length > 0);
  const rows = await ctx.db.query<{ contactId: string; what: string }>(sql`
    select contact_id as "contactId", concat_ws(' ', status, reason) as what from deliveries
    where tenant_id = ${tenant.id} and business_key like ${`${key} %`}`);
  return new Map(rows.map(({ contactId, what }) => [contactId, what]));
}

const campaign = { kind: 'campaign', campaignId: 'cmp_1', variation: null } as const;
const flow = { kind: 'flow', flowId: 'flw_1', runId: 'run_1', stepId: 'mail' } as const;
const held = (results: ReadonlyMap<string, string>) =>
  [...results].filter(([, what]) => what === 'skipped holdout').map(([id]) => id);

test('the holdout gets no marketing from campaigns and flows, always the same contacts, and the reason is readable', async () => {
  const tenant = await newTenant();
  const ids = await agreeing(tenant, 60);
  await ctx.db.query(sql`update tenants set weekly_cap = 100 where id = ${tenant.id}`);
  expect(held(await sendAll(tenant, ids, { origin: campaign }))).toEqual([]);
  await setHoldout(tenant, 20);
  const first = held(await sendAll(tenant, ids, { origin: campaign }));
  expect(first.length).toBeGreaterThan(3);
  expect(first.length).toBeLessThan(25);
  expect(held(await sendAll(tenant, ids, { origin: flow })).sort()).toEqual(first.sort());
  expect(reasonText('holdout')).toContain('holdout');

  // What a contact asked for, and service messages, are sent.
  const asked = { trigger: { kind: 'restock', waitlist: { entryId: 'wle_1', variantId: '' } } };
  expect(held(await sendAll(tenant, ids, { origin: flow, variables: asked }))).toEqual([]);
  const drop = { trigger: { kind: 'price_drop' } };
  expect(held(await sendAll(tenant, ids, { origin: flow, variables: drop })).sort()).toEqual(first.sort());
  expect(held(await sendAll(tenant, ids, { origin: { kind: 'api' } }))).toEqual([]);
  await ctx.db.query(
    sql`update messages set category = 'transactional' where tenant_id = ${tenant.id} and key = 'welcome'`,
  );
  expect(held(await sendAll(tenant, ids, { origin: flow }))).toEqual([]);
});

test('a smaller share keeps its contacts; after an end others are drawn', async () => {
  const tenant = await newTenant();
  const ids = await agreeing(tenant, 80);
  await ctx.db.query(sql`update tenants set weekly_cap = 100 where id = ${tenant.id}`);
  await setHoldout(tenant, 20);
  const wide = held(await sendAll(tenant, ids, { origin: campaign }));
  clock.advance(1_000);
  await setHoldout(tenant, 10);
  const narrow = held(await sendAll(tenant, ids, { origin: campaign }));
  expect(narrow.length).toBeLessThan(wide.length);
  expect(wide).toEqual(expect.arrayContaining(narrow));
  const { since } = await reportHoldout(ctx, tenant.id);
  expect(since).toBe(clock.now().toISOString());
  await setHoldout(tenant, 0);
  expect(held(await sendAll(tenant, ids, { origin: campaign }))).toEqual([]);
  await setHoldout(tenant, 20);
  expect(held(await sendAll(tenant, ids, { origin: campaign })).sort()).not.toEqual(wide.sort());
});

test('the report compares revenue per contact since the start, with its interval', async () => {
  const tenant = await newTenant();
  expect(await reportHoldout(ctx, tenant.id)).toMatchObject({
    percent: 0,
    groups: null,
    verdict: 'There is no holdout.',
  });
  const ids = await agreeing(tenant, 1_000);
  await setHoldout(tenant, 20);
  expect((await reportHoldout(ctx, tenant.id)).verdict).toContain('not counted yet');
  const strangers = Array.from({ length: 50 }, () => ctx.ids.newId('ctc'));
  await ctx.db.query(sql`
    insert into contacts (id, tenant_id, created_at)
    select id, ${tenant.id}, ${clock.now()} from ${sql.texts(strangers)} as g (id)`);
  const order = (every: number, group: boolean, total: number, hours: number) =>
    ctx.db.query(sql`
      insert into orders (tenant_id, order_id, contact_id, total, currency, placed_at, seq)
      select ${tenant.id}, c.id || ${hours}::text, c.id, ${total}, 'USD',
        ${new Date(clock.now().getTime() + hours * 3_600_000)}, row_number() over (order by c.id)
      from (
        select c.id, row_number() over (order by c.id) as no from contacts c join tenants t on t.id = c.tenant_id
        where c.tenant_id = ${tenant.id} and c.id in ${sql.texts(ids)}
          and (('x' || left(encode(sha256(convert_to(t.holdout_salt || ' ' || c.id, 'UTF8')), 'hex'), 12))::bit(48)::bigint
            < 0.2 * 281474976710656) = ${group}
      ) c where c.no % ${every}::int = 0`);
  // Before the start: of no interest.
  await order(1, true, 99_900, -1);
  await order(2, false, 4_000, 1);
  await order(10, true, 4_000, 1);
  await keepHoldoutCounts(ctx);
  const report = await reportHoldout(ctx, tenant.id);
  const { contacted, holdout } = report.groups!;
  expect(contacted.contacts + holdout.contacts).toBe(1_000);
  expect(holdout).toMatchObject({ converted: Math.floor(holdout.contacts / 10) });
  expect(contacted).toMatchObject({ revenue: Math.floor(contacted.contacts / 2) * 4_000 });
  expect(report.lift!.value).toBeCloseTo(contacted.revenuePerContact! - holdout.revenuePerContact!, 6);
  expect(report.lift).toMatchObject({ isShown: true });
  expect(report.lift!.low).toBeGreaterThan(0);
  expect(report.sampleRatio!.isOff).toBe(false);
  expect(report.verdict).toMatch(/^A contact that may get marketing spent USD 1\d\.\d\d more than one of the holdout/);
  expect(report.countedAt).toBe(clock.now().toISOString());
});
