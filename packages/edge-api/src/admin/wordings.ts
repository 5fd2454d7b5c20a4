import { endpoints } from '@beckon/contract';
import { readWordings, registerWordings } from '@beckon/core/consent';
import { Hono } from 'hono';
import type { ApiDeps } from '../deps.ts';
import { readInput } from '../http/input.ts';
import type { TenantEnv } from './routes.ts';

/** The consent texts of the shop. */
export function wordingRoutes({ ctx }: ApiDeps): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>();

  app.get('/consent/wordings', async (c) => c.json({ data: await readWordings(ctx, c.get('tenantId')) }));

  app.post('/consent/wordings', async (c) => {
    const { wordings } = await readInput(c.req.raw, endpoints.registerWordings.body);
    await registerWordings(ctx, c.get('tenantId'), wordings);
    return c.json({ data: await readWordings(ctx, c.get('tenantId')) });
  });

  return app;
}
