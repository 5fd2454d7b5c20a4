import { endpoints } from '@beckon/contract';
import { changeStock, putProducts } from '@beckon/core/waitlists';
import { Hono } from 'hono';
import type { ApiDeps } from '../deps.ts';
import { readInput } from '../http/input.ts';
import type { TenantEnv } from './routes.ts';

/** What the shop sells, and how much of it there is. */
export function catalogRoutes({ ctx }: ApiDeps): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>();

  app.put('/catalog/products', async (c) => {
    const { products } = await readInput(c.req.raw, endpoints.putProducts.body);
    return c.json({ saved: products.length, ...(await putProducts(ctx, c.get('tenantId'), products)) });
  });

  app.post('/catalog/stock', async (c) => {
    const { stock } = await readInput(c.req.raw, endpoints.setStock.body);
    return c.json(await changeStock(ctx, c.get('tenantId'), stock));
  });

  return app;
}
