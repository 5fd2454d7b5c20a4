import { expect, test } from 'vitest';
import { collectEvents, replayQuarantined } from '../collect/index.ts';
import { isSuppressed } from '../consent/index.ts';
import { consumers, contactsConsumer } from '../consumers/index.ts';
import { findErasure, readContact, readMerges, readTimeline, undoMerge } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { decodeMarked, type Id } from '../lib/index.ts';
import { Appender, rebuild } from '../log/index.ts';
import { applyAll, collect, completeErasures, createTestContext, type TestTenant } from '../testing/index.ts';
import { requestErasure } from './request-erasure.ts';
import { runErasure } from './run-erasure.ts';

const { ctx, clock, newTenant } = await createTestContext({ maxConnections: 12 });

let made = 0;
const event = (type: string, person: object, properties: object = {}) => ({
  id: `event ${++made}`,
  type,
  ...person,
  properties,
});
const order = (person: object, orderId: string, total: number) =>
  event('placed_order', person, { orderId, total, currency: 'USD', items: [] });
async function say(tenant: TestTenant, ...events: object[]): Promise<void> {
  await collect(ctx, tenant.server, events);
  await applyAll(ctx);
}
async function idOf(tenant: TestTenant, name: { email: string } | { userId: string }): Promise<Id<'ctc'>> {
  const [contact] = await ctx.db.query<{ id: Id<'ctc'> }>(
    'email' in name
      ? sql`select id from contacts where tenant_id = ${tenant.id} and email = ${name.email}`
      : sql`select id from contacts where tenant_id = ${tenant.id} and user_id = ${name.userId}`,
  );
  return contact!.id;
}
const erase = async (tenant: TestTenant, id: Id<'ctc'>) => {
  await requestErasure(ctx, tenant.id, id, 'api_key');
  await completeErasures(ctx, clock);
};

/** All rows of a tenant that contain a text, by table. */
async function tablesWith(tenant: TestTenant, text: string): Promise<string[]> {
  const tables = await ctx.db.query<{ name: string }>(sql`
    select c.table_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = current_schema() and c.column_name = 'tenant_id' and t.table_type = 'BASE TABLE'`);
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await ctx.db.query(
      sql`select 1 from ${sql.trusted(name)} t where tenant_id = ${tenant.id} and t::text ilike ${`%${text}%`} limit 1`,
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}

/** A contact with an address and one with a user id that were merged and turned out to be two people. */
async function merged(): Promise<{ tenant: TestTenant; anna: Id<'ctc'>; ben: Id<'ctc'> }> {
  const tenant = await newTenant();
  await say(tenant, order({ userId: 'ben' }, '1', 500), order({ email: 'anna@shop.test' }, '2', 700));
  const anna = await idOf(tenant, { email: 'anna@shop.test' });
  const ben = await idOf(tenant, { userId: 'ben' });
  await say(tenant, event('identified', { userId: 'ben', email: 'anna@shop.test' }));
  const [merge] = await readMerges(ctx, tenant.id, anna);
  await undoMerge(ctx, tenant.id, anna, merge!.id);
  return { tenant, anna, ben };
}

test('after an undone merge, a contact keeps everything when the other one is erased', async () => {
  const { tenant, anna, ben } = await merged();
  await say(tenant, order({ userId: 'ben' }, '3', 900));
  const before = await readTimeline(ctx, tenant.id, ben, { limit: 50, before: null });
  await erase(tenant, anna);
  expect(await readContact(ctx, tenant.id, ben)).toMatchObject({ userId: 'ben', orderCount: 2 });
  const after = await readTimeline(ctx, tenant.id, ben, { limit: 50, before: null });
  expect(after.filter(({ type }) => type === 'placed_order')).toEqual(
    before.filter(({ type }) => type === 'placed_order'),
  );
});

test('after an undone merge, erasing one contact leaves no user id of theirs with the other', async () => {
  const { tenant, ben } = await merged();
  await erase(tenant, ben);
  const rows = await ctx.db.query<{ user_id: string }>(
    sql`select user_id from contact_merges where tenant_id = ${tenant.id}`,
  );
  expect(rows).toEqual([]);
});

test('an event that names one person by user id and another by address is not taken from the first', async () => {
  const tenant = await newTenant();
  await say(
    tenant,
    event('contact_created', { userId: 'ben', email: 'ben@shop.test' }),
    event('contact_created', { email: 'anna@shop.test' }),
    order({ userId: 'ben', email: 'anna@shop.test' }, '1', 500),
  );
  const ben = await idOf(tenant, { userId: 'ben' });
  expect(await readContact(ctx, tenant.id, ben)).toMatchObject({ orderCount: 1 });
  await erase(tenant, await idOf(tenant, { email: 'anna@shop.test' }));
  const kept = await readTimeline(ctx, tenant.id, ben, { limit: 50, before: null });
  expect(kept.map(({ type }) => type).toSorted()).toEqual(['contact_created', 'placed_order']);
  await rebuild(ctx, contactsConsumer);
  await applyAll(ctx);
  expect(await readContact(ctx, tenant.id, ben)).toMatchObject({ orderCount: 1 });
});

test('an event that names two people and is applied while one is being erased is not lost to the other', async () => {
  const tenant = await newTenant();
  await say(
    tenant,
    event('contact_created', { userId: 'ben', email: 'ben@shop.test' }),
    event('contact_created', { email: 'anna@shop.test' }),
  );
  const ben = await idOf(tenant, { userId: 'ben' });
  await collect(ctx, tenant.server, [order({ userId: 'ben', email: 'anna@shop.test' }, '1', 500)]);
  await erase(tenant, await idOf(tenant, { email: 'anna@shop.test' }));
  expect(await readContact(ctx, tenant.id, ben)).toMatchObject({ orderCount: 1 });
});

test('a set-aside event that is replayed while the last pass works is erased too', async () => {
  const tenant = await newTenant();
  await say(tenant, event('contact_created', { email: 'late@shop.test' }));
  const id = await idOf(tenant, { email: 'late@shop.test' });
  const bad = { id: 'bad', type: 'placed_order', email: 'late@shop.test', properties: { orderId: 7 } };
  await collect(ctx, tenant.server, [bad]);
  // As if the rules had changed: it is valid now.
  await ctx.db.query(sql`
    update quarantine set raw = convert_to(replace(convert_from(raw, 'UTF8'), '"orderId":7', '"orderId":"7","total":1,"currency":"USD","items":[]'), 'UTF8')
    where tenant_id = ${tenant.id}`);
  const [entry] = await ctx.db.query<{ id: Id<'qrt'> }>(sql`select id from quarantine where tenant_id = ${tenant.id}`);
  const { id: erasureId } = await requestErasure(ctx, tenant.id, id, 'api_key');
  clock.advance(6_000);
  for (const consumer of consumers) await applyAll(ctx, consumer);
  const written = Promise.withResolvers<void>();
  const mayCommit = Promise.withResolvers<void>();
  const slow = {
    ...ctx,
    db: {
      ...ctx.db,
      transaction: (work: never, options: never) =>
        ctx.db.transaction(async (tx) => {
          const result = await (work as (tx: unknown) => Promise<unknown>)(tx);
          written.resolve();
          await mayCommit.promise;
          return result;
        }, options),
    },
  } as unknown as typeof ctx;
  const replay = replayQuarantined(slow, tenant.id, entry!.id);
  await written.promise;
  const running = runErasure(ctx, tenant.id, erasureId);
  await new Promise((resolve) => setTimeout(resolve, 300));
  mayCommit.resolve();
  expect(await replay).toEqual({ result: 'accepted' });
  await running;
  await completeErasures(ctx, clock);
  expect(await tablesWith(tenant, 'late@shop.test')).toEqual([]);
});

test('quarantined events of another person in a shared browser stay', async () => {
  const tenant = await newTenant();
  await say(
    tenant,
    event('identified', { userId: 'finch', anonymousId: 'tablet' }),
    event('identified', { userId: 'heron', anonymousId: 'tablet' }),
  );
  await collect(ctx, tenant.server, [
    { id: 'herons order', type: 'placed_order', userId: 'heron', anonymousId: 'tablet', properties: { orderId: 7 } },
  ]);
  await erase(tenant, await idOf(tenant, { userId: 'finch' }));
  const kept = await ctx.db.query<{ event_id: string }>(
    sql`select event_id from quarantine where tenant_id = ${tenant.id}`,
  );
  expect(kept).toEqual([{ event_id: 'herons order' }]);
});

test('a shop that once sent the user id "undefined" loses nothing that names no user', async () => {
  const tenant = await newTenant();
  await say(tenant, event('identified', { userId: 'before' }));
  // Once treated as a user id, as placeholders were.
  await ctx.db.query(sql`update contacts set user_id = 'undefined' where tenant_id = ${tenant.id}`);
  await collect(ctx, tenant.server, [
    { id: 'of joanna', type: 'placed_order', email: 'joanna@shop.test', properties: { orderId: 7 } },
  ]);
  await erase(tenant, await idOf(tenant, { userId: 'undefined' }));
  const kept = await ctx.db.query<{ event_id: string }>(
    sql`select event_id from quarantine where tenant_id = ${tenant.id}`,
  );
  expect(kept).toEqual([{ event_id: 'of joanna' }]);
});

test('quarantined events of a person are erased, however their id was written', async () => {
  const tenant = await newTenant();
  await say(tenant, event('identified', { userId: '576461413038785752' }), event('identified', { userId: '17' }));
  const aside = (id: string, userId: string) =>
    `{"id":"${id}","type":"placed_order","userId":${userId},"properties":{}}`;
  const body = `{"events":[${aside('long', '576461413038785752')},${aside('other', '576461413038785753')},
    ${aside('blank', '" 17\u200b "')},${aside('number', '17')}]}`;
  await collectEvents(ctx, new Appender(ctx.db), tenant.server, body);
  await erase(tenant, await idOf(tenant, { userId: '576461413038785752' }));
  await erase(tenant, await idOf(tenant, { userId: '17' }));
  const kept = await ctx.db.query(sql`select event_id from quarantine where tenant_id = ${tenant.id}`);
  expect(kept).toEqual([{ event_id: 'other' }]);
});

test('an address is removed from an entry that is not valid UTF-8, and its other bytes are unchanged', async () => {
  const tenant = await newTenant();
  await say(tenant, event('identified', { email: 'anna@shop.test' }));
  const bytes = Buffer.from(
    '{"events":[{"id":"b","type":"note_written","properties":{"by":"Z\u00eb, anna@shop.test"}}]}',
    'latin1',
  );
  await collectEvents(ctx, new Appender(ctx.db), tenant.server, decodeMarked(bytes));
  await erase(tenant, await idOf(tenant, { email: 'anna@shop.test' }));
  const [entry] = await ctx.db.query<{ id: Id<'qrt'>; raw: Buffer }>(
    sql`select id, raw from quarantine where tenant_id = ${tenant.id}`,
  );
  expect(entry!.raw.toString('latin1')).toContain('Z\u00eb, [erased]');
  expect(await replayQuarantined(ctx, tenant.id, entry!.id)).toMatchObject({ result: 'quarantined' });
});

test('what others said of an erased person is in no projection either', async () => {
  const tenant = await newTenant();
  await say(
    tenant,
    event('contact_created', { email: 'anna@shop.test' }),
    event('contact_updated', { userId: 'joanna' }, { referredBy: 'anna@shop.test' }),
  );
  await erase(tenant, await idOf(tenant, { email: 'anna@shop.test' }));
  expect(await tablesWith(tenant, 'anna@shop.test')).toEqual([]);
});

test('the address in the campaign of a visit in another browser is in no projection either', async () => {
  const tenant = await newTenant();
  await say(tenant, event('contact_created', { email: 'anna@shop.test' }));
  await collect(ctx, tenant.browser, [
    event(
      'page_viewed',
      { anonymousId: 'friend' },
      { url: 'https://shop.test/?utm_source=news&utm_content=anna@shop.test' },
    ),
  ]);
  await applyAll(ctx);
  await erase(tenant, await idOf(tenant, { email: 'anna@shop.test' }));
  expect(await tablesWith(tenant, 'anna@shop.test')).toEqual([]);
});

test('an address that is the name of a property is in no table of names', async () => {
  const tenant = await newTenant();
  await say(tenant, event('contact_created', { email: 'anna@shop.test' }));
  await collect(ctx, tenant.server, [event('gift_sent', { userId: 'ben' }, { 'anna@shop.test': true })]);
  await erase(tenant, await idOf(tenant, { email: 'anna@shop.test' }));
  expect(await tablesWith(tenant, 'anna@shop.test')).toEqual([]);
});

test.each([
  [
    'within an address within an address',
    'https://shop.test/login?next=https%3A%2F%2Fshop.test%2F%3Fto%3Danna.m%2540shop.test',
    'anna.m%2540shop.test',
  ],
  ['with its dot encoded', 'https://shop.test/?to=anna%2Em%40shop.test', 'anna%2Em%40shop.test'],
])('an address %s is taken out of the events of others', async (_, url, trace) => {
  const tenant = await newTenant();
  await say(
    tenant,
    event('contact_created', { email: 'anna.m@shop.test' }),
    event('gift_sent', { userId: 'ben' }, { url }),
  );
  await erase(tenant, await idOf(tenant, { email: 'anna.m@shop.test' }));
  const rows = await ctx.db.query<{ text: string }>(
    sql`select properties::text as text from events where tenant_id = ${tenant.id}`,
  );
  expect(rows.filter(({ text }) => text.includes(trace))).toEqual([]);
});

test('a shared browser is no longer linked to an erased person: later events are not stored for them', async () => {
  const tenant = await newTenant();
  await say(
    tenant,
    event('identified', { userId: 'finch', anonymousId: 'tablet' }),
    event('identified', { userId: 'heron', anonymousId: 'tablet' }),
  );
  const heron = await idOf(tenant, { userId: 'heron' });
  await erase(tenant, heron);
  clock.advance(60_000);
  await collect(ctx, tenant.browser, [
    event('page_viewed', { anonymousId: 'tablet' }, { url: 'https://shop.test/later' }),
  ]);
  await applyAll(ctx);
  expect(await readTimeline(ctx, tenant.id, heron, { limit: 50, before: null })).toEqual([]);
});

test('two erased people who shared a browser leave no trace of it', async () => {
  const tenant = await newTenant();
  await say(
    tenant,
    event('identified', { userId: 'finch', anonymousId: 'tablet-of-both' }),
    event('identified', { userId: 'heron', anonymousId: 'tablet-of-both' }),
  );
  await erase(tenant, await idOf(tenant, { userId: 'finch' }));
  await erase(tenant, await idOf(tenant, { userId: 'heron' }));
  expect(await tablesWith(tenant, 'tablet-of-both')).toEqual([]);
  expect(await ctx.db.query(sql`select 1 from visitor_links where tenant_id = ${tenant.id}`)).toEqual([]);
});

test('a person who identifies in the same browser during the erasure keeps that browser', async () => {
  const tenant = await newTenant();
  await say(tenant, event('identified', { email: 'back@shop.test', anonymousId: 'laptop' }));
  const { id: erasureId } = await requestErasure(
    ctx,
    tenant.id,
    await idOf(tenant, { email: 'back@shop.test' }),
    'link',
  );
  clock.advance(1_000);
  await say(tenant, event('identified', { email: 'back@shop.test', anonymousId: 'laptop' }));
  clock.advance(6_000);
  await runErasure(ctx, tenant.id, erasureId);
  await completeErasures(ctx, clock);
  const dangling = await ctx.db.query(sql`
    select l.seq from visitor_links l left join visitors v on v.id = l.visitor_id
    where l.tenant_id = ${tenant.id} and v.id is null`);
  expect(dangling).toEqual([]);
});

test('a rebuild that begins between the look at the consumers and the search leaves nothing behind', async () => {
  const tenant = await newTenant();
  await say(tenant, event('contact_created', { email: 'anna@shop.test' }));
  await collect(ctx, tenant.server, [event('gift_sent', { userId: 'ben' }, { to: 'anna@shop.test' })]);
  const id = await idOf(tenant, { email: 'anna@shop.test' });
  const { id: erasureId } = await requestErasure(ctx, tenant.id, id, 'link');
  clock.advance(6_000);
  for (const consumer of consumers) await applyAll(ctx, consumer);
  const racing = {
    ...ctx,
    db: {
      ...ctx.db,
      query: async (statement: { text: string }) => {
        const rows = await ctx.db.query(statement as never);
        if (statement.text.includes('pg_snapshot_xmin(pg_current_snapshot()) >')) await rebuild(ctx, contactsConsumer);
        return rows;
      },
    },
  } as unknown as typeof ctx;
  await runErasure(racing, tenant.id, erasureId);
  await completeErasures(ctx, clock);
  await applyAll(ctx);
  expect(await tablesWith(tenant, 'anna@shop.test')).toEqual([]);
});

test('erasing the current owner of an address keeps the orders of its former owner', async () => {
  const tenant = await newTenant();
  await say(
    tenant,
    event('contact_created', { email: 'office@shop.test' }),
    order({ email: 'office@shop.test' }, '1', 500),
  );
  const former = await idOf(tenant, { email: 'office@shop.test' });
  // They changed to another address, as its owner does.
  await ctx.db.query(sql`
    insert into former_addresses (tenant_id, contact_id, email, mailbox_hash, left_at)
    values (${tenant.id}, ${former}, 'office@shop.test', '\\x00', ${clock.now()})`);
  await ctx.db.query(sql`update contacts set email = 'moved@shop.test' where id = ${former}`);
  await ctx.db.query(sql`
    insert into contacts (id, tenant_id, email, created_at)
    values (${ctx.ids.newId('ctc')}, ${tenant.id}, 'office@shop.test', ${clock.now()})`);
  clock.advance(1_000);
  await say(tenant, event('contact_updated', { email: 'office@shop.test' }, { firstName: 'Next' }));
  await erase(tenant, await idOf(tenant, { email: 'office@shop.test' }));
  const kept = await readTimeline(ctx, tenant.id, former, { limit: 50, before: null });
  expect(kept.map(({ type }) => type).toSorted()).toEqual(['contact_created', 'placed_order']);
});

test('asking again for an erasure whose job has given up starts it again', async () => {
  const tenant = await newTenant();
  await say(tenant, event('contact_created', { email: 'stuck@shop.test' }));
  const id = await idOf(tenant, { email: 'stuck@shop.test' });
  await requestErasure(ctx, tenant.id, id, 'link');
  await ctx.db.query(sql`
    update jobs set status = 'dead', turn = null, died_at = ${clock.now()}
    where tenant_id = ${tenant.id} and kind = 'erasure.run'`);
  await requestErasure(ctx, tenant.id, id, 'link');
  expect(await findErasure(ctx, tenant.id, id)).toMatchObject({ status: 'running' });
  const jobs = await ctx.db.query(
    sql`select 1 from jobs where tenant_id = ${tenant.id} and kind = 'erasure.run' and status = 'waiting'`,
  );
  expect(jobs).toHaveLength(1);
  expect(await isSuppressed(ctx, tenant.id, 'email', 'stuck@shop.test')).toBe(true);
  await completeErasures(ctx, clock);
});
