import { expect, test } from 'vitest';
import { readStats } from '../metrics/index.ts';
import { applyAll, collect, createTestContext } from '../testing/index.ts';

const { ctx, newTenant } = await createTestContext();

test('a stored order is applied once', async () => {
  const tenant = await newTenant();
  await collect(ctx, tenant.server, [
    { id: 'a', type: 'placed_order', userId: 'u', properties: { orderId: '1', total: 5, currency: 'USD' } },
  ]);
  await applyAll(ctx);
  expect(await readStats(ctx, tenant.id)).toMatchObject({ orders: 1, contacts: 1 });
});
