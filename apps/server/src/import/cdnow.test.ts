import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { countContacts } from '@beckon/core/contacts';
import { sql } from '@beckon/core/db';
import { advanceRuns, enterByTime, installFlows, listFlows, publishFlow } from '@beckon/core/flows';
import { readId } from '@beckon/core/lib';
import { Appender } from '@beckon/core/log';
import { readStats, recountOrders } from '@beckon/core/metrics';
import { applyAll, createTestContext, runReadyJobs } from '@beckon/core/testing';
import { expect, test } from 'vitest';
import { importEvents } from './import-events.ts';
import { openInput } from './input.ts';
import { planOrders } from './plan.ts';
import { openRows } from './rows.ts';

const file = fileURLToPath(new URL('../../../../../shared/data/cdnow-orders.txt', import.meta.url));
const isThere = existsSync(file);
if (!isThere) console.warn('skipped: the CDNOW orders are not beside the checkout (../shared/data/cdnow-orders.txt)');

const { ctx, clock, newTenant } = await createTestContext();

test.skipIf(!isThere)(
  'the 69,659 orders of CDNOW come to the known totals, and a second import adds nothing; 20,288 are due for win-back',
  async () => {
    const { id } = await newTenant();
    const source = { id: 'src_cdnow', tenantId: id, kind: 'import' } as const;
    const run = async () => {
      const input = await openInput(file);
      const rows = await openRows(input, {});
      const columns = { customer: 'customer_id', date: 'date', total: 'dollar_value', quantity: 'number_of_cds' };
      const { reader } = planOrders(rows.columns, { columns, currency: 'USD' });
      const appender = new Appender(ctx.db, { deadline: 30_000 });
      const summary = await importEvents(ctx, appender, source, rows.rows(), reader, { isDryRun: false });
      await input.close();
      return summary;
    };
    expect(await run()).toMatchObject({ rows: 69_659, added: 69_659, alreadyThere: 0, rejected: [] });
    await applyAll(ctx);
    expect(await readStats(ctx, id)).toMatchObject({
      contacts: 23_570,
      orders: 69_659,
      zeroValueOrders: 80,
      revenue: [{ amount: 250_031_563, currency: 'USD' }],
    });
    const count = (field: 'orderCount' | 'lifetimeValue', comparison: 'gte' | 'gt', value: number) =>
      countContacts(ctx, id, { filters: [{ field, comparison, value }], search: null });
    expect(await count('orderCount', 'gte', 5)).toBe(3_925);
    expect(await count('lifetimeValue', 'gt', 50_000)).toBe(734);
    expect(await recountOrders(ctx, id)).toMatchObject({ ordersInLog: 69_659, wrongContacts: 0 });
    expect(await run()).toMatchObject({ rows: 69_659, added: 0, alreadyThere: 69_659, rejected: [] });

    // On 1 July 1998, so many have not ordered for 90 days.
    clock.set('1998-07-01T10:00:00Z');
    await ctx.db.query(sql`
      update contacts set email = user_id || '@example.com' where tenant_id = ${id} and user_id is not null`);
    await installFlows(ctx, id, []);
    const winBack = (await listFlows(ctx, id, 'current')).find(({ key }) => key === 'win_back')!;
    const publication = { version: winBack.version, runs: 'keep', includeDays: 600 } as const;
    await publishFlow(ctx, id, readId('flw', winBack.id), publication);
    expect(await enterByTime(ctx)).toBe(20_288);
    expect(await enterByTime(ctx)).toBe(0);
    // None has agreed to marketing: each of the first messages is held back, and says why.
    expect(await advanceRuns(ctx)).toBe(500);
    await runReadyJobs(ctx);
    const deliveries = await ctx.db.query(sql`
      select status, reason, count(*)::int as count from deliveries where tenant_id = ${id} group by 1, 2`);
    expect(deliveries).toEqual([{ status: 'skipped', reason: 'no_consent', count: 500 }]);
  },
  300_000,
);
