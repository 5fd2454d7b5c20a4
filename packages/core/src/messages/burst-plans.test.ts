import { expect, test } from 'vitest';
import { sql } from '../db/index.ts';
import type { Context, Statement, Transaction } from '../ports/index.ts';
import { createTestContext } from '../testing/index.ts';
import { deliver } from './deliver.ts';
import { dispatchDeliveries } from './dispatch.ts';

const { ctx, clock, newTenant } = await createTestContext();

/** The indexes that list what is due or was sent lately: in a burst, each of them holds the whole burst. */
const lists =
  /"(deliveries_unfinished|deliveries_by_tenant|deliveries_of_\w+)"|"Node Type":"Seq Scan"[^{}]*"Relation Name":"deliveries"/;

test('with statistics from a quiet moment, a set of a burst is found by its keys', async () => {
  const tenant = await newTenant();
  const contactId = ctx.ids.newId('ctc');
  await ctx.db.query(sql`
    insert into contacts (id, tenant_id, email, created_at) values (${contactId}, ${tenant.id}, 'anna@example.com', ${clock.now()})`);
  await ctx.db.query(sql`
    insert into messages (id, tenant_id, key, name, channel, category, subject, body, published_version, updated_at)
    values (${ctx.ids.newId('msg')}, ${tenant.id}, 'news', 'News', 'email', 'transactional', 'Hi', '<mj-text>Hi</mj-text>', 1,
      ${clock.now()})`);
  await deliver(ctx, { tenantId: tenant.id, contactId, message: 'news', businessKey: 'first' });
  const copy = (count: number, status: string) =>
    ctx.db.query(sql`
      insert into deliveries (id, tenant_id, contact_id, message_id, channel, category, business_key, variables, origin, created_at, status)
      select 'dlv_' || ${status}::text || n, tenant_id, contact_id, message_id, channel, category, ${status}::text || n, '{}', origin,
        created_at, ${status}
      from deliveries, generate_series(1, ${count}::int) n where business_key = 'first'`);
  await copy(20_000, 'failed');
  await ctx.db.query(sql`vacuum analyze deliveries`);
  await copy(2_000, 'due');
  const [due] = await ctx.db.query<{ id: `dlv_${string}` }>(
    sql`select id from deliveries where business_key = 'first'`,
  );

  const seen: Statement[] = [];
  const watch = <C extends { query: Transaction['query'] }>(db: C): C => ({
    ...db,
    query: (statement: Statement) => {
      seen.push(statement);
      return db.query(statement);
    },
  });
  const watched = {
    ...ctx,
    db: { ...watch(ctx.db), transaction: (work) => ctx.db.transaction((tx) => work(watch(tx))) },
  } as Context;
  await dispatchDeliveries(watched, tenant.id, [due!.id as never]);

  const about = seen.filter(({ text }) => /\bdeliveries\b/.test(text));
  expect(about.length).toBeGreaterThanOrEqual(3);
  for (const { text, values } of about) {
    const plan = await ctx.db.query(sql.composed({ text: `explain (format json) ${text}`, values }));
    expect(JSON.stringify(plan).match(lists) ?? [], text).toEqual([]);
  }
});
