import { Appender } from '@beckon/core/log';
import { readStats, recountOrders } from '@beckon/core/metrics';
import { applyAll, createTestContext } from '@beckon/core/testing';
import { expect, test } from 'vitest';
import { importOrders } from './import-orders.ts';
import { OrderReader } from './order-row.ts';
import type { SourceRow } from './rows.ts';

const { ctx, newTenant } = await createTestContext();

async function* table(rows: SourceRow[]): AsyncGenerator<SourceRow> {
  yield* rows;
}
const order = (line: number, total = '1.00'): SourceRow => ({
  line,
  columns: { who: `${line % 300}`, day: '20250101', sum: total },
});
const newReader = () => new OrderReader({ customer: 'who', date: 'day', total: 'sum', currency: 'USD' });

async function run(tenantId: string, rows: SourceRow[], options: { isDryRun?: boolean; appender?: Appender } = {}) {
  const tenant = { id: `src_${tenantId}`, tenantId, kind: 'import' as const };
  const appender = options.appender ?? new Appender(ctx.db, { deadline: 10_000 });
  return importOrders(ctx, appender, tenant, table(rows), newReader(), { isDryRun: options.isDryRun ?? false });
}

test('importing the same table again adds nothing', async () => {
  const { id } = await newTenant();
  const rows = Array.from({ length: 1_700 }, (_, line) => order(line + 2));
  expect(await run(id, rows)).toEqual({ rows: 1_700, added: 1_700, alreadyThere: 0, rejected: [] });
  expect(await run(id, rows)).toEqual({ rows: 1_700, added: 0, alreadyThere: 1_700, rejected: [] });
  await applyAll(ctx);
  expect(await readStats(ctx, id)).toMatchObject({ orders: 1_700, revenue: [{ amount: 170_000, currency: 'USD' }] });
  expect(await recountOrders(ctx, id)).toMatchObject({ wrongContacts: 0 });
});

test('bad rows are named by their line, in order, and all the others are taken', async () => {
  const { id } = await newTenant();
  const rows: SourceRow[] = Array.from({ length: 1_200 }, (_, line) => order(line + 2));
  rows[5] = { line: 7, fault: '1 columns, the header has 3' };
  rows[900] = order(902, 'free');
  rows[1_100] = { line: 1_102, columns: { who: 'a\0b', day: '20250101', sum: '1' } };
  expect(await run(id, rows)).toEqual({
    rows: 1_200,
    added: 1_197,
    alreadyThere: 0,
    rejected: [
      { line: 7, reason: '1 columns, the header has 3' },
      { line: 902, reason: 'sum: "free" is not an amount of USD' },
      { line: 1_102, reason: expect.stringContaining('NUL') },
    ],
  });
});

test('a trial run reads everything and stores nothing', async () => {
  const { id } = await newTenant();
  const summary = await run(id, [order(2), order(3, 'x')], { isDryRun: true });
  expect(summary).toMatchObject({ rows: 2, added: 0, rejected: [{ line: 3 }] });
  await applyAll(ctx);
  expect(await readStats(ctx, id)).toMatchObject({ events: 0, orders: 0 });
});

test('a database that is away for a moment is waited for', async () => {
  const { id } = await newTenant();
  let refusals = 3;
  const flaky: typeof ctx.db = {
    ...ctx.db,
    query: (...given) => (refusals-- > 0 ? Promise.reject(new Error('away')) : ctx.db.query(...given)),
  };
  const appender = new Appender(flaky, { deadline: 10_000 });
  expect(await run(id, [order(2), order(3)], { appender })).toMatchObject({ added: 2, rejected: [] });
});
