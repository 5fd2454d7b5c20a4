import { listContacts } from '@beckon/core/contacts';
import { sql } from '@beckon/core/db';
import { exportEvents } from '@beckon/core/feed';
import type { Id } from '@beckon/core/lib';
import { Appender } from '@beckon/core/log';
import { readStats, recountOrders } from '@beckon/core/metrics';
import { applyAll, collect, createTestContext } from '@beckon/core/testing';
import { expect, test } from 'vitest';
import { importEvents } from './import-events.ts';
import { planContacts, planEvents, planOrders } from './plan.ts';
import type { RowReader } from './row-reader.ts';
import type { Cells, SourceRow } from './rows.ts';

const { ctx, newTenant } = await createTestContext();

async function* table(rows: SourceRow[]): AsyncGenerator<SourceRow> {
  yield* rows;
}
const good = (line: number, columns: Cells): SourceRow => ({ line, columns, original: columns });
const order = (line: number, total = '1.00') => good(line, { who: `c${line % 300}`, day: '20250101', sum: total });
const newReader = () =>
  planOrders(['who', 'day', 'sum'], { columns: { customer: 'who', date: 'day', total: 'sum' }, currency: 'USD' })
    .reader;
const came = (summary: object) => ({
  good: 0,
  furtherLines: 0,
  leftOut: {},
  rejected: [],
  warned: [],
  ...summary,
});

async function run(
  tenantId: Id<'ten'>,
  rows: SourceRow[],
  options: {
    isDryRun?: boolean;
    appender?: Appender;
    reader?: RowReader;
    country?: string | null;
    onRejected?: (row: SourceRow) => void;
  } = {},
) {
  const tenant = {
    id: `src_${tenantId}` as const,
    tenantId,
    kind: 'import' as const,
    country: options.country ?? null,
  };
  const appender = options.appender ?? new Appender(ctx.db, { deadline: 10_000 });
  return importEvents(ctx, appender, tenant, table(rows), options.reader ?? newReader(), {
    isDryRun: options.isDryRun ?? false,
    ...(options.onRejected ? { onRejected: options.onRejected } : {}),
  });
}

test('importing the same table again adds nothing', async () => {
  const { id } = await newTenant();
  const rows = Array.from({ length: 1_700 }, (_, line) => order(line + 2));
  expect(await run(id, rows)).toEqual(came({ rows: 1_700, added: 1_700, alreadyThere: 0 }));
  expect(await run(id, rows)).toEqual(came({ rows: 1_700, added: 0, alreadyThere: 1_700 }));
  await applyAll(ctx);
  expect(await readStats(ctx, id)).toMatchObject({ orders: 1_700, revenue: [{ amount: 170_000, currency: 'USD' }] });
  expect(await recountOrders(ctx, id)).toMatchObject({ wrongContacts: 0 });
});

test('bad rows are reported with their line, in order, and all others are imported', async () => {
  const { id } = await newTenant();
  const rows: SourceRow[] = Array.from({ length: 1_200 }, (_, line) => order(line + 2));
  rows[5] = { line: 7, fault: '1 columns, the header has 3', original: ['x'] };
  rows[900] = order(902, 'free');
  rows[1_100] = good(1_102, { who: 'a', day: '19890101', sum: '1' });
  const refused: SourceRow[] = [];
  expect(await run(id, rows, { onRejected: (row) => refused.push(row) })).toEqual(
    came({
      rows: 1_200,
      added: 1_197,
      alreadyThere: 0,
      rejected: [
        { line: 7, reason: '1 columns, the header has 3' },
        { line: 902, reason: 'sum: "free" is not an amount of USD' },
        { line: 1_102, reason: expect.stringContaining('before 1990') },
      ],
    }),
  );
  expect(refused.map(({ line }) => line).sort((a, b) => a - b)).toEqual([7, 902, 1_102]);
});

test('a dry run reads everything and stores nothing', async () => {
  const { id } = await newTenant();
  const refused = good(4, { who: '1', day: '19000101', sum: '1' });
  const summary = await run(id, [order(2), order(3, 'x'), refused], { isDryRun: true });
  // What collect would quarantine is not counted either.
  expect(summary).toMatchObject({ rows: 3, good: 1, added: 0, rejected: [{ line: 3 }, { line: 4 }] });
  await applyAll(ctx);
  expect(await readStats(ctx, id)).toMatchObject({ events: 0, orders: 0 });
});

test('the import waits while the database is unavailable for a moment', async () => {
  const { id } = await newTenant();
  let refusals = 3;
  const flaky: typeof ctx.db = {
    ...ctx.db,
    query: (...given) => (refusals-- > 0 ? Promise.reject(new Error('unavailable')) : ctx.db.query(...given)),
  };
  const appender = new Appender(flaky, { deadline: 10_000 });
  expect(await run(id, [order(2), order(3)], { appender })).toMatchObject({ added: 2, rejected: [] });
});

test('an exported log can be imported by another installation: trusted events stay trusted, claims stay claims', async () => {
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
    lines.push(good(lines.length + 1, { ...event }));

  const to = await newTenant();
  const taken = came({ rows: 3, added: 3, alreadyThere: 0 });
  const newReader = () =>
    planEvents(Object.keys('columns' in lines[0]! ? lines[0].columns : {}), { columns: {} }).reader;
  expect(await run(to.id, lines, { reader: newReader() })).toEqual(taken);
  expect(await run(to.id, lines, { reader: newReader() })).toMatchObject({ added: 0, alreadyThere: 3 });
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

test('a list of contacts creates contacts with their facts, and a changed list updates them', async () => {
  const { id } = await newTenant();
  const rows = (city: string): SourceRow[] => [
    good(2, { 'First Name': 'Anna', Email: 'Anna@Example.com', created_at: '20240501', city }),
    good(3, { 'First Name': 'Ben', Email: 'no address', created_at: '', city: '' }),
  ];
  const columns = ['First Name', 'Email', 'created_at', 'city'];
  const reader = (day: string) => planContacts(columns, { columns: {} }, new Date(day)).reader;
  expect(await run(id, rows('Bonn'), { reader: reader('2026-01-01') })).toMatchObject({
    added: 1,
    rejected: [{ line: 3, reason: '"no address" is not an e-mail address' }],
  });
  expect(await run(id, rows('Bonn'), { reader: reader('2026-01-01') })).toMatchObject({ added: 0, alreadyThere: 1 });
  expect(await run(id, rows('Berlin'), { reader: reader('2026-01-02') })).toMatchObject({ added: 1 });
  // The earlier values again, but in a newer file: they count.
  expect(await run(id, rows('Bonn'), { reader: reader('2026-01-03') })).toMatchObject({ added: 1 });
  await applyAll(ctx);
  const list = await listContacts(ctx, id, { filters: [], search: null, limit: 9, before: null });
  expect(list).toMatchObject([
    { email: 'anna@example.com', firstName: 'Anna', registeredAt: '2024-05-01T00:00:00.000Z' },
  ]);
});

test('an order with its lines becomes one event, and an order that was not a sale becomes none', async () => {
  const { id } = await newTenant();
  const header = ['Name', 'Email', 'Created at', 'Currency', 'Total', 'Financial Status', 'Lineitem name'];
  const row = (line: number, cells: string) =>
    good(line, Object.fromEntries(cells.split(',').map((cell, at) => [header[at], cell])));
  const rows = [
    row(2, '#1,a@shop.test,2025-05-01,EUR,9.00,paid,Mug'),
    row(3, '#1,a@shop.test,,,,,Pin'),
    row(4, '#2,a@shop.test,2025-05-01,EUR,9.00,voided,Mug'),
    row(5, '#3,a@shop.test,2025-05-01,EUR,free,paid,Mug'),
    row(6, '#3,a@shop.test,,,,,Pin'),
  ];
  expect(await run(id, rows, { reader: planOrders(header, { columns: {} }).reader })).toEqual(
    came({
      rows: 5,
      added: 1,
      alreadyThere: 0,
      furtherLines: 1,
      leftOut: { voided: 1 },
      rejected: [
        { line: 5, reason: 'Total: "free" is not an amount of EUR' },
        { line: 6, reason: 'a further line of the order of line 5, which was rejected' },
      ],
    }),
  );
  await applyAll(ctx);
  expect(await readStats(ctx, id)).toMatchObject({ orders: 1, revenue: [{ amount: 900, currency: 'EUR' }] });
});

test('an order that another file repeats with other contents is reported, and the first one is kept', async () => {
  const { id } = await newTenant();
  const header = ['order_id', 'email', 'date', 'total'];
  const reader = () => planOrders(header, { columns: {}, currency: 'EUR' }).reader;
  const row = (total: string) => good(2, { order_id: 'B-22', email: 'v@shop.test', date: '2025-12-31', total });
  await run(id, [row('12.50')], { reader: reader() });
  expect(await run(id, [row('12.50')], { reader: reader() })).toMatchObject({ alreadyThere: 1, rejected: [] });
  expect(await run(id, [row('13.50')], { reader: reader() })).toMatchObject({
    added: 0,
    alreadyThere: 0,
    rejected: [{ line: 2, reason: expect.stringContaining('with other contents') }],
  });
  await applyAll(ctx);
  expect(await readStats(ctx, id)).toMatchObject({ orders: 1, revenue: [{ amount: 1250, currency: 'EUR' }] });
});

test.each(['DE', null])(
  'E7: with the country %s phone numbers are read or warned of, and nothing else is lost',
  async (country) => {
    const { id } = await newTenant();
    await ctx.db.query(sql`update tenants set country = ${country} where id = ${id}`);
    const phones = ['0301234567', '+49 30 7654321', '4.93012E+11', 'n/a', "'030 1111111"];
    const rows = phones.map((Telefon, at) => good(at + 2, { Email: `p${at}@shop.test`, Vorname: 'Anna', Telefon }));
    const { reader } = planContacts(['Email', 'Vorname', 'Telefon'], { columns: {} }, null);
    const warned = (country ? [4] : [2, 4, 6]).map((line) => ({
      line,
      reason: expect.stringMatching(/^phone: has no country code/),
    }));
    const isDryRun = { isDryRun: true, reader, country };
    expect(await run(id, rows, isDryRun)).toEqual(came({ rows: 5, good: 5, added: 0, alreadyThere: 0, warned }));
    expect(await run(id, rows, { reader, country })).toEqual(came({ rows: 5, added: 5, alreadyThere: 0, warned }));
    await applyAll(ctx);
    const contacts = await ctx.db.query(sql`
    select phone, first_name as name, properties ->> 'unreadPhone' as unread from contacts
    where tenant_id = ${id} order by email`);
    const name = 'Anna';
    expect(contacts).toEqual([
      country ? { phone: '+49301234567', name, unread: null } : { phone: null, name, unread: '0301234567' },
      { phone: '+49307654321', name, unread: null },
      { phone: null, name, unread: '4.93012E+11' },
      { phone: null, name, unread: null },
      country ? { phone: '+49301111111', name, unread: null } : { phone: null, name, unread: '030 1111111' },
    ]);
  },
);
