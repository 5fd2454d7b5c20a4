import { expect, test } from 'vitest';
import { changeStock, putProducts } from '../catalog/index.ts';
import { DatabaseUnavailable, sql } from '../db/index.ts';
import { followCatalog, installFlows, runWave } from '../flows/index.ts';
import type { Context } from '../ports/index.ts';
import { createTestContext } from '../testing/index.ts';

const { ctx, clock, newTenant } = await createTestContext({ maxConnections: 8 });

/** A shop with three pieces of a mug, and people who wait for it. */
async function setUp(people: number) {
  const tenant = await newTenant();
  await installFlows(ctx, tenant.id);
  await putProducts(
    ctx,
    tenant.id,
    [{ id: 'mug', title: 'Mug', url: 'https://shop.test/mug', quantity: 0 }],
    followCatalog,
  );
  for (let person = 0; person < people; person++) {
    const contactId = ctx.ids.newId('ctc');
    await ctx.db.query(sql`
      insert into contacts (id, tenant_id, email, created_at)
      values (${contactId}, ${tenant.id}, ${`${contactId}@example.com`}, ${clock.now()})`);
    await ctx.db.query(sql`
      insert into waitlist_entries (id, tenant_id, contact_id, product_id, status, joined_at, expires_at)
      values (${ctx.ids.newId('wle')}, ${tenant.id}, ${contactId}, 'mug', 'waiting', ${clock.now()}, 'infinity')`);
  }
  await changeStock(ctx, tenant.id, [{ productId: 'mug', quantity: 3 }], followCatalog);
  const told = async () => {
    const [row] = await ctx.db.query<{ count: number }>(sql`
      select count(*)::int as count from waitlist_entries where tenant_id = ${tenant.id} and status = 'notified'`);
    return row!.count;
  };
  const [stock] = await ctx.db.query<{ restock: number }>(
    sql`select restock from stock where tenant_id = ${tenant.id} and product_id = 'mug'`,
  );
  const run = (wave: number, context: Context = ctx) =>
    runWave(context, tenant.id, { productId: 'mug', variantId: '', restock: stock!.restock, wave });
  return { tenant, told, run };
}

test('a wave that is repeated after a crash notifies no additional contacts', async () => {
  const { told, run } = await setUp(10);
  // The worker dies when the messages are made and the next wave is not in line yet.
  const query: Context['db']['query'] = (statement, options) =>
    /insert into jobs/.test(statement.text)
      ? Promise.reject(new DatabaseUnavailable('the worker died'))
      : ctx.db.query(statement, options);
  await expect(run(0, { ...ctx, db: { ...ctx.db, query } })).rejects.toThrow('the worker died');
  expect(await told()).toBe(3);
  await run(0);
  await run(0);
  expect(await told()).toBe(3);
  await run(1);
  expect(await told()).toBe(6);
});

test('two workers that run the same wave at once tell as many as one', async () => {
  for (let round = 0; round < 20; round++) {
    const { told, run } = await setUp(10);
    const results = await Promise.all([run(0), run(0), run(0)]);
    expect(results.reduce((sum, result) => sum + result.taken, 0)).toBe(3);
    expect(await told()).toBe(3);
  }
});

test('contacts who left or bought meanwhile count as notified', async () => {
  const { tenant, told, run } = await setUp(10);
  await run(0);
  await ctx.db.query(
    sql`update waitlist_entries set status = 'purchased' where tenant_id = ${tenant.id} and status = 'notified'`,
  );
  await run(0);
  expect(await told()).toBe(0);
});
