import { listContacts } from '@beckon/core/contacts';
import { sql } from '@beckon/core/db';
import { Appender, exportEvents } from '@beckon/core/log';
import { readStats, recountOrders } from '@beckon/core/metrics';
import { applyAll, collect, createTestContext } from '@beckon/core/testing';
import { expect, test } from 'vitest';
import { ContactReader } from './contact-row.ts';
import { EventReader } from './event-row.ts';
import { importEvents, type RowReader } from './import-events.ts';
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

async function run(
  tenantId: string,
  rows: SourceRow[],
  options: { isDryRun?: boolean; appender?: Appender; reader?: RowReader } = {},
) {
  const tenant = { id: `src_${tenantId}`, tenantId, kind: 'import' as const };
  const appender = options.appender ?? new Appender(ctx.db, { deadline: 10_000 });
  return importEvents(ctx, appender, tenant, table(rows), options.reader ?? newReader(), {
    isDryRun: options.isDryRun ?? false,
  });
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

test('a log given out by one installation is taken by another: what was trusted is, claims stay claims', async () => {
  const from = await newTenant();
  const order = (id: string, userId: string) => ({
    id,
    type: 'placed_order',
    userId,
    properties: { orderId: id, total: 100, currency: 'USD' },
  });
  await collect(ctx, from.server, [order('1', 'anna')]);
  await collect(ctx, from.browser, [
    order('2', 'mallory'),
    { id: '3', type: 'page_viewed', anonymousId: 'v', occurredAt: '2026-01-05T10:00:00Z', properties: { path: '/' } },
  ]);
  const lines: SourceRow[] = [];
  for await (const event of exportEvents(ctx, from.id, { from: null, to: null }))
    lines.push({ line: lines.length + 1, columns: { ...event } });

  const to = await newTenant();
  const taken = { rows: 3, added: 3, alreadyThere: 0, rejected: [] };
  expect(await run(to.id, lines, { reader: new EventReader() })).toEqual(taken);
  expect(await run(to.id, lines, { reader: new EventReader() })).toMatchObject({ added: 0, alreadyThere: 3 });
  await applyAll(ctx);
  expect(await readStats(ctx, to.id)).toMatchObject({ contacts: 1, visitors: 1, orders: 1, events: 3 });
  const stored = await ctx.db.query(
    sql`select type, is_trusted from events where tenant_id = ${to.id} order by is_trusted, type`,
  );
  expect(stored).toEqual([
    { type: 'page_viewed', is_trusted: false },
    { type: 'placed_order', is_trusted: false },
    { type: 'placed_order', is_trusted: true },
  ]);
});

test('a list of contacts becomes contacts with their facts, and one that changed changes them', async () => {
  const { id } = await newTenant();
  const rows = (city: string): SourceRow[] => [
    { line: 2, columns: { 'First Name': 'Anna', Email: 'Anna@Example.com', created_at: '20240501', city } },
    { line: 3, columns: { 'First Name': 'Ben', Email: 'no address', created_at: '' } },
  ];
  const reader = (day: string) => new ContactReader(new Date(day));
  expect(await run(id, rows('Bonn'), { reader: reader('2026-01-01') })).toMatchObject({
    added: 1,
    rejected: [{ line: 3, reason: '"no address" is not an e-mail address' }],
  });
  expect(await run(id, rows('Bonn'), { reader: reader('2026-01-01') })).toMatchObject({ added: 0, alreadyThere: 1 });
  expect(await run(id, rows('Berlin'), { reader: reader('2026-01-02') })).toMatchObject({ added: 1 });
  // As it was once before: newer all the same.
  expect(await run(id, rows('Bonn'), { reader: reader('2026-01-03') })).toMatchObject({ added: 1 });
  await applyAll(ctx);
  const list = await listContacts(ctx, id, { filters: [], search: null, limit: 9, before: null });
  expect(list).toMatchObject([
    { email: 'anna@example.com', firstName: 'Anna', registeredAt: '2024-05-01T00:00:00.000Z' },
  ]);
});
