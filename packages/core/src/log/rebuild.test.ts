import { expect, test } from 'vitest';
import { contactsConsumer } from '../consumers/index.ts';
import { listContacts } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { readStats, recountOrders } from '../metrics/index.ts';
import { applyAll, collect, createTestContext } from '../testing/index.ts';
import { rebuild } from './quarantine-logged.ts';

const { ctx, newTenant } = await createTestContext();

test('a projection rebuilt from the log has the same totals', async () => {
  const tenant = await newTenant();
  for (let batch = 0; batch < 5; batch++) {
    await collect(
      ctx,
      tenant.server,
      Array.from({ length: 60 }, (_, number) => ({
        id: `${batch}/${number}`,
        type: 'placed_order',
        ...(number % 3 === 0 ? { email: `p${number % 11}@example.com` } : { userId: `u${number % 7}` }),
        occurredAt: new Date(Date.UTC(2025, batch, 1 + (number % 28))).toISOString(),
        properties: {
          orderId: `o${(batch * 60 + number) % 200}`,
          total: number * 13,
          currency: number % 9 ? 'USD' : 'EUR',
        },
      })),
    );
    await collect(ctx, tenant.browser, [{ id: `${batch}`, type: 'page_viewed', anonymousId: `v${batch % 2}` }]);
  }
  await applyAll(ctx);
  const look = async () => ({
    stats: await readStats(ctx, tenant.id),
    contacts: await listContacts(ctx, tenant.id, { filters: [], search: null, limit: 200, before: null }),
    timeline: await ctx.db.query(sql`select seq, person_id from timeline order by seq`),
  });
  const before = await look();
  expect(before.stats).toMatchObject({ orders: 200, events: 305 });

  await rebuild(ctx, contactsConsumer);
  expect(await readStats(ctx, tenant.id)).toMatchObject({ orders: 0, events: 0 });
  await applyAll(ctx);
  expect(await look()).toEqual(before);
  expect(await recountOrders(ctx, tenant.id)).toMatchObject({ orders: 200, ordersInLog: 200, wrongContacts: 0 });
});
