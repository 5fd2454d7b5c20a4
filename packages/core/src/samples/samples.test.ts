import { expect, test } from 'vitest';
import { verifyLedger } from '../consent/index.ts';
import { consumers, projections } from '../consumers/index.ts';
import { sql } from '../db/index.ts';
import { readLag, rebuild } from '../log/index.ts';
import { listSegments, readStats, recountOrders } from '../metrics/index.ts';
import { applyAll, createTestContext, type TestTenant } from '../testing/index.ts';
import { writeSamples } from './index.ts';

const { ctx, newTenant } = await createTestContext();
const sizeOf = (tenant: TestTenant, contacts: number, events: number) => ({
  tenantId: tenant.id,
  sources: { browser: tenant.browser.id, server: tenant.server.id, own: tenant.own.id },
  contacts,
  events,
  until: new Date('2026-03-01T00:00:00Z'),
});

/** Every row that the consumers write for a tenant, including generated ids. */
async function rowsOf(tenant: TestTenant) {
  const rows = (table: string, columns = '*') =>
    ctx.db.query(sql`select ${sql.trusted(columns)} from ${sql.trusted(table)} t where tenant_id = ${tenant.id}
      order by to_jsonb(t)::text`);
  return {
    orders: await rows('orders'),
    timeline: await rows('timeline'),
    visitors: await rows('visitors', 'id, anonymous_id, last_seen_at'),
    links: await rows('visitor_links', 'visitor_id, seq, contact_id, how, since'),
    contacts: await rows('contacts'),
    activity: await rows('source_activity'),
    schemas: await rows('source_schemas'),
    bots: await rows('bot_visitors'),
    widgets: await rows('widget_uses'),
  };
}

test('the generated projections equal those that the consumers derive from the same log', async () => {
  const tenant = await newTenant();
  await writeSamples(ctx, sizeOf(tenant, 300, 9_000), consumers);
  expect((await readLag(ctx)).map(({ lag }) => lag)).toEqual(consumers.map(() => 0));
  const made = await rowsOf(tenant);
  expect(made.orders.length).toBeGreaterThan(50);
  expect(made.bots.length).toBeGreaterThan(0);
  for (const projection of projections) {
    await rebuild(ctx, projection);
    await applyAll(ctx, projection);
  }
  expect(await rowsOf(tenant)).toEqual(made);
});

test('totals and ledger are consistent, and half of the contacts receive the newsletter', async () => {
  const tenant = await newTenant();
  await writeSamples(ctx, sizeOf(tenant, 1_000, 3_000), consumers);
  const count = await recountOrders(ctx, tenant.id);
  expect(count).toMatchObject({ orders: count.ordersInLog, revenue: count.revenueInLog, wrongContacts: 0 });
  expect(await verifyLedger(ctx, tenant.id)).toEqual({ entries: 620 * 3 + 31, fault: null });
  expect(await listSegments(ctx, tenant.id, 'active')).toMatchObject([{ contactCount: { value: 620 - 31 } }]);
  expect(await readStats(ctx, tenant.id)).toMatchObject({ contacts: 1_000, subscribers: 589 });
});

test('a tenant that already has events is refused', async () => {
  const tenant = await newTenant();
  await writeSamples(ctx, sizeOf(tenant, 10, 100), consumers);
  await expect(writeSamples(ctx, sizeOf(tenant, 10, 100), consumers)).rejects.toThrow('the tenant already has events');
});
